//! Passwords that many people have. Whoever tries other people's passwords tries these first: the words of the list, alone or
//! with a few digits and signs behind, runs of digits, and one character over and over.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words by themselves, and the beginnings of passwords such as `dragon2024!`; in lower case, between blanks.
static LISTED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("common.txt").lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// Most characters behind a word that do not make it a better password.
const MOST_BEHIND: usize = 5;
/// Fewest letters of a word that spoils a password by standing at its beginning.
const FEWEST_LETTERS: usize = 4;

/// Whether many people have this password, letter case aside.
pub(super) fn is_common(password: &str) -> bool {
    let password = password.trim().to_lowercase();
    let word = password.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter.is_ascii_punctuation());
    let behind = password.len() - word.len();
    LISTED.contains(password.as_str())
        || word.len() >= FEWEST_LETTERS && behind <= MOST_BEHIND && LISTED.contains(word)
        || is_run(password.as_bytes())
}

/// One character over and over, or digits that follow each other upwards or downwards.
fn is_run(password: &[u8]) -> bool {
    let all = |step: fn(u8, u8) -> bool| password.windows(2).all(|pair| step(pair[0], pair[1]));
    let digits = password.iter().all(u8::is_ascii_digit);
    let next = |digit: u8| b'0' + (digit - b'0' + 1) % 10;
    all(|a, b| a == b)
        || digits
            && (password.windows(2).all(|pair| next(pair[0]) == pair[1])
                || password.windows(2).all(|pair| next(pair[1]) == pair[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_list_are_common_also_with_something_behind() {
        for common in
            ["password", "Password1", "QWERTY123!", "dragon2024!", "letmein", "iloveyou", "1q2w3e4r", "abc123"]
        {
            assert!(is_common(common), "{common}");
        }
    }

    #[test]
    fn runs_are_common() {
        for common in ["12345678", "1234567890", "98765432", "00000000", "aaaaaaaa", "8901234"] {
            assert!(is_common(common), "{common}");
        }
    }

    #[test]
    fn other_passwords_are_not() {
        for fine in ["Quite-9-Long!", "dragonflies-at-noon", "20481024", "ox-cart-lantern", "abcabc-xyz"] {
            assert!(!is_common(fine), "{fine}");
        }
    }

    #[test]
    fn the_list_is_in_lower_case_and_has_no_word_twice() {
        let text = include_str!("common.txt");
        let words: Vec<&str> =
            text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
        assert!(words.len() > 500, "{}", words.len());
        assert_eq!(words.len(), LISTED.len());
        assert!(words.iter().all(|word| word.chars().all(|letter| !letter.is_uppercase())));
    }
}
