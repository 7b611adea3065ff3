//! Numbers of orders and builds: which reference comes next in a series (spec 40-orders §3, 50-build §4.3).

use std::fmt::Write as _;

use ironwood_rest::declare::Model;
use ironwood_rest::{BoxFuture, Ctx, Result};
use jiff::civil;
use regex::Regex;
use serde_json::Value;

use crate::common::settings::Setting;
use crate::common::settings::reference_pattern::{self, Piece};

/// The references of one kind of order.
pub struct Series {
    /// Whose references they are.
    pub model: Model,
    /// The setting with their pattern.
    pub pattern: &'static Setting<String>,
    /// Which number comes next.
    pub next: Next,
}

/// Which number comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The one above the highest number in use.
    AboveAll,
    /// The one after that of the latest reference, whose letters and width it keeps.
    AfterLatest,
}

/// Most references that are tried before giving up: each of them was given out under another pattern.
const MOST_TRIES: usize = 1_000;

/// The next reference, as the default that forms show.
pub fn default<'a>(ctx: &'a mut Ctx<'_>, series: &'static Series) -> BoxFuture<'a, Result<Value>> {
    Box::pin(async move { Ok(Value::String(next(ctx, series).await?)) })
}

/// The next reference that no order of the series has.
///
/// # Errors
/// From storage.
pub async fn next(ctx: &mut Ctx<'_>, series: &Series) -> Result<String> {
    let stored = ctx.setting(series.pattern.key()).await?;
    // What cannot be read was written by somebody else: the usual pattern can.
    let pattern = Pattern::read(&series.pattern.read(stored.as_deref()))
        .or_else(|| Pattern::read(&series.pattern.read(None)))
        .unwrap_or_default();
    let table = series.model.table;
    let latest = format!("SELECT reference_int, reference FROM {table} ORDER BY reference_int DESC, id DESC LIMIT 1");
    let latest: Option<(i64, String)> = ctx.conn.first(&latest, &[], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    let mut number = match (latest, series.next) {
        (None, _) => "1".to_owned(),
        (Some((number, _)), Next::AboveAll) => (number + 1).to_string(),
        (Some((number, reference)), Next::AfterLatest) => {
            after(&pattern.number_in(&reference).unwrap_or_else(|| number.to_string()))
        }
    };
    let now = ctx.site.zone.to_datetime(ctx.now);
    let taken = format!("SELECT 1 FROM {table} WHERE reference = ?");
    for _ in 0..MOST_TRIES {
        let reference = pattern.write(&number, now);
        if !ctx.conn.exists(&taken, &[(&reference).into()]).await? {
            return Ok(reference);
        }
        number = after(&number);
    }
    Ok(pattern.write(&number, now))
}

/// The number one higher: the digits at the end count, and keep their width.
fn after(number: &str) -> String {
    let letters = number.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = &number[letters.len()..];
    match digits.parse::<u64>().ok().and_then(|count| count.checked_add(1)) {
        Some(count) => format!("{letters}{count:0width$}", width = digits.len()),
        None => format!("{number}1"),
    }
}

/// A pattern in force.
#[derive(Debug, Default)]
struct Pattern(Vec<Piece>);

impl Pattern {
    fn read(text: &str) -> Option<Self> {
        reference_pattern::parse(text).ok().map(Pattern)
    }

    /// The reference with this number.
    fn write(&self, number: &str, now: civil::DateTime) -> String {
        let mut reference = String::new();
        for piece in &self.0 {
            // Writing to a String cannot fail.
            let _ = match piece {
                Piece::Literal(text) | Piece::Wild(text) => reference.write_str(text),
                Piece::Number { zero_padded: true, width, .. } => write!(reference, "{number:0>width$}"),
                Piece::Number { width, .. } => write!(reference, "{number:>width$}"),
                Piece::Date(format) => {
                    let format = if format.is_empty() { "%F %T.%6f" } else { format };
                    // A format that is not understood is left out rather than failing.
                    reference.write_str(&jiff::fmt::strtime::format(format, now).unwrap_or_default())
                }
            };
        }
        reference
    }

    /// The number in a reference; `None` when it does not fit the pattern.
    fn number_in(&self, reference: &str) -> Option<String> {
        let mut text = "^".to_owned();
        for piece in &self.0 {
            match piece {
                Piece::Literal(literal) => {
                    // Escaped, `?` has a backslash before it; `#` has one too, since some flavours begin a comment with it.
                    let escaped = regex::escape(literal);
                    text.push_str(&escaped.replace("\\?", ".").replace("\\#", "\\d"));
                }
                Piece::Number { digits_only: true, .. } => text.push_str("(\\d+)"),
                Piece::Number { .. } => text.push_str("(.+)"),
                Piece::Date(_) | Piece::Wild(_) => text.push_str(".+"),
            }
        }
        text.push('$');
        let found = Regex::new(&text).ok()?.captures(reference)?;
        found.get(1).map(|number| number.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::read(text).expect("a pattern")
    }

    #[test]
    fn a_reference_is_written_by_its_pattern() {
        let now = civil::date(2026, 11, 25).at(9, 30, 0, 0);
        assert_eq!(pattern("PO-{ref:04d}").write("7", now), "PO-0007");
        assert_eq!(pattern("{date:%Y}/{ref}-{?:A}").write("12", now), "2026/12-A");
        assert_eq!(pattern("B{ref:02d}").write("1234", now), "B1234");
    }

    #[test]
    fn the_number_is_found_where_the_pattern_has_it() {
        assert_eq!(pattern("BO-{ref:04d}").number_in("BO-12345").as_deref(), Some("12345"));
        assert_eq!(pattern("?-{ref}").number_in("x-AB09").as_deref(), Some("AB09"));
        assert_eq!(pattern("BO#-{ref:d}").number_in("BO7-3").as_deref(), Some("3"));
        assert_eq!(pattern("BO-{ref:04d}").number_in("PO-1"), None);
        assert_eq!(pattern("BO-{ref:04d}").number_in("BO-x"), None);
    }

    #[test]
    fn the_next_number_keeps_letters_and_width() {
        assert_eq!(after("AB09"), "AB10");
        assert_eq!(after("0999"), "1000");
        assert_eq!(after("9"), "10");
        assert_eq!(after("X"), "X1");
    }
}
