//! CSRF tokens: proof that a page of ours sent the request (spec 10 §1.1).
//!
//! The cookie holds a secret of 32 letters and digits; the request repeats it in a header or a
//! form field. A token may also be *masked*, 64 characters: 32 random ones, then the secret
//! shifted by them, so that the same secret looks different in every answer.

use subtle::ConstantTimeEq;

use crate::random::{self, LETTERS_AND_DIGITS};

const SECRET_LENGTH: usize = 32;
const MASKED_LENGTH: usize = 2 * SECRET_LENGTH;

/// Where a request carries its token; told in the reason of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsrfSource {
    /// `X-CSRFToken`.
    Header,
    /// The form field `csrfmiddlewaretoken`.
    Form,
}

impl CsrfSource {
    /// As the framework words it.
    const fn words(self) -> &'static str {
        match self {
            Self::Header => "the 'X-Csrftoken' HTTP header",
            Self::Form => "POST",
        }
    }
}

/// Why a request was refused, after `CSRF Failed: `. The texts are the framework's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CsrfFailure {
    #[error("CSRF cookie not set.")]
    CookieNotSet,
    #[error("CSRF cookie has incorrect length.")]
    CookieLength,
    #[error("CSRF cookie has invalid characters.")]
    CookieCharacters,
    #[error("CSRF token missing.")]
    TokenMissing,
    #[error("CSRF token from {} has incorrect length.", .0.words())]
    TokenLength(CsrfSource),
    #[error("CSRF token from {} has invalid characters.", .0.words())]
    TokenCharacters(CsrfSource),
    #[error("CSRF token from {} incorrect.", .0.words())]
    TokenIncorrect(CsrfSource),
}

/// A new secret for the cookie.
pub fn new_csrf_secret() -> String {
    random::text(LETTERS_AND_DIGITS, SECRET_LENGTH)
}

/// The masked form of a secret made by [`new_csrf_secret`], another one at each call; `None`
/// for texts that are no such secret.
pub fn mask_csrf_secret(secret: &str) -> Option<String> {
    let secret = Token::parse(secret).ok().filter(|token| token.mask.is_none())?;
    let mask = random::text(LETTERS_AND_DIGITS, SECRET_LENGTH);
    let shifted = secret.text.iter().zip(mask.bytes()).map(|(character, by)| {
        let shifted = (position(*character) + position(by)) % LETTERS_AND_DIGITS.len();
        char::from(LETTERS_AND_DIGITS[shifted])
    });
    let shifted: String = shifted.collect();
    Some(mask + &shifted)
}

/// Compares what the browser's cookie holds with what the request repeats, both plain or
/// masked, in constant time. The origin of the request is another check, and not made here.
///
/// # Errors
///
/// [`CsrfFailure`], the first reason in Django's order.
pub fn check_csrf(cookie: Option<&str>, sent: Option<(CsrfSource, &str)>) -> Result<(), CsrfFailure> {
    let cookie = cookie.ok_or(CsrfFailure::CookieNotSet)?;
    let secret = Token::parse(cookie).map_err(|flaw| match flaw {
        Flaw::Length => CsrfFailure::CookieLength,
        Flaw::Characters => CsrfFailure::CookieCharacters,
    })?;
    let (source, token) = sent.ok_or(CsrfFailure::TokenMissing)?;
    let token = Token::parse(token).map_err(|flaw| match flaw {
        Flaw::Length => CsrfFailure::TokenLength(source),
        Flaw::Characters => CsrfFailure::TokenCharacters(source),
    })?;
    if bool::from(secret.plain().ct_eq(&token.plain())) { Ok(()) } else { Err(CsrfFailure::TokenIncorrect(source)) }
}

enum Flaw {
    Length,
    Characters,
}

/// A token in either form, all of it letters and digits.
struct Token<'a> {
    mask: Option<&'a [u8; SECRET_LENGTH]>,
    text: &'a [u8; SECRET_LENGTH],
}

impl<'a> Token<'a> {
    fn parse(token: &'a str) -> Result<Self, Flaw> {
        if !matches!(token.chars().count(), SECRET_LENGTH | MASKED_LENGTH) {
            return Err(Flaw::Length);
        }
        if !token.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Flaw::Characters);
        }
        match token.as_bytes().as_chunks() {
            ([text], []) => Ok(Self { mask: None, text }),
            ([mask, text], []) => Ok(Self { mask: Some(mask), text }),
            _ => Err(Flaw::Length),
        }
    }

    /// The secret itself.
    fn plain(&self) -> [u8; SECRET_LENGTH] {
        let mut secret = *self.text;
        if let Some(mask) = self.mask {
            for (character, by) in secret.iter_mut().zip(mask) {
                let letters = LETTERS_AND_DIGITS.len();
                let at = (position(*character) + letters - position(*by)) % letters;
                *character = LETTERS_AND_DIGITS[at];
            }
        }
        secret
    }
}

/// Where a letter or digit stands in [`LETTERS_AND_DIGITS`].
fn position(character: u8) -> usize {
    usize::from(match character {
        b'a'..=b'z' => character - b'a',
        b'A'..=b'Z' => character - b'A' + 26,
        _ => character.wrapping_sub(b'0') + 52,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use CsrfSource::{Form, Header};

    /// A secret and a masked form of it, made by Django 5.2.
    const SECRET: &str = "CRuGKEAnOX8OhOEhWjNqx3YCyjnlY6UM";
    const MASKED: &str = "HGdMVZc0ZIZ6MaRNe6h5Mcez4DPVUOHO9nxivtCdDvXKTOlU0fUl9521sM26IKrq";

    #[test]
    fn both_forms_of_cookie_and_token_count() {
        for cookie in [SECRET, MASKED] {
            for token in [SECRET, MASKED] {
                assert_eq!(check_csrf(Some(cookie), Some((Header, token))), Ok(()));
            }
        }
    }

    #[test]
    fn our_own_masks_are_good_and_differ() {
        let secret = new_csrf_secret();
        assert_eq!(secret.len(), 32);
        let masked = mask_csrf_secret(&secret).unwrap();
        assert_eq!(masked.len(), 64);
        assert_ne!(masked, mask_csrf_secret(&secret).unwrap());
        assert_eq!(check_csrf(Some(&secret), Some((Form, &masked))), Ok(()));
        assert_eq!(mask_csrf_secret(&masked), None);
        assert_eq!(mask_csrf_secret("short"), None);
    }

    #[test]
    fn the_reasons_of_a_refusal() {
        let odd = "é".repeat(32);
        let other = new_csrf_secret();
        for (cookie, sent, text) in [
            (None, None, "CSRF cookie not set."),
            (Some("short"), None, "CSRF cookie has incorrect length."),
            (Some(odd.as_str()), None, "CSRF cookie has invalid characters."),
            (Some(SECRET), None, "CSRF token missing."),
            (Some(SECRET), Some((Header, other.as_str())), "CSRF token from the 'X-Csrftoken' HTTP header incorrect."),
            (Some(SECRET), Some((Header, "")), "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."),
            (
                Some(SECRET),
                Some((Header, &odd)),
                "CSRF token from the 'X-Csrftoken' HTTP header has invalid characters.",
            ),
            (Some(SECRET), Some((Form, &other)), "CSRF token from POST incorrect."),
        ] {
            assert_eq!(check_csrf(cookie, sent).unwrap_err().to_string(), text);
        }
    }

    #[test]
    fn positions_are_those_of_the_alphabet() {
        for (at, character) in LETTERS_AND_DIGITS.iter().enumerate() {
            assert_eq!(position(*character), at);
        }
    }
}
