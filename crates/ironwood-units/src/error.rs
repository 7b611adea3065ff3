//! Why a text is not a quantity, and why a quantity does not convert.

/// Why a text cannot be read as a quantity, a unit or the definition of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// No unit, prefix or constant has this name.
    #[error("There is no unit called '{0}'")]
    UnknownUnit(String),
    /// A character that belongs to no quantity, an operator without operand, an unbalanced parenthesis, or no text at all.
    #[error("This is not a number with a unit")]
    Malformed,
    /// A sum of different dimensions, or of points on a scale (`20 °C + 5 °C`).
    #[error("Only quantities of the same kind can be added")]
    UnlikeTerms,
    /// Division by zero, or a power without a real, finite value.
    #[error("The value cannot be computed")]
    Undefined,
    /// A scale without a true zero (`°C`, `dB`) was prefixed, or divided by a number.
    #[error("This unit has no true zero and cannot be scaled")]
    Scaled,
    /// An exponent that is not a number, or not a simple one on a unit.
    #[error("A power needs a simple number as its exponent")]
    Exponent,
    /// The text exceeds the bounds on length, nesting or exponents.
    #[error("The expression is too long or too large")]
    TooComplex,
    /// A unit defined as zero, infinite, or as a level.
    #[error("A unit must be defined as a finite quantity other than zero")]
    Unusable,
}

/// Why a text does not convert (spec 22 §4, steps 1, 2 and 6).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConversionError {
    /// The unit asked for is not one.
    #[error("'{0}' is not a unit of measure")]
    InvalidUnit(String),
    /// The text is empty.
    #[error("A value is required")]
    NoValue,
    /// The text is no quantity, or one of another kind than `unit`.
    #[error("'{original}' cannot be expressed in {unit}")]
    CouldNotConvert {
        /// The text as given, trimmed.
        original: String,
        /// The unit asked for.
        unit: String,
    },
    /// The text is no quantity; no unit was asked for.
    #[error("'{0}' is not a quantity")]
    InvalidQuantity(String),
    /// Two numbers stand side by side (`1 000`, `6' 2"`), which [`Dialect::Careful`](crate::Dialect::Careful) refuses.
    #[error("'{0}' holds two numbers side by side: write digits without blanks, and one unit only")]
    Ambiguous(String),
}
