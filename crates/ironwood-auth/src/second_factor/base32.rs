//! Base 32 of RFC 4648, the form in which apps for one-time codes take a secret.

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The bytes in base 32, without padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    let bits = |at: usize| (0..5).fold(0usize, |value, bit| value << 1 | usize::from(bit_of(bytes, at + bit)));
    (0..bytes.len() * 8).step_by(5).map(|at| char::from(ALPHABET[bits(at)])).collect()
}

/// The bytes of a text in base 32, in either case, with or without padding; `None` when it is none.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut buffer, mut bits) = (0u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        buffer = (buffer << 5 | value as u32) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
        }
    }
    Some(bytes)
}

/// The bit at a position counted from the highest of the first byte; 0 behind the end.
fn bit_of(bytes: &[u8], at: usize) -> bool {
    bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(decode("mzxw6===").as_deref(), Some(&b"foo"[..]));
        assert_eq!(decode("MZ0W6"), None);
    }
}
