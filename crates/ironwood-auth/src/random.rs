//! Randomness of the operating system: the only source of secrets in this crate.

/// `N` unpredictable bytes.
///
/// # Panics
///
/// When the operating system has no randomness to give. It happens before a server could have
/// answered its first request, never later, and no secret made without it would be one: like
/// the standard library's hash maps, we stop instead of handing every caller an error that
/// none of them could act on.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system provides randomness");
    bytes
}

/// Upper and lower case letters and digits, in the order Django's CSRF cipher counts them.
pub(crate) const LETTERS_AND_DIGITS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// A text of `length` characters of an alphabet of at most 256 ASCII characters, each equally
/// likely.
///
/// # Panics
///
/// As [`bytes`].
pub(crate) fn text(alphabet: &[u8], length: usize) -> String {
    // Bytes from here on are thrown away: with them the first letters would come up more often.
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        for byte in bytes::<64>() {
            let byte = usize::from(byte);
            if byte < fair && text.len() < length {
                text.push(char::from(alphabet[byte % alphabet.len()]));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_its_length_and_alphabet_and_is_never_the_same() {
        let first = text(LETTERS_AND_DIGITS, 150);
        assert_eq!(first.len(), 150);
        assert!(first.bytes().all(|b| LETTERS_AND_DIGITS.contains(&b)));
        assert_ne!(first, text(LETTERS_AND_DIGITS, 150));
    }

    #[test]
    fn every_character_of_the_alphabet_comes_up() {
        let long = text(LETTERS_AND_DIGITS, 20_000);
        // Expected 322 times each; fewer than 150 or more than 600 would not be chance.
        for character in LETTERS_AND_DIGITS {
            let times = long.bytes().filter(|b| b == character).count();
            assert!((150..600).contains(&times), "{character}: {times}");
        }
    }
}
