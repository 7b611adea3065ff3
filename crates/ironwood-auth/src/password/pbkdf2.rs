//! `pbkdf2_sha256$<iterations>$<salt>$<base64>`, and the same with SHA-1.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pbkdf2::pbkdf2_hmac_array;
use sha1::Sha1;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::SALT_LENGTH;
use super::algorithm::{Checked, fields};

/// A complete hash to store.
pub(super) fn encode(password: &[u8], salt: &str, iterations: u32) -> String {
    let key = pbkdf2_hmac_array::<Sha256, 32>(password, salt.as_bytes(), iterations);
    format!("pbkdf2_sha256${iterations}${salt}${}", STANDARD.encode(key))
}

/// Spends the time of so many rounds on a result nobody sees.
pub(super) fn burn(password: &[u8], rounds: u32) {
    std::hint::black_box(pbkdf2_hmac_array::<Sha256, 32>(
        std::hint::black_box(password),
        b"a salt that is never stored",
        rounds,
    ));
}

/// `current` is the number of rounds of new hashes. More are as good: a hash stays as it is.
pub(super) fn check_sha256(password: &[u8], rest: &str, current: u32) -> Option<Checked> {
    let hash = Hash::<32>::parse(rest)?;
    let key = pbkdf2_hmac_array::<Sha256, 32>(password, hash.salt, hash.iterations);
    Some(Checked {
        matches: key.ct_eq(&hash.key).into(),
        weak: hash.iterations < current || hash.salt.len() < SALT_LENGTH,
        missing_rounds: current.saturating_sub(hash.iterations),
    })
}

pub(super) fn check_sha1(password: &[u8], rest: &str) -> Option<Checked> {
    let hash = Hash::<20>::parse(rest)?;
    let key = pbkdf2_hmac_array::<Sha1, 20>(password, hash.salt, hash.iterations);
    Some(Checked { matches: key.ct_eq(&hash.key).into(), weak: true, missing_rounds: 0 })
}

struct Hash<'a, const N: usize> {
    iterations: u32,
    salt: &'a [u8],
    key: [u8; N],
}

impl<'a, const N: usize> Hash<'a, N> {
    fn parse(rest: &'a str) -> Option<Self> {
        let [iterations, salt, key] = fields(rest)?;
        Some(Self {
            iterations: iterations.parse().ok().filter(|n| *n > 0)?,
            salt: salt.as_bytes(),
            key: STANDARD.decode(key).ok()?.try_into().ok()?,
        })
    }
}
