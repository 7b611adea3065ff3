//! How much of the component a line takes: a text with a unit if need be, and from it the number in the component's own unit
//! (spec 21 §3).

use ironwood_db::{Cell, Decimal, Param};
use ironwood_rest::JsonWriter;
use ironwood_rest::kind::{Decimal as DecimalKind, Kind, Rejected, Text};
use ironwood_rest::read::Render;
use ironwood_rest::write::Draft;
use ironwood_units::Registry;
use rust_decimal::RoundingStrategy;
use rust_decimal::prelude::FromPrimitive;
use serde_json::{Map, Value};

use super::line::{BOUND, PLACES};
use crate::common::units;

/// The amount as it is written.
pub const WRITTEN: Text = Text::max(25).judged_late();
/// The number in the unit of the component, as it is stored and shown.
const STORED: DecimalKind = DecimalKind::quantity(15, 5);

/// A number that may be sent in place of the written amount, which its text then becomes.
#[derive(Debug, Clone, Copy)]
pub struct Number;

impl Kind for Number {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let text = match input {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => String::new(),
        };
        match text.parse::<f64>() {
            Ok(_) => Ok(Param::Text(text)),
            Err(_) => Err(vec!["Invalid value".into()]),
        }
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        STORED.encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        STORED.options(meta);
    }

    fn openapi(&self) -> Value {
        STORED.openapi()
    }

    fn empty_is_null(&self) -> bool {
        STORED.empty_is_null()
    }
}

/// What is wrong with an amount.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    /// With the text, as said.
    Text(String),
    /// No number comes out that could be stored.
    NoNumber,
}

/// Settles amount and quantity of a line by what was sent, or else by what is stored: the unit of the component may have changed.
pub fn settle(draft: &mut Draft, registry: &Registry, unit: &str, zero_allowed: bool) {
    let number = |draft: &Draft| draft.input("quantity").and_then(Param::as_text).map(str::to_owned);
    let text = match number(draft) {
        _ if draft.was_sent("raw_amount") => draft.text("raw_amount").to_owned(),
        // A new line of which nothing is said has the default of the number.
        Some(number) if draft.was_sent("quantity") || draft.is_new() => number,
        _ if draft.text("raw_amount").is_empty() => draft.decimal("quantity").normalize().to_string(),
        _ => draft.text("raw_amount").to_owned(),
    };
    match quantity(registry, &text, unit, zero_allowed) {
        Ok(quantity) => draft.set("quantity", quantity),
        Err(Fault::Text(message)) => draft.refuse("raw_amount", message),
        Err(Fault::NoNumber) => {
            for field in ["quantity", "raw_amount"] {
                draft.refuse(field, format!("'{text}' is no amount that can be stored"));
            }
        }
    }
    let amount = Param::Text(text);
    if !draft.was_sent("raw_amount") {
        WRITTEN.limits(&amount).into_iter().for_each(|message| draft.refuse("raw_amount", message));
    }
    draft.set("raw_amount", amount);
}

/// The number that `text` stands for in `unit`, the component's; none is an empty one.
fn quantity(registry: &Registry, text: &str, unit: &str, zero_allowed: bool) -> Result<Decimal, Fault> {
    if let Err(error) = registry.parse_quantity(text) {
        return Err(Fault::Text(format!("'{text}' is no quantity: {error}")));
    }
    let magnitude = units::magnitude(registry, text, unit).map_err(Fault::Text)?;
    // The exact value of the binary number is what is rounded.
    let exact = Decimal::from_f64_retain(magnitude)
        .or_else(|| Decimal::from_f64(magnitude))
        .map(|exact| exact.round_dp_with_strategy(PLACES, RoundingStrategy::MidpointAwayFromZero))
        .ok_or(Fault::NoNumber)?;
    if exact < Decimal::ZERO || exact == Decimal::ZERO && !zero_allowed {
        let least = if zero_allowed { "below" } else { "not above" };
        return Err(Fault::Text(format!("'{text}' is {least} zero")));
    }
    if exact >= Decimal::from(BOUND) {
        return Err(Fault::Text("Ensure that there are no more than 15 digits in total.".into()));
    }
    Ok(exact.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, unit: &str) -> Result<String, Fault> {
        quantity(Registry::standard(), text, unit, false).map(|exact| exact.to_string())
    }

    #[test]
    fn amounts_are_expressed_in_the_unit_of_the_component() {
        for (text, unit, expected) in [
            ("5", "", "5"),
            ("2 dozen", "", "24"),
            ("50%", "", "0.5"),
            ("2*3", "", "6"),
            ("5", "m", "5"),
            ("50 cm", "m", "0.5"),
            ("12 inches", "m", "0.3048"),
            ("3'", "m", "0.9144"),
            ("1/3", "m", "0.33333"),
        ] {
            assert_eq!(value(text, unit).as_deref(), Ok(expected), "{text} in {unit}");
        }
    }

    #[test]
    fn the_binary_number_is_rounded_half_up() {
        assert_eq!(value("1.234565", "").as_deref(), Ok("1.23456"));
        assert_eq!(value("0.000015", "").as_deref(), Ok("0.00002"));
        assert_eq!(value("7.123456", "").as_deref(), Ok("7.12346"));
    }

    #[test]
    fn amounts_that_are_none_are_refused() {
        for (text, unit) in [
            ("5 mm", ""),
            ("5 kg", "m"),
            ("1k5", "ohm"),
            ("abc", ""),
            ("0", ""),
            ("0.000001", ""),
            ("-5 m", "m"),
            ("5", "furlong_of_beer"),
            ("10000000000", ""),
        ] {
            assert!(matches!(value(text, unit), Err(Fault::Text(_))), "{text} in {unit}");
        }
        for text in ["1e30", "inf", "nan"] {
            assert_eq!(value(text, ""), Err(Fault::NoNumber), "{text}");
        }
    }
}
