//! Splits the text of a quantity into tokens. The syntax is that of spec 22 §4.

use crate::error::QuantityError;

/// Longer texts are refused unread.
const MAX_LENGTH: usize = 1_000;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Number(f64),
    Name(String),
    Plus,
    Minus,
    Times,
    Over,
    Power,
    Open,
    Close,
}

/// The tokens of `text`.
///
/// Words and signs that are only another way to write an operator (`per`, `squared`, `cubic m`, `m²`, `·`) come out as that
/// operator. Commas and other punctuation of ASCII vanish, `#` starts a comment.
///
/// # Errors
///
/// For characters that belong to no quantity, for paired quotes, and for texts longer than [`MAX_LENGTH`].
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, QuantityError> {
    if text.len() > MAX_LENGTH {
        return Err(QuantityError::TooComplex);
    }
    let text = text.replace(',', "").replace('°', "degree").replace('℃', "degreeC").replace('℉', "degreeF");
    let mut lexer = Lexer { rest: &text, spaced: false, quotes: Vec::new(), prefixed_power: None, tokens: Vec::new() };
    while lexer.next()? {}
    Ok(lexer.tokens)
}

/// Whether a name of a unit could be spelled like this.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.starts_with(starts_name) && text.chars().all(continues_name)
}

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn continues_name(c: char) -> bool {
    (c.is_alphanumeric() || c == '_') && superscript(c).is_none()
}

/// The digit or sign that a superscript character stands for.
fn superscript(c: char) -> Option<char> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁻".chars().zip("0123456789-".chars()).find_map(|(high, plain)| (high == c).then_some(plain))
}

struct Lexer<'t> {
    rest: &'t str,
    /// White space stands before `rest`.
    spaced: bool,
    quotes: Vec<char>,
    /// A word such as `square` that waits for the name it applies to.
    prefixed_power: Option<(&'t str, f64)>,
    tokens: Vec<Token>,
}

impl<'t> Lexer<'t> {
    /// Reads one item; false at the end of the text.
    fn next(&mut self) -> Result<bool, QuantityError> {
        let trimmed = self.rest.trim_start();
        self.spaced = trimmed.len() < self.rest.len();
        self.rest = trimmed;
        let Some(c) = self.rest.chars().next() else {
            self.end_prefixed_power();
            return Ok(false);
        };
        if let Some((number, length)) = leading_number(self.rest) {
            self.push(Token::Number(number));
            self.skip(length);
        } else if starts_name(c) {
            self.name();
        } else if superscript(c).is_some() {
            self.superscripts()?;
        } else if self.rest.starts_with("**") {
            self.push(Token::Power);
            self.skip(2);
        } else {
            self.sign(c)?;
        }
        Ok(true)
    }

    fn sign(&mut self, c: char) -> Result<(), QuantityError> {
        self.skip(c.len_utf8());
        match c {
            '+' => self.push(Token::Plus),
            '-' | '−' | '–' => self.push(Token::Minus),
            '*' | '·' | '⋅' | '×' => self.push(Token::Times),
            '/' => self.push(Token::Over),
            '^' => self.push(Token::Power),
            '%' => self.push(Token::Name("percent".to_owned())),
            '‰' => self.push(Token::Name("permille".to_owned())),
            '(' => {
                // `3(m)` binds tighter than `3 (m)`; the parser sees the difference by this explicit product.
                if self.spaced && self.ends_with_operand() {
                    self.push(Token::Times);
                }
                self.push(Token::Open);
            }
            ')' => self.push(Token::Close),
            '#' => self.skip(self.rest.find('\n').unwrap_or(self.rest.len())),
            '\'' | '"' if self.quotes.contains(&c) => return Err(QuantityError::Malformed),
            '\'' | '"' => self.quotes.push(c),
            '±' if self.tokens.is_empty() => {}
            _ if c.is_ascii_punctuation() => {}
            _ => return Err(QuantityError::Malformed),
        }
        Ok(())
    }

    fn name(&mut self) {
        let length = self.rest.find(|c| !continues_name(c)).unwrap_or(self.rest.len());
        let word = &self.rest[..length];
        let space_before = self.spaced;
        self.skip(length);
        let space_after = self.rest.starts_with(char::is_whitespace);
        let follows_name = space_before && matches!(self.tokens.last(), Some(Token::Name(_)));
        match word {
            "per" if space_before && space_after => self.push(Token::Over),
            "squared" if follows_name => self.power([Token::Number(2.0)]),
            "cubed" if follows_name => self.power([Token::Number(3.0)]),
            "square" | "sq" if space_after => {
                self.end_prefixed_power();
                self.prefixed_power = Some((word, 2.0));
            }
            "cubic" if space_after => {
                self.end_prefixed_power();
                self.prefixed_power = Some((word, 3.0));
            }
            _ => {
                let exponent = self.prefixed_power.take();
                self.push(Token::Name(word.to_owned()));
                if let Some((_, exponent)) = exponent {
                    self.power([Token::Number(exponent)]);
                }
            }
        }
    }

    /// `²`, `⁻³`: a power.
    fn superscripts(&mut self) -> Result<(), QuantityError> {
        let mut digits = String::new();
        for c in self.rest.chars() {
            let Some(plain) = superscript(c) else { break };
            digits.push(plain);
        }
        // Every superscript character is counted by its own width, as those of 1 to 3 are shorter.
        let length = self.rest.chars().take(digits.len()).map(char::len_utf8).sum();
        self.skip(length);
        let exponent = digits.parse().map_err(|_| QuantityError::Malformed)?;
        self.power([Token::Number(exponent)]);
        Ok(())
    }

    fn power(&mut self, exponent: impl IntoIterator<Item = Token>) {
        self.push(Token::Power);
        self.push(Token::Open);
        exponent.into_iter().for_each(|token| self.push(token));
        self.push(Token::Close);
    }

    fn push(&mut self, token: Token) {
        self.end_prefixed_power();
        self.tokens.push(token);
    }

    /// A `square` without a name behind it is a name itself (which no unit has).
    fn end_prefixed_power(&mut self) {
        if let Some((word, _)) = self.prefixed_power.take() {
            self.tokens.push(Token::Name(word.to_owned()));
        }
    }

    fn ends_with_operand(&self) -> bool {
        matches!(self.tokens.last(), Some(Token::Number(_) | Token::Name(_) | Token::Close))
    }

    fn skip(&mut self, length: usize) {
        self.rest = &self.rest[length..];
    }
}

/// The decimal number that `text` starts with, and its length in bytes: `5`, `5.`, `.5`, `1_000`, `1e-3`.
fn leading_number(text: &str) -> Option<(f64, usize)> {
    let whole = digits(text);
    let mut length = whole;
    if text[length..].starts_with('.') {
        let fraction = digits(&text[length + 1..]);
        if whole + fraction > 0 {
            length += 1 + fraction;
        }
    }
    if length == 0 {
        return None;
    }
    let exponent = text[length..].strip_prefix(['e', 'E']).map(|exponent| {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        (sign, digits(&exponent[sign..]))
    });
    if let Some((sign, digits @ 1..)) = exponent {
        length += 1 + sign + digits;
    }
    text[..length].replace('_', "").parse().ok().map(|number| (number, length))
}

/// How many bytes of digits, with single underscores between them, `text` starts with.
fn digits(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut length = 0;
    while bytes.get(length).is_some_and(u8::is_ascii_digit)
        || (length > 0
            && bytes.get(length) == Some(&b'_')
            && bytes[length - 1] != b'_'
            && bytes.get(length + 1).is_some_and(u8::is_ascii_digit))
    {
        length += 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let words = tokens(text).unwrap().into_iter().map(|token| match token {
            Token::Number(number) => number.to_string(),
            Token::Name(name) => name,
            Token::Plus => "+".to_owned(),
            Token::Minus => "-".to_owned(),
            Token::Times => "*".to_owned(),
            Token::Over => "/".to_owned(),
            Token::Power => "^".to_owned(),
            Token::Open => "(".to_owned(),
            Token::Close => ")".to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_end_where_names_begin() {
        assert_eq!(written("5mm"), "5 mm");
        assert_eq!(written("1e3V"), "1000 V");
        assert_eq!(written("5eV"), "5 eV");
        assert_eq!(written("1E-3"), "0.001");
        assert_eq!(written("5.e .5"), "5 e 0.5");
        assert_eq!(written("1_000_"), "1000 _");
        assert_eq!(written("0x10"), "0 x10");
    }

    #[test]
    fn words_and_superscripts_are_powers() {
        assert_eq!(written("m squared"), "m ^ ( 2 )");
        assert_eq!(written("2 cubic m"), "2 m ^ ( 3 )");
        assert_eq!(written("1 sq ft"), "1 ft ^ ( 2 )");
        assert_eq!(written("m² s⁻¹"), "m ^ ( 2 ) s ^ ( -1 )");
        assert_eq!(written("m**2"), "m ^ 2");
        assert_eq!(written("square"), "square");
        assert_eq!(written("square 2"), "square 2");
    }

    #[test]
    fn other_ways_to_write_an_operator() {
        assert_eq!(written("10 km per h"), "10 km / h");
        assert_eq!(written("N·m × 2"), "N * m * 2");
        assert_eq!(written("−5°C"), "- 5 degreeC");
        assert_eq!(written("50%"), "50 percent");
        assert_eq!(written("2 (m) (s)(K)"), "2 * ( m ) * ( s ) ( K )");
    }

    #[test]
    fn punctuation_is_skipped() {
        assert_eq!(written("[~5; {mm} # of wire"), "5 mm");
        assert_eq!(written("1,000 m"), "1000 m");
        assert_eq!(written("±5 %"), "5 percent");
        assert_eq!(written("3'"), "3");
    }

    #[test]
    fn what_belongs_to_no_quantity_is_refused() {
        for text in ["5 € m", "5½", "10 ± 1", "5' 10'", "nV/√Hz", "5\u{0}", "m⁻", "m⁻⁻¹"] {
            assert_eq!(tokens(text), Err(QuantityError::Malformed), "{text}");
        }
        assert_eq!(tokens(&"5".repeat(MAX_LENGTH + 1)), Err(QuantityError::TooComplex));
    }
}
