//! Recovery codes: ten numbers to be kept on paper, each good for one sign-in. Only the seed they follow from is stored, and which
//! of them are used up, in the form that InvenTree stores (spec 10 §5.9).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::{digest, random};

/// How many codes a seed gives.
pub const COUNT: usize = 10;
/// Bytes of a new seed.
const SEED_BYTES: usize = 40;

/// A new seed: 80 hexadecimal digits.
pub fn new_seed() -> String {
    digest::hex(&random::bytes::<SEED_BYTES>())
}

/// The codes of a seed, 8 digits each, in their order. Each is the digest of all positions up to its own, under the seed's text.
pub fn codes(seed: &str) -> Vec<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(seed.as_bytes()).expect("HMAC takes a key of any length");
    (0..COUNT)
        .map(|position| {
            mac.update(format!("{position:3},").as_bytes());
            let digest = mac.clone().finalize().into_bytes();
            let number = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
            format!("{:08}", number % 100_000_000)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_follow_from_the_seed() {
        let seed = "c74c80cd2a04a9f0b9489753b7413cdadcb808ea46ced5437d8543c5edad3fa48bc06d79f12829ab";
        assert_eq!(codes(seed)[..3], ["20688899", "46552148", "07486412"]);
        assert_eq!(codes(seed).len(), COUNT);
    }

    #[test]
    fn a_new_seed_gives_ten_codes_of_its_own() {
        let seed = new_seed();
        assert_eq!(seed.len(), 80);
        assert_ne!(codes(&seed), codes(&new_seed()));
        assert!(codes(&seed).iter().all(|code| code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit())));
    }
}
