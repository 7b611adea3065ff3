//! API tokens: keys, the form lists show, and names (spec 10 §2).

use jiff::civil::Date;

use crate::{digest, random};

/// Longest key and longest name the columns of `users_apitoken` hold, in characters.
pub const MAX_LENGTH: usize = 100;

/// What a list shows of a key: this many characters at the start and at the end.
const SHOWN_START: usize = 8;
const SHOWN_END: usize = 12;

/// A new key, `inv-<40 hexadecimal digits>-<YYYYMMDD>`. The date is the day of issue in the
/// server's time zone; it tells people the age of a key, no check reads it.
pub fn generate(issued: Date) -> String {
    format!("inv-{}-{:04}{:02}{:02}", digest::hex(&random::bytes::<20>()), issued.year(), issued.month(), issued.day())
}

/// The form of a key that may be shown: first 8 characters, `*` for each one in the middle,
/// last 12. A key too short to hide anything that way is hidden whole.
pub fn redact(key: &str) -> String {
    let length = key.chars().count();
    let hidden = length.saturating_sub(SHOWN_START + SHOWN_END);
    if hidden == 0 {
        return "*".repeat(length);
    }
    key.chars()
        .enumerate()
        .map(|(at, character)| if (SHOWN_START..SHOWN_START + hidden).contains(&at) { '*' } else { character })
        .collect()
}

/// A token name with HTML in it. Answered 400 under `non_field_errors` (spec 10 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Remove HTML tags from this value")]
pub struct HtmlInName;

/// The name under which `user/me/token/` looks for a token or makes one: characters that do
/// not print removed, trimmed, blanks replaced by `-`, cut to 100 characters.
///
/// # Errors
///
/// [`HtmlInName`] when the name has an HTML tag.
pub fn clean_name(name: &str) -> Result<String, HtmlInName> {
    let printable: String = name.chars().filter(|c| is_printable(*c)).collect();
    if has_tag(&printable) {
        return Err(HtmlInName);
    }
    Ok(printable.trim().chars().map(|c| if c == ' ' { '-' } else { c }).take(MAX_LENGTH).collect())
}

/// Only the plain blank counts as a printing blank. Marks that join, separate or turn text
/// around are invisible: with them two names could look the same.
fn is_printable(character: char) -> bool {
    match character {
        ' ' => true,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' => false,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => false,
        _ => !character.is_control() && !character.is_whitespace(),
    }
}

/// Whether a `<` starts what a browser would take for a tag or a comment; `a < b` does not.
fn has_tag(text: &str) -> bool {
    text.split('<').skip(1).any(|after| after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn keys_have_their_form_and_are_never_the_same() {
        let key = generate(date(2026, 3, 9));
        let (secret, day) = key.strip_prefix("inv-").and_then(|rest| rest.split_once('-')).unwrap();
        assert_eq!(day, "20260309");
        assert_eq!(secret.len(), 40);
        assert!(secret.bytes().all(|b| b"0123456789abcdef".contains(&b)));
        assert_ne!(key, generate(date(2026, 3, 9)));
    }

    #[test]
    fn lists_show_both_ends_of_a_key() {
        assert_eq!(
            redact("inv-0123456789abcdef0123456789abcdef01234567-20260309"),
            format!("inv-0123{}567-20260309", "*".repeat(33))
        );
        assert_eq!(redact("inv-house-key-0000000"), "inv-hous*-key-0000000");
        assert_eq!(redact("inv-house-key-000000"), "*".repeat(20));
        assert_eq!(redact(""), "");
    }

    #[test]
    fn names_are_cleaned() {
        assert_eq!(clean_name("my phone").unwrap(), "my-phone");
        assert_eq!(clean_name(" \u{200b} two  blanks\t\n").unwrap(), "two--blanks");
        assert_eq!(clean_name("a\u{202e}b\u{a0}c").unwrap(), "abc");
        assert_eq!(clean_name("Zoë's 2 < 3").unwrap(), "Zoë's-2-<-3");
        assert_eq!(clean_name("").unwrap(), "");
        assert_eq!(clean_name(&"é".repeat(101)).unwrap(), "é".repeat(100));
    }

    #[test]
    fn names_with_tags_are_refused() {
        for name in ["<b>x", "x</b>", "<!-- x", "a<\u{200b}script>"] {
            assert_eq!(clean_name(name), Err(HtmlInName), "{name}");
        }
        assert_eq!(HtmlInName.to_string(), "Remove HTML tags from this value");
    }
}
