//! What a request says about its sender in the `Authorization` header (spec 10 §1).

use std::fmt;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

/// Padding is required and stray bits at the end are not looked at: as clients are used to.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// The credentials of one request, not yet checked against anything.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// `Token <key>`: a key of `users_apitoken`.
    Token(String),
    /// `Basic <base64 of username:password>`.
    Basic { username: String, password: String },
    /// No header, or one of a scheme we do not serve (`Bearer` too): the next way to sign in,
    /// the session, gets its chance.
    None,
}

/// A header of a scheme we serve that cannot be read. Final: the request is answered 401 with
/// this text, even beside a valid session (spec 10 §1). The texts are the framework's own;
/// clients match on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    #[error("Invalid token header. No credentials provided.")]
    TokenMissing,
    #[error("Invalid token header. Token string should not contain spaces.")]
    TokenSpaces,
    #[error("Invalid token header. Token string should not contain invalid characters.")]
    TokenCharacters,
    #[error("Invalid basic header. No credentials provided.")]
    BasicMissing,
    #[error("Invalid basic header. Credentials string should not contain spaces.")]
    BasicSpaces,
    #[error("Invalid basic header. Credentials not correctly base64 encoded.")]
    BasicEncoding,
}

impl Credentials {
    /// Reads the value of the `Authorization` header, if there is one. The name of the scheme
    /// may be in any case.
    ///
    /// # Errors
    ///
    /// [`HeaderError`] for a token or basic header that is empty or malformed.
    pub fn from_header(value: Option<&[u8]>) -> Result<Self, HeaderError> {
        let mut words = value.unwrap_or_default().split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let scheme = words.next().unwrap_or_default();
        let word = words.next();
        let more = words.next().is_some();
        if scheme.eq_ignore_ascii_case(b"token") {
            Self::token(word, more)
        } else if scheme.eq_ignore_ascii_case(b"basic") {
            Self::basic(word, more)
        } else {
            Ok(Self::None)
        }
    }

    fn token(word: Option<&[u8]>, more: bool) -> Result<Self, HeaderError> {
        let key = word.ok_or(HeaderError::TokenMissing)?;
        if more {
            return Err(HeaderError::TokenSpaces);
        }
        let key = std::str::from_utf8(key).map_err(|_| HeaderError::TokenCharacters)?;
        Ok(Self::Token(key.to_owned()))
    }

    fn basic(word: Option<&[u8]>, more: bool) -> Result<Self, HeaderError> {
        let encoded = word.ok_or(HeaderError::BasicMissing)?;
        if more {
            return Err(HeaderError::BasicSpaces);
        }
        let decoded = BASE64.decode(encoded).map_err(|_| HeaderError::BasicEncoding)?;
        // Old clients send Latin-1, where every byte is the character of that number.
        let text =
            String::from_utf8(decoded).unwrap_or_else(|e| e.as_bytes().iter().copied().map(char::from).collect());
        let (username, password) = text.split_once(':').ok_or(HeaderError::BasicEncoding)?;
        Ok(Self::Basic { username: username.to_owned(), password: password.to_owned() })
    }
}

/// Secrets stay out of logs.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(_) => f.write_str("Token(..)"),
            Self::Basic { username, .. } => f.debug_struct("Basic").field("username", username).finish_non_exhaustive(),
            Self::None => f.write_str("None"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Result<Credentials, HeaderError> {
        Credentials::from_header(Some(header.as_bytes()))
    }

    fn basic(username: &str, password: &str) -> Result<Credentials, HeaderError> {
        Ok(Credentials::Basic { username: username.to_owned(), password: password.to_owned() })
    }

    #[test]
    fn a_token_with_the_scheme_in_any_case() {
        for header in ["Token inv-1", "token inv-1", "TOKEN   inv-1 "] {
            assert_eq!(read(header), Ok(Credentials::Token("inv-1".to_owned())));
        }
    }

    #[test]
    fn name_and_password() {
        assert_eq!(read("Basic cmVhZGVyOnB3"), basic("reader", "pw"));
        assert_eq!(read("basic cmVhZGVyOg=="), basic("reader", ""));
        // `a:b:c`: only the first colon separates.
        assert_eq!(read("Basic YTpiOmM="), basic("a", "b:c"));
        // `zoë:ü` in UTF-8 and in Latin-1.
        assert_eq!(read("Basic em/Dqzrx"), basic("zoÃ«", "ñ"));
        assert_eq!(read("Basic em/Dqzo="), basic("zoë", ""));
        assert_eq!(read("Basic em/rOvw="), basic("zoë", "ü"));
    }

    #[test]
    fn other_schemes_and_no_header_leave_room_for_the_session() {
        for header in ["", "  ", "Bearer inv-1", "Digest x y z", "inv-1", "Tokens inv-1"] {
            assert_eq!(read(header), Ok(Credentials::None), "{header}");
        }
        assert_eq!(Credentials::from_header(None), Ok(Credentials::None));
    }

    #[test]
    fn the_texts_of_malformed_headers() {
        for (header, text) in [
            ("Token", "Invalid token header. No credentials provided."),
            ("Token a b", "Invalid token header. Token string should not contain spaces."),
            ("Basic ", "Invalid basic header. No credentials provided."),
            ("Basic a b", "Invalid basic header. Credentials string should not contain spaces."),
            ("Basic !!!", "Invalid basic header. Credentials not correctly base64 encoded."),
            // Valid base64, but no colon.
            ("Basic cmVhZGVy", "Invalid basic header. Credentials not correctly base64 encoded."),
        ] {
            assert_eq!(read(header).unwrap_err().to_string(), text, "{header}");
        }
        assert_eq!(
            Credentials::from_header(Some(b"Token \xff")).unwrap_err().to_string(),
            "Invalid token header. Token string should not contain invalid characters."
        );
    }

    #[test]
    fn secrets_are_not_printed() {
        let printed = format!("{:?} {:?}", read("Token inv-1"), read("Basic cmVhZGVyOnB3"));
        assert!(printed.contains("reader"));
        assert!(!printed.contains("inv-1") && !printed.contains("\"pw\""), "{printed}");
    }
}
