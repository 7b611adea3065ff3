//! Rows of `django_session`: `session_key`, `session_data`, `expire_date`.

use std::fmt::Write as _;
use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::signing::{TimestampSigner, salted_hmac};
use crate::{digest, random};

/// Key in the session's object: the signed-in user's primary key, as text.
pub const AUTH_USER_ID: &str = "_auth_user_id";
/// Key in the session's object: the import path of the Django class that signed the user in.
pub const AUTH_USER_BACKEND: &str = "_auth_user_backend";
/// Key in the session's object: [`session_auth_hash`]; a session with another one is over.
pub const AUTH_USER_HASH: &str = "_auth_user_hash";

/// The purpose Django signs database sessions for.
const SALT: &str = "django.contrib.sessions.SessionStore";

/// The purpose of the digest of a password hash.
const AUTH_HASH_SALT: &str = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash";

/// Marks compressed data.
const COMPRESSED: &str = ".";

/// No session is larger than this once unpacked, in bytes.
const MAX_UNPACKED: u64 = 4 << 20;

/// A new session key: 32 lower-case letters and digits. It is the whole secret of a session,
/// in the cookie and in the primary key of its row.
pub fn new_session_key() -> String {
    random::text(b"abcdefghijklmnopqrstuvwxyz0123456789", 32)
}

/// The digest of a stored password hash that a session carries, so that it ends when the
/// password changes. The session is signed, so nobody can try values: a plain comparison does.
pub fn session_auth_hash(secret: &str, stored_password: &str) -> String {
    digest::hex(&salted_hmac(AUTH_HASH_SALT, secret, stored_password.as_bytes()))
}

/// Why `session_data` cannot be used. Such a session is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// Also what a change of the server's secret leads to.
    #[error("the session data is not signed with this server's secret")]
    Signature,
    #[error("the session data is signed, but cannot be unpacked")]
    Malformed,
}

/// Packs and unpacks `session_data`, signed with the server's secret key.
#[derive(Clone)]
pub struct SessionCodec {
    signer: TimestampSigner,
}

impl SessionCodec {
    /// `secret` is the installation's secret key (`INVENTREE_SECRET_KEY`).
    pub fn new(secret: &str) -> Self {
        Self { signer: TimestampSigner::new(SALT, secret) }
    }

    /// Packs the JSON text of a session's object; `now` in Unix seconds.
    pub fn encode(&self, json: &str, now: u64) -> String {
        let plain = ascii(json);
        let packed = compress(plain.as_bytes());
        // Django's own rule for when packing is worth its mark.
        let value = if packed.len() + 1 < plain.len() {
            format!("{COMPRESSED}{}", URL_SAFE_NO_PAD.encode(packed))
        } else {
            URL_SAFE_NO_PAD.encode(&plain)
        };
        self.signer.sign(&value, now)
    }

    /// The JSON text of a session's object.
    ///
    /// # Errors
    ///
    /// [`SessionError`], when the data is not ours or damaged.
    pub fn decode(&self, session_data: &str) -> Result<String, SessionError> {
        let value = self.signer.unsign(session_data).ok_or(SessionError::Signature)?;
        let (packed, is_compressed) = match value.strip_prefix(COMPRESSED) {
            Some(packed) => (packed, true),
            None => (value, false),
        };
        let bytes = URL_SAFE_NO_PAD.decode(packed).map_err(|_| SessionError::Malformed)?;
        let bytes = if is_compressed { decompress(&bytes).ok_or(SessionError::Malformed)? } else { bytes };
        String::from_utf8(bytes).map_err(|_| SessionError::Malformed)
    }
}

/// The same JSON in ASCII: Django reads the text as Latin-1. Other characters stand only
/// within strings, where an escape means the same.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(text, "\\u{unit:04x}").expect("writing to a string cannot fail");
            }
        }
    }
    text
}

fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory cannot fail")
}

fn decompress(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed).take(MAX_UNPACKED + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= MAX_UNPACKED).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors below were made by Django 5.2 with this secret at this time.
    const SECRET: &str = "test key of this file";
    const NOW: u64 = 1_790_000_000;

    const SHORT: &str = "eyJhIjoxfQ:1x8elk:T12GHC8YC0UZLZ4AjrGL3FHEL1f4IVt7Kb2PTAVNBPM";
    const SHORT_JSON: &str = r#"{"a":1}"#;

    const LONG: &str = ".eJyljjEOwjAMRa-CPFdRAaGKjuycgKLITQIJUBs1iUBUvTsJ7QAz9mL5fz__ASTGYGX0ppdOQw0VFN-7FtXVUBb0BenMQjGF3rUiW8SserFnbW672fsDsOhtul6f_usERaU4UviwDQWnMDgm2ZlgWXuoDwNMc3p3R-8f3OcsGKBeVttyKrHaFJCDEXYmGV_cxLI07aKBZwMwHsc336tbyg:1x8elk:MvpX154v9BhEupNoeMVysRSMKcNkkxoOuEosuh9jITQ";
    const LONG_JSON: &str = concat!(
        r#"{"_auth_user_id":"7","#,
        r#""_auth_user_backend":"django.contrib.auth.backends.ModelBackend","#,
        r#""_auth_user_hash":"3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f","#,
        r#""account_authentication_methods":[{"method":"password","at":1790000000.25,"#,
        r#""username":"zo\u00eb \"x\""}]}"#,
    );

    #[test]
    fn what_django_wrote_is_read() {
        let codec = SessionCodec::new(SECRET);
        assert_eq!(codec.decode(SHORT).unwrap(), SHORT_JSON);
        assert_eq!(codec.decode(LONG).unwrap(), LONG_JSON);
    }

    #[test]
    fn we_write_what_django_writes() {
        let codec = SessionCodec::new(SECRET);
        assert_eq!(codec.encode(SHORT_JSON, NOW), SHORT);
        // Packed bytes may differ between two packers, not what they unpack to.
        let packed = codec.encode(LONG_JSON, NOW);
        assert!(packed.starts_with(".eJ") && packed.contains(":1x8elk:"), "{packed}");
        assert!(packed.len() < LONG_JSON.len());
        assert_eq!(codec.decode(&packed).unwrap(), LONG_JSON);
    }

    #[test]
    fn text_is_written_in_ascii() {
        let codec = SessionCodec::new(SECRET);
        let data = codec.encode(r#"{"é":"⚙🦀"}"#, NOW);
        assert_eq!(codec.decode(&data).unwrap(), r#"{"\u00e9":"\u2699\ud83e\udd80"}"#);
    }

    #[test]
    fn foreign_and_damaged_data_is_refused() {
        let codec = SessionCodec::new(SECRET);
        let other = SessionCodec::new("another secret");
        assert_eq!(other.decode(SHORT), Err(SessionError::Signature));
        for data in ["", "x", &SHORT.replacen('e', "f", 1), &SHORT[..SHORT.len() - 1]] {
            assert_eq!(codec.decode(data), Err(SessionError::Signature), "{data}");
        }
        for value in ["not base 64", ".AAAA", "_w"] {
            let data = codec.signer.sign(value, NOW);
            assert_eq!(codec.decode(&data), Err(SessionError::Malformed), "{value}");
        }
    }

    #[test]
    fn packed_data_cannot_fill_the_memory() {
        let codec = SessionCodec::new(SECRET);
        let huge = codec.encode(&format!("\"{}\"", "x".repeat(5 << 20)), NOW);
        assert!(huge.len() < 20_000);
        assert_eq!(codec.decode(&huge), Err(SessionError::Malformed));
    }

    #[test]
    fn the_digest_of_a_password_hash_is_djangos() {
        assert_eq!(
            session_auth_hash(SECRET, "pbkdf2_sha256$1000$saltsalt$aGFzaA=="),
            "3362e33747fc7b69ed37f69d9e4f37ba14f8599c1b730617cc81685c8765fb7e"
        );
    }

    #[test]
    fn session_keys_have_djangos_form() {
        let key = new_session_key();
        assert_eq!(key.len(), 32);
        assert!(key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        assert_ne!(key, new_session_key());
    }
}
