//! One-time codes that change with the clock (RFC 6238: SHA-1, 30 seconds, 6 digits).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

use super::base32;
use crate::random;

/// How long a code is shown, in seconds.
pub const PERIOD: i64 = 30;
/// Clocks may be off by so many periods.
const DRIFT: i64 = 1;
/// Bytes of a new secret: as many as its digest has.
const SECRET_BYTES: usize = 20;

/// A new secret in base 32, 32 characters.
pub fn new_secret() -> String {
    base32::encode(&random::bytes::<SECRET_BYTES>())
}

/// The code of a secret for the period that `now`, in Unix seconds, lies in; `None` when the secret is not base 32.
pub fn code(secret: &str, now: i64) -> Option<String> {
    Some(code_of(&base32::decode(secret)?, now.div_euclid(PERIOD)))
}

/// The period that a code belongs to: the present one, or one beside it, for clocks that are a little off. `None` when the code is
/// wrong. Whoever accepts it keeps the period and takes no code of it, nor of an earlier one, again.
pub fn period_of(secret: &str, code: &str, now: i64) -> Option<i64> {
    let secret = base32::decode(secret)?;
    let present = now.div_euclid(PERIOD);
    let mut found = None;
    // All are compared, so that the time says nothing; of two equal codes the later period counts.
    for period in present - DRIFT..=present + DRIFT {
        if bool::from(code_of(&secret, period).as_bytes().ct_eq(code.as_bytes())) {
            found = Some(period);
        }
    }
    found
}

fn code_of(secret: &[u8], period: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&period.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[digest.len() - 1] & 0xf);
    let number = u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]]);
    format!("{:06}", number % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `12345678901234567890`, the secret of RFC 6238.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn the_codes_of_rfc_6238() {
        for (now, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, now).as_deref(), Some(expected));
        }
        assert_eq!(code("not base 32!", 0), None);
    }

    #[test]
    fn a_code_counts_in_its_period_and_one_to_either_side() {
        let shown = code(SECRET, 1000 * PERIOD).unwrap();
        for (now, period) in
            [(998 * PERIOD, None), (999 * PERIOD, Some(1000)), (1001 * PERIOD + 29, Some(1000)), (1002 * PERIOD, None)]
        {
            assert_eq!(period_of(SECRET, &shown, now), period, "{now}");
        }
        for wrong in ["", "12345", "1234567", "12345x"] {
            assert_eq!(period_of(SECRET, wrong, 1000 * PERIOD), None);
        }
    }

    #[test]
    fn new_secrets_fit_the_apps() {
        let secret = new_secret();
        assert_eq!(secret.len(), 32);
        assert_ne!(secret, new_secret());
        let shown = code(&secret, 59).unwrap();
        assert_eq!(period_of(&secret, &shown, 59), Some(1));
    }
}
