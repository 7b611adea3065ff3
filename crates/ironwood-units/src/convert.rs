//! From the text that a person typed to a number in a given unit (spec 22 §4).

use crate::error::ConversionError;
use crate::expression::{Naming, Value};
use crate::lexer::{self, Token};
use crate::notation;
use crate::registry::{Quantity, Registry};
use crate::unit::Unit;

/// How texts are read that upstream reads in a surprising way (spec 22 §18).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Like upstream: `50 %` in percent is 0.5, `6' 2"` is 12 inches, `10K` in ohm is an error.
    #[default]
    Compatible,
    /// What people mean: `50 %` in percent is 50, `6' 2"` and `1 000` are refused as ambiguous, `10K` in ohm is 10000.
    Careful,
}

impl Registry {
    /// The number that `text` stands for, in `unit`, or in base units when none is given (`None` or blank).
    ///
    /// A pure number is taken as being in `unit` already. Infinity and NaN are possible results (`inf`, `1e400`).
    ///
    /// # Errors
    ///
    /// The four of spec 22 §4: the unit is not known, the text is empty, it does not fit the unit, it is no quantity.
    pub fn convert(&self, text: &str, unit: Option<&str>) -> Result<f64, ConversionError> {
        self.convert_in(Dialect::Compatible, text, unit)
    }

    /// [`convert`](Self::convert) in a given dialect.
    ///
    /// # Errors
    ///
    /// Those of [`convert`](Self::convert), and [`ConversionError::Ambiguous`] in the careful dialect.
    pub fn convert_in(&self, dialect: Dialect, text: &str, unit: Option<&str>) -> Result<f64, ConversionError> {
        let Some(name) = unit.map(str::trim).filter(|unit| !unit.is_empty()) else {
            return self.quantity_in(dialect, text).map(|quantity| quantity.magnitude);
        };
        let unit = self.unit(name).ok_or_else(|| ConversionError::InvalidUnit(name.to_owned()))?;
        let text = Given::new(dialect, text)?;
        self.attempts(dialect, &text.rewritten, name, &unit)
            .or_else(|| {
                let rewritten = self.careful_kilo(dialect, &text.rewritten, &unit)?;
                self.attempts(dialect, &rewritten, name, &unit)
            })
            .ok_or_else(|| ConversionError::CouldNotConvert {
                original: text.original.to_owned(),
                unit: name.to_owned(),
            })
    }

    /// Step 4: the text and its engineering form, then both with the unit glued to them, so that `10k` is tried as `10kohm`.
    fn attempts(&self, dialect: Dialect, text: &str, name: &str, unit: &Unit) -> Option<f64> {
        let forms = [Some(text.to_owned()), notation::engineering_form(text)];
        let forms = || forms.iter().flatten();
        let attempt = |text: &str| in_unit(dialect, &self.evaluate(text).ok()?, unit);
        forms().find_map(|form| attempt(form)).or_else(|| forms().find_map(|form| attempt(&format!("{form}{name}"))))
    }

    /// The text with `K` for kilo instead of kelvin, where that is wanted and the unit is not a temperature.
    fn careful_kilo(&self, dialect: Dialect, text: &str, unit: &Unit) -> Option<String> {
        let kelvin = self.unit("kelvin")?;
        let wanted = dialect == Dialect::Careful && !kelvin.dimension.is_compatible(&unit.dimension);
        if wanted { notation::capital_kilo(text) } else { None }
    }

    /// The quantity that `text` stands for, in all notations that [`convert`](Self::convert) knows without a unit.
    ///
    /// # Errors
    ///
    /// [`ConversionError::NoValue`] or [`ConversionError::InvalidQuantity`].
    pub fn quantity(&self, text: &str) -> Result<Quantity, ConversionError> {
        self.quantity_in(Dialect::Compatible, text)
    }

    /// [`quantity`](Self::quantity) in a given dialect.
    ///
    /// # Errors
    ///
    /// Those of [`quantity`](Self::quantity), and [`ConversionError::Ambiguous`] in the careful dialect.
    pub fn quantity_in(&self, dialect: Dialect, text: &str) -> Result<Quantity, ConversionError> {
        let text = Given::new(dialect, text)?;
        let engineering = || self.evaluate(&notation::engineering_form(&text.rewritten)?).ok();
        self.evaluate(&text.rewritten)
            .ok()
            .or_else(engineering)
            .map(Quantity::from)
            .ok_or_else(|| ConversionError::InvalidQuantity(text.original.to_owned()))
    }
}

/// A text that is not blank.
struct Given<'t> {
    /// As given, trimmed.
    original: &'t str,
    /// With the marks for feet and inches spelled out.
    rewritten: String,
}

impl<'t> Given<'t> {
    fn new(dialect: Dialect, text: &'t str) -> Result<Self, ConversionError> {
        let original = text.trim();
        if original.is_empty() {
            return Err(ConversionError::NoValue);
        }
        let rewritten = notation::feet_and_inches(original);
        if dialect == Dialect::Careful && has_adjacent_numbers(&rewritten) {
            return Err(ConversionError::Ambiguous(original.to_owned()));
        }
        Ok(Self { original, rewritten })
    }
}

/// `1 000`, `6' 2`, `1.2.3`.
fn has_adjacent_numbers(text: &str) -> bool {
    lexer::tokens(text)
        .is_ok_and(|tokens| tokens.windows(2).any(|pair| matches!(pair, [Token::Number(_), Token::Number(_)])))
}

/// Step 5: a bare number counts as being in `unit` already, anything else must convert.
fn in_unit(dialect: Dialect, value: &Value, unit: &Unit) -> Option<f64> {
    if !value.unit.is_bare() {
        return value.unit.convert(value.magnitude, unit);
    }
    match value.naming {
        // A prefix without a unit belongs to the unit asked for: 100n in nF is not a ten-millionth of a nanofarad.
        Naming::Prefix => None,
        Naming::Unit if dialect == Dialect::Careful && unit.is_bare() => value.unit.convert(value.magnitude, unit),
        Naming::Number | Naming::Unit => Some(value.in_base()),
    }
}
