//! The pattern of order references, such as `PO-{ref:04d}` (spec 40-orders §3, 50-build §4.3).
//!
//! Text outside braces stands for itself, but `?` is any one character and `#` any one digit.
//! Inside braces stands a key and perhaps a format: `{ref:04d}` the running number, `{date:%Y}` the
//! present time, `{?:X}` anything, written as `X`. A brace is written by doubling it.

use std::fmt;

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Literal text, in which `?` and `#` are still wild.
    Literal(String),
    /// The running number, with the width of its format.
    Number { zero_padded: bool, width: usize, digits_only: bool },
    /// The present time in a strftime format; empty for the usual form.
    Date(String),
    /// Anything; this text when a reference is made.
    Wild(String),
}

/// Why a text is no reference pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternFault {
    NoNumber,
    UnknownKey(String),
    Malformed(&'static str),
}

impl fmt::Display for PatternFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatternFault::NoNumber => f.write_str("The pattern lacks the running number: put {ref} into it"),
            PatternFault::UnknownKey(key) => {
                write!(f, "The pattern knows no key '{key}', only ref, date and ?")
            }
            PatternFault::Malformed(how) => write!(f, "The pattern cannot be read: {how}"),
        }
    }
}

impl std::error::Error for PatternFault {}

/// The pieces of a pattern. Exactly one of them is the number, at most one the date.
pub fn parse(pattern: &str) -> Result<Vec<Piece>, PatternFault> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = pattern.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '{' | '}' if rest.next_if_eq(&letter).is_some() => literal.push(letter),
            '}' => {
                return Err(PatternFault::Malformed("a closing brace without an opening one"));
            }
            '{' => {
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                pieces.push(field(&inside(&mut rest)?)?);
            }
            _ => literal.push(letter),
        }
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    let count = |is: fn(&Piece) -> bool| pieces.iter().filter(|piece| is(piece)).count();
    if count(|piece| matches!(piece, Piece::Date(_))) > 1 {
        return Err(PatternFault::Malformed("the date appears twice"));
    }
    match count(|piece| matches!(piece, Piece::Number { .. })) {
        0 => Err(PatternFault::NoNumber),
        1 => Ok(pieces),
        _ => Err(PatternFault::Malformed("the running number appears twice")),
    }
}

/// The text up to the closing brace, which is consumed.
fn inside(rest: &mut impl Iterator<Item = char>) -> Result<String, PatternFault> {
    let mut text = String::new();
    for letter in rest {
        match letter {
            '}' => return Ok(text),
            '{' => return Err(PatternFault::Malformed("a brace within braces")),
            _ => text.push(letter),
        }
    }
    Err(PatternFault::Malformed("an opening brace without a closing one"))
}

fn field(text: &str) -> Result<Piece, PatternFault> {
    let (key, format) = text.split_once(':').unwrap_or((text, ""));
    match key {
        "ref" => number(format),
        "date" => Ok(Piece::Date(format.to_owned())),
        "?" => Ok(Piece::Wild(format.to_owned())),
        _ => Err(PatternFault::UnknownKey(key.to_owned())),
    }
}

/// The formats a number can be written in: nothing, or a width, with a zero before it for padding
/// and a `d` behind it.
fn number(format: &str) -> Result<Piece, PatternFault> {
    let (width, digits_only) = format.strip_suffix('d').map_or((format, false), |width| (width, true));
    let (padding, width) = width.strip_prefix('0').map_or((false, width), |width| (true, width));
    // A reference has 64 characters, so no useful width has three digits.
    if width.len() > 2 || !width.bytes().all(|letter| letter.is_ascii_digit()) {
        return Err(PatternFault::Malformed("the number takes a format such as 04d"));
    }
    Ok(Piece::Number { zero_padded: padding, width: width.parse().unwrap_or(0), digits_only })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Piece {
        Piece::Literal(text.into())
    }

    #[test]
    fn a_pattern_falls_into_its_pieces() {
        assert_eq!(
            parse("WO/{date:%y-%m}/{ref:05d}#{?:A}").unwrap(),
            [
                literal("WO/"),
                Piece::Date("%y-%m".into()),
                literal("/"),
                Piece::Number { zero_padded: true, width: 5, digits_only: true },
                literal("#"),
                Piece::Wild("A".into())
            ]
        );
        assert_eq!(parse("{ref}").unwrap(), [Piece::Number { zero_padded: false, width: 0, digits_only: false }]);
        assert_eq!(parse("{ref:3}").unwrap(), [Piece::Number { zero_padded: false, width: 3, digits_only: false }]);
    }

    #[test]
    fn doubled_braces_stand_for_one() {
        assert_eq!(
            parse("{{x}}{ref:d}").unwrap(),
            [literal("{x}"), Piece::Number { zero_padded: false, width: 0, digits_only: true }]
        );
    }

    #[test]
    fn the_number_is_needed_once() {
        assert_eq!(parse(""), Err(PatternFault::NoNumber));
        assert_eq!(parse("{date}"), Err(PatternFault::NoNumber));
        assert!(matches!(parse("{ref}-{ref:02d}"), Err(PatternFault::Malformed(_))));
        assert!(matches!(parse("{ref}{date:%Y}{date:%m}"), Err(PatternFault::Malformed(_))));
    }

    #[test]
    fn other_keys_are_refused_by_name() {
        assert_eq!(parse("{year}-{ref}"), Err(PatternFault::UnknownKey("year".into())));
        assert_eq!(parse("{}"), Err(PatternFault::UnknownKey(String::new())));
        assert!(parse("{year}").unwrap_err().to_string().contains("'year'"));
    }

    #[test]
    fn braces_must_match_and_formats_must_be_of_numbers() {
        for broken in ["{ref", "ref}", "{ref:{x}}", "{ref:zz}", "{ref:+4d}", "{ref:0100d}"] {
            assert!(matches!(parse(broken), Err(PatternFault::Malformed(_))), "{broken}");
        }
    }
}
