//! From the stored text to the value that rules and clients see.

use serde_json::Value;

use super::definition::{Definition, Kind};

/// A value as the API shows it: true or false, a number, or text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NativeValue<'a> {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
}

impl NativeValue<'_> {
    /// The text that stands for it in the table: `True`, `False`, a plain number, a float with its
    /// point.
    pub fn stored(&self) -> String {
        match self {
            NativeValue::Bool(value) => bool_text(*value).to_owned(),
            NativeValue::Int(value) => value.to_string(),
            NativeValue::Float(value) => format!("{value:?}"),
            NativeValue::Text(value) => (*value).to_owned(),
        }
    }
}

impl From<NativeValue<'_>> for Value {
    fn from(value: NativeValue<'_>) -> Value {
        match value {
            NativeValue::Bool(value) => value.into(),
            NativeValue::Int(value) => value.into(),
            NativeValue::Float(value) => value.into(),
            NativeValue::Text(value) => value.into(),
        }
    }
}

/// A type that a setting can have in the domain.
pub trait Native: Sized {
    /// The same as a constant.
    type Default: Copy + Into<Self>;

    /// `None` when the stored text is no such value.
    fn parse(stored: &str) -> Option<Self>;
}

/// Every text is true or false, so that both programs that share the table agree: whatever is not a
/// word of truth is false.
impl Native for bool {
    type Default = bool;

    fn parse(stored: &str) -> Option<bool> {
        Some(truth(stored) == Some(true))
    }
}

impl Native for i64 {
    type Default = i64;

    fn parse(stored: &str) -> Option<i64> {
        stored.trim().parse().ok()
    }
}

impl Native for f64 {
    type Default = f64;

    fn parse(stored: &str) -> Option<f64> {
        stored.trim().parse().ok().filter(|value: &f64| value.is_finite())
    }
}

impl Native for String {
    type Default = &'static str;

    fn parse(stored: &str) -> Option<String> {
        Some(stored.to_owned())
    }
}

/// What the stored text of a setting means. A number that doesn't parse gives the default; a stored
/// choice is shown also when it is no longer offered. Whether a value may be shown at all
/// ([`Definition::protected`]) is for the caller to ask.
pub fn native_value<'a>(definition: &Definition, stored: &'a str) -> NativeValue<'a> {
    match definition.kind {
        Kind::Bool => bool::parse(stored).map(NativeValue::Bool),
        Kind::Int { .. } => i64::parse(stored).map(NativeValue::Int),
        Kind::Float => f64::parse(stored).map(NativeValue::Float),
        Kind::Text | Kind::Choice(_) | Kind::Related(_) => Some(NativeValue::Text(stored)),
    }
    .unwrap_or(definition.default)
}

/// True and false as words, in any case; `None` for every other text (spec 60-system §1.4).
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "y" | "yes" | "t" | "true" | "ok" | "on" => Some(true),
        "0" | "n" | "no" | "f" | "false" | "off" => Some(false),
        _ => None,
    }
}

pub(super) const fn bool_text(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

#[cfg(test)]
mod tests {
    use super::super::definition::{Scope, Setting};
    use super::super::definitions::{LABEL_DEFAULT_PRINTER, LABEL_DPI, PART_COMPONENT, STOCK_STALE_DAYS};
    use super::*;

    static RATIO: Setting<f64> = Setting::<f64>::new(Scope::Global, "RATIO", 0.5, "Ratio", "A setting of this test.");

    #[test]
    fn stored_text_becomes_a_value_of_the_settings_kind() {
        assert_eq!(native_value(&PART_COMPONENT.definition, "False"), NativeValue::Bool(false));
        assert_eq!(native_value(&PART_COMPONENT.definition, "YES"), NativeValue::Bool(true));
        assert_eq!(native_value(&LABEL_DPI.definition, " 450 "), NativeValue::Int(450));
        assert_eq!(native_value(&RATIO.definition, "2.25"), NativeValue::Float(2.25));
        assert_eq!(native_value(&LABEL_DEFAULT_PRINTER.definition, "unplugged"), NativeValue::Text("unplugged"));
    }

    #[test]
    fn text_that_is_no_number_counts_as_the_default() {
        assert_eq!(native_value(&LABEL_DPI.definition, "many"), NativeValue::Int(300));
        assert_eq!(native_value(&LABEL_DPI.definition, "3.5"), NativeValue::Int(300));
        assert_eq!(native_value(&RATIO.definition, "inf"), NativeValue::Float(0.5));
    }

    #[test]
    fn a_boolean_that_says_neither_is_false_even_where_the_default_is_true() {
        assert_eq!(native_value(&PART_COMPONENT.definition, "perhaps"), NativeValue::Bool(false));
        assert_eq!(native_value(&PART_COMPONENT.definition, ""), NativeValue::Bool(false));
    }

    #[test]
    fn a_typed_key_reads_its_row_or_its_default() {
        assert_eq!(STOCK_STALE_DAYS.read(Some("21")), 21);
        assert_eq!(STOCK_STALE_DAYS.read(Some("soon")), 0);
        assert_eq!(STOCK_STALE_DAYS.read(None), 0);
        assert!(PART_COMPONENT.read(None));
        assert_eq!(LABEL_DEFAULT_PRINTER.read(Some("zebra")), "zebra");
    }

    #[test]
    fn every_value_is_written_so_that_it_reads_back_the_same() {
        for (value, text) in [
            (NativeValue::Bool(true), "True"),
            (NativeValue::Int(-4), "-4"),
            (NativeValue::Float(3.0), "3.0"),
            (NativeValue::Text("a b"), "a b"),
        ] {
            assert_eq!(value.stored(), text);
        }
    }
}
