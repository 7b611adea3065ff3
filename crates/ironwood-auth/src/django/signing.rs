//! Django's signatures: `<value>:<base64 of a keyed digest of the value>`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::digest;

/// HMAC-SHA256 of a value under a key made of a purpose and the server's secret.
pub(super) fn salted_hmac(salt: &str, secret: &str, value: &[u8]) -> [u8; 32] {
    let key = digest::sha256(&[salt.as_bytes(), secret.as_bytes()]);
    digest::hmac_sha256(&key, &[value])
}

/// Signs values with a timestamp, for one purpose.
#[derive(Clone)]
pub(super) struct TimestampSigner {
    key: [u8; 32],
}

impl TimestampSigner {
    pub(super) fn new(salt: &str, secret: &str) -> Self {
        Self { key: digest::sha256(&[salt.as_bytes(), b"signer", secret.as_bytes()]) }
    }

    /// `<value>:<time>:<signature>`; the time in Unix seconds.
    pub(super) fn sign(&self, value: &str, now: u64) -> String {
        let stamped = format!("{value}:{}", base62(now));
        let signature = self.signature(&stamped);
        format!("{stamped}:{signature}")
    }

    /// The value, when the signature is ours. Its time is not looked at: rows have an expiry
    /// date of their own.
    pub(super) fn unsign<'a>(&self, signed: &'a str) -> Option<&'a str> {
        let (stamped, signature) = signed.rsplit_once(':')?;
        let ours = self.signature(stamped);
        if !bool::from(ours.as_bytes().ct_eq(signature.as_bytes())) {
            return None;
        }
        let (value, _time) = stamped.rsplit_once(':')?;
        Some(value)
    }

    fn signature(&self, value: &str) -> String {
        URL_SAFE_NO_PAD.encode(digest::hmac_sha256(&self.key, &[value.as_bytes()]))
    }
}

/// A number in digits, then upper, then lower case letters.
fn base62(mut number: u64) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(DIGITS[(number % 62) as usize]));
        number /= 62;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_base_62() {
        for (number, text) in [(0, "0"), (61, "z"), (62, "10"), (1_790_000_000, "1x8elk")] {
            assert_eq!(base62(number), text);
        }
    }

    #[test]
    fn only_our_own_signature_is_good() {
        let signer = TimestampSigner::new("purpose", "secret");
        let signed = signer.sign("a:b", 5);
        assert!(signed.starts_with("a:b:5:"));
        assert_eq!(signer.unsign(&signed), Some("a:b"));
        assert_eq!(signer.unsign(&signed.replacen('a', "A", 1)), None);
        assert_eq!(signer.unsign(&signed.replacen("5", "6", 1)), None);
        assert_eq!(TimestampSigner::new("other", "secret").unsign(&signed), None);
        assert_eq!(TimestampSigner::new("purpose", "other").unsign(&signed), None);
        assert_eq!(signer.unsign("no colon"), None);
        assert_eq!(signer.unsign(""), None);
    }
}
