//! Booleans and numbers.

use ironwood_db::{Cell, Decimal as Exact, Param};
use rust_decimal::RoundingStrategy;
use serde_json::{Map, Value, json};

use super::{Kind, Rejected, rejected};
use crate::json::JsonWriter;
use crate::read::Render;

/// A truth value.
#[derive(Debug, Clone, Copy)]
pub struct Bool;

impl Kind for Bool {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let truth = match input {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => match number.as_f64() {
                Some(1.0) => Some(true),
                Some(0.0) => Some(false),
                _ => None,
            },
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "t" | "y" | "yes" | "on" | "1" => Some(true),
                "false" | "f" | "n" | "no" | "off" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        };
        truth.map_or_else(|| rejected("Must be a valid boolean."), |flag| Ok(Param::Bool(flag)))
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match cell.bool() {
            Some(flag) => out.bool(flag),
            None => out.null(),
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "boolean".into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "boolean"})
    }
}

/// A whole number.
#[derive(Debug, Clone, Copy)]
pub struct Int {
    /// Smallest value.
    pub min: Option<i64>,
    /// Largest value.
    pub max: Option<i64>,
    /// Whether forms are told the bounds.
    pub told: bool,
}

impl Int {
    /// Any number that fits the column.
    pub const ANY: Int = Int { min: None, max: None, told: true };

    /// From `min` on.
    pub const fn at_least(min: i64) -> Int {
        Int { min: Some(min), max: None, told: true }
    }

    /// Within the bounds.
    pub const fn between(min: i64, max: i64) -> Int {
        Int { min: Some(min), max: Some(max), told: true }
    }

    /// With bounds that forms are not told.
    pub const fn untold(mut self) -> Int {
        self.told = false;
        self
    }

    /// The bounds, as far as forms are told them.
    fn told_bounds(&self) -> (Option<i64>, Option<i64>) {
        if self.told { (self.min, self.max) } else { (None, None) }
    }
}

impl Kind for Int {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        const NOT_ONE: &str = "A valid integer is required.";
        let number = match input {
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) => {
                let text = text.trim();
                // The framework reads "5.0" as 5.
                let text = text
                    .split_once('.')
                    .map_or(text, |(whole, rest)| if rest.bytes().all(|digit| digit == b'0') { whole } else { text });
                text.parse().ok()
            }
            _ => None,
        };
        let Some(number) = number else { return rejected(NOT_ONE) };
        let (least, most) = (self.min.unwrap_or(i64::from(i32::MIN)), self.max.unwrap_or(i64::from(i32::MAX)));
        if number < least {
            return rejected(format!("Ensure this value is greater than or equal to {least}."));
        }
        if number > most.min(i64::from(i32::MAX)) {
            let most = most.min(i64::from(i32::MAX));
            return rejected(format!("Ensure this value is less than or equal to {most}."));
        }
        Ok(Param::Int(number))
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match cell.int() {
            Some(number) => out.int(number),
            None => out.null(),
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "integer".into());
        let (min, max) = self.told_bounds();
        if let Some(min) = min {
            meta.insert("min_value".into(), min.into());
        }
        if let Some(max) = max {
            meta.insert("max_value".into(), max.into());
        }
    }

    fn openapi(&self) -> Value {
        let mut schema = json!({"type": "integer"});
        let (min, max) = self.told_bounds();
        if let Some(min) = min {
            schema["minimum"] = min.into();
        }
        if let Some(max) = max {
            schema["maximum"] = max.into();
        }
        if self.max.is_some_and(|max| max > i64::from(i32::MAX)) {
            schema["format"] = "int64".into();
        }
        schema
    }
}

fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// A computed floating point number.
#[derive(Debug, Clone, Copy)]
pub struct Float;

impl Kind for Float {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let number = match input {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        };
        number.map_or_else(|| rejected("A valid number is required."), |number| Ok(Param::Real(number)))
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match cell.real() {
            Some(number) => out.real(number),
            None => out.null(),
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "float".into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "number", "format": "double"})
    }
}

/// How a decimal speaks: on the wire and in its messages (spec 00 §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalStyle {
    /// A quantity: a JSON number; text is an `Invalid value`.
    Quantity,
    /// A quantity that is rounded to its places, half to even, rather than refused for having more. Its bounds are the model's.
    Rounded,
    /// A number of which forms know no digits, refused in the framework's words. Its bounds are the model's.
    Number,
    /// An amount of money: a JSON number, rounded half to even; text `Must be a valid number`. Its bounds are the model's.
    Money,
    /// A decimal field as the framework has it.
    Plain,
    /// A decimal written as text with all its places (`"0.000000"`).
    AsText,
}

/// An exact decimal number.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    /// Digits in total.
    pub digits: u32,
    /// Digits behind the point.
    pub places: u32,
    /// Smallest value.
    pub min: Option<i64>,
    /// Largest value.
    pub max: Option<i64>,
    /// Wire form and messages.
    pub style: DecimalStyle,
    /// Whether forms are told the bounds.
    pub told: bool,
}

impl Decimal {
    /// A quantity of so many digits and places.
    pub const fn quantity(digits: u32, places: u32) -> Self {
        Decimal { digits, places, min: None, max: None, style: DecimalStyle::Quantity, told: true }
    }

    /// An amount of money (19 digits, 6 places, not negative).
    pub const fn money() -> Self {
        Decimal { digits: 19, places: 6, min: Some(0), max: None, style: DecimalStyle::Money, told: true }
    }

    /// Not below `min`.
    pub const fn at_least(mut self, min: i64) -> Self {
        self.min = Some(min);
        self
    }

    /// Not above `max`.
    pub const fn at_most(mut self, max: i64) -> Self {
        self.max = Some(max);
        self
    }

    /// Without bounds of its own, for amounts that are only shown.
    pub const fn unbounded(mut self) -> Self {
        self.min = None;
        self.max = None;
        self
    }

    /// With a smallest value that forms are not told.
    pub const fn untold(mut self) -> Self {
        self.told = false;
        self
    }

    /// In another style.
    pub const fn style(mut self, style: DecimalStyle) -> Self {
        self.style = style;
        self
    }

    /// Whether forms are told of the bounds; of money and quantities they learn by the answer only.
    fn tells_bounds(&self) -> bool {
        self.told && matches!(self.style, DecimalStyle::Plain | DecimalStyle::AsText)
    }

    /// Reads a number or numeric text.
    ///
    /// # Errors
    /// The messages for the field.
    pub fn read(&self, input: &Value) -> Result<Exact, Rejected> {
        let number = match input {
            Value::Number(number) => exact(&number.to_string()),
            Value::String(text) => exact(text.trim()),
            _ => None,
        };
        let Some(mut number) = number else {
            return rejected(match self.style {
                DecimalStyle::Quantity | DecimalStyle::Rounded => "Invalid value",
                DecimalStyle::Money => crate::write::NOT_A_NUMBER,
                DecimalStyle::Plain | DecimalStyle::AsText | DecimalStyle::Number => "A valid number is required.",
            });
        };
        if matches!(self.style, DecimalStyle::Money | DecimalStyle::Rounded) {
            number = number.round_dp_with_strategy(self.places, RoundingStrategy::MidpointNearestEven);
        }
        let messages = if self.is_judged_late() { Vec::new() } else { self.bounds(number) };
        if messages.is_empty() { Ok(number) } else { Err(messages) }
    }

    fn is_judged_late(&self) -> bool {
        matches!(self.style, DecimalStyle::Money | DecimalStyle::Rounded | DecimalStyle::Number)
    }

    fn bounds(&self, number: Exact) -> Rejected {
        let mut messages = Vec::new();
        if let Some(min) = self.min.filter(|min| number < Exact::from(*min)) {
            messages.push(format!("Ensure this value is greater than or equal to {min}."));
        }
        if let Some(max) = self.max.filter(|max| number > Exact::from(*max)) {
            messages.push(format!("Ensure this value is less than or equal to {max}."));
        }
        messages.extend(self.size_message(number));
        messages
    }

    fn size_message(&self, number: Exact) -> Option<String> {
        let mut number = if self.style == DecimalStyle::Plain { number } else { number.normalize() };
        if matches!(self.style, DecimalStyle::Money | DecimalStyle::Rounded) {
            // What is rounded has all its places: they count as digits.
            number.rescale(self.places);
        }
        let places = number.scale();
        let digits = number.mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1).max(places);
        let whole = self.digits - self.places;
        if digits > self.digits {
            Some(format!("Ensure that there are no more than {} digits in total.", self.digits))
        } else if places > self.places {
            Some(format!("Ensure that there are no more than {} decimal places.", self.places))
        } else if digits - places > whole {
            Some(format!("Ensure that there are no more than {whole} digits before the decimal point."))
        } else {
            None
        }
    }
}

/// Reads decimal notation, with or without exponent.
fn exact(text: &str) -> Option<Exact> {
    if text.len() > 60 {
        return None;
    }
    text.parse().ok().or_else(|| Exact::from_scientific(text).ok())
}

impl Kind for Decimal {
    fn empty_is_null(&self) -> bool {
        self.style != DecimalStyle::Plain
    }

    fn fails_alone(&self) -> bool {
        self.style == DecimalStyle::Money
    }

    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        self.read(input).map(Param::Decimal)
    }

    fn limits(&self, value: &Param) -> Rejected {
        match value {
            Param::Decimal(number) if self.is_judged_late() => self.bounds(*number),
            _ => Vec::new(),
        }
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match self.style {
            DecimalStyle::AsText => match cell.decimal() {
                Some(number) => out.text(&format!("{:.*}", self.places as usize, number)),
                None => out.null(),
            },
            _ => match cell.real() {
                Some(number) => out.real(number),
                None => out.null(),
            },
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        match self.style {
            DecimalStyle::Quantity | DecimalStyle::Rounded | DecimalStyle::Number => {
                meta.insert("type".into(), "float".into());
            }
            _ => {
                meta.insert("type".into(), "decimal".into());
                meta.insert("max_digits".into(), self.digits.into());
                meta.insert("decimal_places".into(), self.places.into());
            }
        }
        if let Some(min) = self.min.filter(|_| self.tells_bounds()) {
            meta.insert("min_value".into(), min.into());
        }
        if let Some(max) = self.max.filter(|_| self.tells_bounds()) {
            meta.insert("max_value".into(), max.into());
        }
    }

    fn openapi(&self) -> Value {
        match self.style {
            DecimalStyle::Quantity | DecimalStyle::Rounded | DecimalStyle::Number => {
                let mut schema = json!({"type": "number", "format": "double"});
                for (word, limit) in [("minimum", self.min), ("maximum", self.max)] {
                    if let Some(limit) = limit {
                        schema[word] = limit.into();
                    }
                }
                schema
            }
            _ => {
                let whole = self.digits.saturating_sub(self.places);
                let pattern = format!(r"^-?\d{{0,{whole}}}(?:\.\d{{0,{}}})?$", self.places);
                json!({"type": "string", "format": "decimal", "pattern": pattern})
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_to_their_digits() {
        let kind = Decimal::quantity(15, 5).at_least(0);
        assert_eq!(kind.decode(&json!("12.50")), Ok(Param::Decimal(Exact::new(1250, 2))));
        assert_eq!(kind.decode(&json!(1e3)), Ok(Param::Decimal(Exact::from(1000))));
        assert_eq!(kind.decode(&json!(-1)), Err(vec!["Ensure this value is greater than or equal to 0.".into()]));
        assert_eq!(kind.decode(&json!("x")), Err(vec!["Invalid value".into()]));
        assert_eq!(
            kind.decode(&json!(0.000_001)),
            Err(vec!["Ensure that there are no more than 5 decimal places.".into()])
        );
        assert_eq!(
            kind.decode(&json!(12_345_678_901_i64)),
            Err(vec!["Ensure that there are no more than 10 digits before the decimal point.".into()])
        );
        assert_eq!(Decimal::money().decode(&json!("0.00000250")), Ok(Param::Decimal(Exact::new(2, 6))));
    }

    #[test]
    fn what_is_rounded_is_judged_with_the_rules() {
        let kind = Decimal::quantity(15, 5).at_least(1).style(DecimalStyle::Rounded);
        let judged = |input: Value| kind.limits(&kind.decode(&input).unwrap_or(Param::Null));
        assert_eq!(judged(json!(0.5)), ["Ensure this value is greater than or equal to 1."]);
        assert_eq!(judged(json!(12_345_678_901_i64)), ["Ensure that there are no more than 15 digits in total."]);
        assert!(judged(json!(1.000_001)).is_empty());
    }

    #[test]
    fn whole_numbers_are_whole() {
        assert_eq!(Int::ANY.decode(&json!("5.0")), Ok(Param::Int(5)));
        assert!(Int::ANY.decode(&json!(5.5)).is_err());
        assert!(Int::ANY.decode(&json!(1i64 << 40)).is_err());
        assert!(Int::at_least(0).decode(&json!(-1)).is_err());
    }
}
