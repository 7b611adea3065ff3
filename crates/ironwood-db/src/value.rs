//! Values on their way into a statement ([`Param`]) and out of a row ([`Cell`]).

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

/// A value for a `?` of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// SQL null.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A binary floating point number.
    Real(f64),
    /// An exact decimal number.
    Decimal(Decimal),
    /// Text; where a column says what it is to be, also a date, an instant ([`timestamp_text`]), JSON or a UUID.
    Text(String),
    /// A calendar date.
    Date(jiff::civil::Date),
    /// Microseconds since 1970-01-01T00:00Z.
    Timestamp(i64),
    /// A JSON document, as its text.
    Json(String),
    /// A list of whole numbers, for [`crate::Engine::any_of`] and [`crate::Engine::keys_as_page`].
    Ints(Vec<i64>),
    /// A list of texts, for [`crate::Engine::any_of`].
    Texts(Vec<String>),
}

impl Param {
    /// The text, when this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Param::Text(text) | Param::Json(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, when this is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Param::Int(number) => Some(*number),
            Param::Bool(flag) => Some(i64::from(*flag)),
            _ => None,
        }
    }

    /// The truth value, when this is one (SQLite stores them as 0 and 1).
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Param::Bool(flag) => Some(*flag),
            Param::Int(number) => Some(*number != 0),
            _ => None,
        }
    }

    /// The number as an exact decimal.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Param::Decimal(number) => Some(*number),
            Param::Int(number) => Some(Decimal::from(*number)),
            Param::Real(number) => Decimal::from_f64(*number),
            Param::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Whether this is SQL null.
    pub fn is_null(&self) -> bool {
        matches!(self, Param::Null)
    }

    /// Null or empty text: what forms call "nothing".
    pub fn is_blank(&self) -> bool {
        match self {
            Param::Null => true,
            Param::Text(text) => text.is_empty(),
            _ => false,
        }
    }
}

macro_rules! param_from {
    ($($from:ty => |$value:ident| $make:expr;)*) => {$(
        impl From<$from> for Param {
            fn from($value: $from) -> Self { $make }
        }
    )*};
}
param_from! {
    bool => |value| Param::Bool(value);
    i64 => |value| Param::Int(value);
    i32 => |value| Param::Int(i64::from(value));
    u32 => |value| Param::Int(i64::from(value));
    f64 => |value| Param::Real(value);
    Decimal => |value| Param::Decimal(value);
    String => |value| Param::Text(value);
    &str => |value| Param::Text(value.to_owned());
    &String => |value| Param::Text(value.clone());
    Vec<i64> => |value| Param::Ints(value);
    &[i64] => |value| Param::Ints(value.to_vec());
    jiff::civil::Date => |value| Param::Date(value);
    jiff::Timestamp => |value| Param::Timestamp(value.as_microsecond());
    Vec<String> => |value| Param::Texts(value);
}

impl<T: Into<Param>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Param::Null, Into::into)
    }
}

/// One cell of a row, lent by the driver.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// SQL null.
    Null,
    /// A truth value (PostgreSQL; SQLite gives 0 or 1 as [`Cell::Int`]).
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A binary floating point number.
    Real(f64),
    /// An exact decimal (PostgreSQL; SQLite gives [`Cell::Real`] or [`Cell::Int`]).
    Decimal(Decimal),
    /// Text, JSON included. SQLite also gives dates and instants this way.
    Text(&'a str),
    /// Days since 1970-01-01 (PostgreSQL).
    Date(i32),
    /// Microseconds since 1970-01-01T00:00Z (PostgreSQL).
    Timestamp(i64),
}

impl<'a> Cell<'a> {
    /// Whether the cell holds SQL null.
    pub fn is_null(self) -> bool {
        self == Cell::Null
    }

    /// The text, when the cell is text.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The cell as a whole number; decimals are cut toward zero.
    pub fn int(self) -> Option<i64> {
        match self {
            Cell::Int(number) => Some(number),
            Cell::Bool(flag) => Some(i64::from(flag)),
            Cell::Real(number) => Some(number as i64),
            Cell::Decimal(number) => number.trunc().to_i64(),
            _ => None,
        }
    }

    /// The cell as a truth value.
    pub fn bool(self) -> Option<bool> {
        match self {
            Cell::Bool(flag) => Some(flag),
            Cell::Int(number) => Some(number != 0),
            _ => None,
        }
    }

    /// The cell as a binary floating point number.
    pub fn real(self) -> Option<f64> {
        match self {
            Cell::Real(number) => Some(number),
            Cell::Int(number) => Some(number as f64),
            Cell::Decimal(number) => number.to_f64(),
            Cell::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The cell as an exact decimal. A binary number is read as the shortest decimal that names it, so what was written as
    /// `0.1` is `0.1` again.
    pub fn decimal(self) -> Option<Decimal> {
        match self {
            Cell::Decimal(number) => Some(number),
            Cell::Int(number) => Some(Decimal::from(number)),
            Cell::Real(number) => exact(number),
            Cell::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Microseconds since the epoch, from either engine's form of an instant.
    pub fn timestamp(self) -> Option<i64> {
        match self {
            Cell::Timestamp(micros) => Some(micros),
            Cell::Text(text) => parse_datetime(text),
            Cell::Date(days) => Some(i64::from(days) * 86_400_000_000),
            _ => None,
        }
    }

    /// The date as `YYYY-MM-DD`, from either engine's form.
    pub fn date(self) -> Option<jiff::civil::Date> {
        match self {
            Cell::Date(days) => days_to_date(days),
            Cell::Text(text) => parse_date(text.get(..10)?),
            Cell::Timestamp(micros) => {
                jiff::Timestamp::from_microsecond(micros).ok().map(|at| jiff::tz::TimeZone::UTC.to_datetime(at).date())
            }
            _ => None,
        }
    }

    /// An owned copy, to be used as a parameter or kept beyond the row.
    pub fn to_param(self) -> Param {
        match self {
            Cell::Null => Param::Null,
            Cell::Bool(flag) => Param::Bool(flag),
            Cell::Int(number) => Param::Int(number),
            Cell::Real(number) => exact(number).map_or(Param::Real(number), Param::Decimal),
            Cell::Decimal(number) => Param::Decimal(number),
            Cell::Text(text) => Param::Text(text.to_owned()),
            Cell::Date(days) => days_to_date(days).map_or(Param::Null, Param::Date),
            Cell::Timestamp(micros) => Param::Timestamp(micros),
        }
    }
}

fn exact(number: f64) -> Option<Decimal> {
    // The shortest text that reads back as this double is the decimal somebody wrote.
    let text = number.to_string();
    text.parse().ok().or_else(|| Decimal::from_f64(number))
}

fn days_to_date(days: i32) -> Option<jiff::civil::Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// Reads `YYYY-MM-DD`, nothing else.
pub fn parse_date(text: &str) -> Option<jiff::civil::Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |range: std::ops::Range<usize>| -> Option<i16> {
        bytes[range].iter().try_fold(0i16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0')))
    };
    jiff::civil::Date::new(number(0..4)?, i8::try_from(number(5..7)?).ok()?, i8::try_from(number(8..10)?).ok()?).ok()
}

/// Writes `YYYY-MM-DD`.
pub fn date_text(date: jiff::civil::Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// Reads an instant as stored: `2026-11-25 10:30:00.123456`, in UTC; a `T`, a missing fraction, a zone (`+02:00`, `Z`) are
/// understood. Microseconds since the epoch.
pub fn parse_datetime(text: &str) -> Option<i64> {
    let date = parse_date(text.get(..10)?)?;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(days_since_epoch(date) * 86_400_000_000);
    }
    let bytes = rest.as_bytes();
    if bytes.len() < 6 || !matches!(bytes[0], b' ' | b'T') {
        return None;
    }
    let two = |at: usize| -> Option<i64> {
        let (a, b) = (*bytes.get(at)?, *bytes.get(at + 1)?);
        (a.is_ascii_digit() && b.is_ascii_digit()).then(|| i64::from(a - b'0') * 10 + i64::from(b - b'0'))
    };
    let (hour, minute) = (two(1)?, two(4)?);
    if bytes[3] != b':' || hour > 23 || minute > 59 {
        return None;
    }
    let mut at = 6;
    let mut micros = (hour * 60 + minute) * 60_000_000;
    if bytes.get(at) == Some(&b':') {
        let second = two(at + 1)?;
        if second > 59 {
            return None;
        }
        micros += second * 1_000_000;
        at += 3;
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            let mut unit = 100_000;
            while let Some(digit) = bytes.get(at).filter(|byte| byte.is_ascii_digit()) {
                micros += i64::from(digit - b'0') * unit;
                unit /= 10;
                at += 1;
            }
        }
    }
    let offset = match bytes.get(at) {
        None => 0,
        Some(b'Z') if at + 1 == bytes.len() => 0,
        Some(sign @ (b'+' | b'-')) => {
            let minutes = if bytes.get(at + 3) == Some(&b':') { two(at + 4)? } else { two(at + 3).unwrap_or(0) };
            let total = (two(at + 1)? * 60 + minutes) * 60_000_000;
            if *sign == b'+' { total } else { -total }
        }
        Some(_) => return None,
    };
    Some(days_since_epoch(date) * 86_400_000_000 + micros - offset)
}

fn days_since_epoch(date: jiff::civil::Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    i64::from(date.since((jiff::Unit::Day, epoch)).map_or(0, |span| span.get_days()))
}

/// Writes an instant as both engines store it: `2026-11-25 10:30:00.123456`, in UTC.
pub fn timestamp_text(micros: i64) -> String {
    let at = jiff::Timestamp::from_microsecond(micros).unwrap_or_default();
    let at = jiff::tz::TimeZone::UTC.to_datetime(at);
    let (date, time) = (at.date(), at.time());
    format!(
        "{} {:02}:{:02}:{:02}.{:06}",
        date_text(date),
        time.hour(),
        time.minute(),
        time.second(),
        time.subsec_nanosecond() / 1000
    )
}

/// Types that can be read from a cell.
pub trait FromCell: Sized {
    /// Reads the cell; `None` when it holds something else.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

macro_rules! from_cell {
    ($($to:ty => |$cell:ident| $read:expr;)*) => {$(
        impl FromCell for $to {
            fn from_cell($cell: Cell<'_>) -> Option<Self> { $read }
        }
    )*};
}
from_cell! {
    i64 => |cell| cell.int();
    i32 => |cell| cell.int().and_then(|number| number.try_into().ok());
    bool => |cell| cell.bool();
    f64 => |cell| cell.real();
    Decimal => |cell| cell.decimal();
    String => |cell| match cell.to_param() { Param::Text(text) => Some(text), Param::Int(number) => Some(number.to_string()), _ => None };
    Param => |cell| Some(cell.to_param());
    jiff::civil::Date => |cell| cell.date();
    jiff::Timestamp => |cell| cell.timestamp().and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok());
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if cell.is_null() { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_in_every_stored_form_and_written_in_one() {
        let micros = parse_datetime("2024-02-29 23:59:58.25").expect("a valid instant");
        assert_eq!(timestamp_text(micros), "2024-02-29 23:59:58.250000");
        assert_eq!(parse_datetime("2024-03-01T01:59:58.25+02:00"), Some(micros));
        assert_eq!(parse_datetime("2024-02-30"), None);
        assert_eq!(parse_datetime("1970-01-02"), Some(86_400_000_000));
        assert_eq!(parse_datetime("2024-02-29 25:00"), None);
    }

    #[test]
    fn binary_numbers_are_read_as_the_decimal_that_was_written() {
        assert_eq!(Cell::Real(0.1).decimal(), Some(Decimal::new(1, 1)));
        assert_eq!(Cell::Int(7).decimal(), Some(Decimal::from(7)));
    }
}
