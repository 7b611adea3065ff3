//! What the database holds: the stock items and tracking rows of the parts under test, read in one transaction.

use std::str::FromStr;

use rust_decimal::Decimal;

/// Tracking codes the checker reads by name (spec 30-stock §16.2).
pub mod code {
    pub const CREATED: i32 = 1;
    pub const COUNT: i32 = 10;
    pub const ADD: i32 = 11;
    pub const REMOVE: i32 = 12;
    pub const SERIALIZED: i32 = 13;
    pub const MOVE: i32 = 20;
    pub const UPDATE: i32 = 25;
    pub const SPLIT_FROM_PARENT: i32 = 40;
    pub const SPLIT_CHILD: i32 = 42;
    pub const MERGED: i32 = 45;
    pub const DISASSEMBLED: i32 = 46;
    pub const FROM_DISASSEMBLY: i32 = 47;
    pub const BUILD_OUTPUT: i32 = 50;
    pub const BUILD_CONSUMED: i32 = 57;
    pub const RECEIVED: i32 = 70;
}

/// A row of `stock_stockitem`, as far as the proof needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    pub pk: i64,
    pub part: i64,
    pub quantity: Decimal,
    pub location: Option<i64>,
}

/// A row of `stock_stockitemtracking`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackingRow {
    pub pk: i64,
    /// Null once the item is deleted.
    pub item: Option<i64>,
    pub code: i32,
    pub notes: Option<String>,
    pub deltas: Deltas,
}

/// The keys of a row's `deltas` that speak of quantities and places.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deltas {
    /// Units in the item after the step (for a move: the units moved).
    pub quantity: Option<Decimal>,
    pub added: Option<Decimal>,
    pub removed: Option<Decimal>,
    pub location: Option<i64>,
    /// The other item of a split.
    pub stockitem: Option<i64>,
}

impl Deltas {
    /// Reads the JSON of the column; null is an empty map.
    ///
    /// # Errors
    /// When the text is no JSON, or a quantity in it is no number.
    pub fn parse(text: Option<&str>) -> anyhow::Result<Self> {
        let Some(text) = text else {
            return Ok(Self::default());
        };
        let value: serde_json::Value = serde_json::from_str(text)?;
        let number = |key: &str| match value.get(key) {
            None | Some(serde_json::Value::Null) => Ok(None),
            Some(number) => decimal(number.to_string().trim_matches('"'))
                .map(Some)
                .map_err(|error| error.context(format!("deltas.{key} is no number: {number}"))),
        };
        let key = |key: &str| value.get(key).and_then(serde_json::Value::as_i64);
        Ok(Self {
            quantity: number("quantity")?,
            added: number("added")?,
            removed: number("removed")?,
            location: key("location"),
            stockitem: key("stockitem"),
        })
    }
}

/// The decimal a number stands for, digit by digit: the shortest text of a float is the decimal that was stored, and
/// the residue of float arithmetic (`0.30000000000000004`) stays visible.
///
/// # Errors
/// When the text is no decimal number of at most 28 digits.
pub fn decimal(text: &str) -> anyhow::Result<Decimal> {
    let parsed = if text.contains(['e', 'E']) { Decimal::from_scientific(text) } else { Decimal::from_str(text) };
    Ok(parsed?.normalize())
}

/// One consistent view of the parts under test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    pub items: Vec<ItemRow>,
    /// Ascending by primary key, which is the order in which the steps of one item happened.
    pub rows: Vec<TrackingRow>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deltas_are_read_without_rounding() {
        let deltas =
            Deltas::parse(Some(r#"{"removed": 0.1, "quantity": 1234567.12345, "stockitem": 8, "status": null}"#))
                .unwrap();
        assert_eq!(deltas.removed, Some(Decimal::new(1, 1)));
        assert_eq!(deltas.quantity, Some(Decimal::new(123_456_712_345, 5)));
        assert_eq!(deltas.stockitem, Some(8));
        assert_eq!(Deltas::parse(None).unwrap(), Deltas::default());
        assert!(Deltas::parse(Some(r#"{"quantity": "many"}"#)).is_err());
    }

    #[test]
    fn the_residue_of_float_arithmetic_is_not_hidden() {
        let sum = decimal(&(0.1_f64 + 0.2).to_string()).unwrap();
        assert_ne!(sum, Decimal::new(3, 1));
        assert_eq!(decimal("1e-5").unwrap(), Decimal::new(1, 5));
    }
}
