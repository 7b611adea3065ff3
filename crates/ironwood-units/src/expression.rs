//! Evaluates expressions of numbers and units: `1/4 inch`, `5 N·m`, `2^10`.

use crate::error::QuantityError;
use crate::lexer::{self, Token};
use crate::unit::{Scale, Unit};

/// Parentheses, signs and towers of powers nest no deeper than this.
const MAX_DEPTH: usize = 64;

/// No power has a larger exponent, so that `9**9**9` is refused instead of computed.
const MAX_EXPONENT: f64 = 1_000.0;

/// What stands for a name in an expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Named {
    /// A unit, prefixed or not.
    Unit(Unit),
    /// A prefix that stands alone: `k` is 1000.
    Prefix(f64),
}

/// Which names took part in a value. Later ones prevail when two values meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Naming {
    /// Only digits.
    Number,
    /// At least one prefix that stands alone, and no unit.
    Prefix,
    /// At least one unit.
    Unit,
}

/// The result of an expression: `magnitude` times `unit`.
///
/// Numbers collect in the magnitude and units in the unit, so that an expression of units alone has magnitude 1.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    pub(crate) magnitude: f64,
    pub(crate) unit: Unit,
    pub(crate) naming: Naming,
}

/// The value of `text`; `find` knows the names.
pub(crate) fn evaluate(
    text: &str,
    find: &dyn Fn(&str) -> Result<Named, QuantityError>,
) -> Result<Value, QuantityError> {
    let tokens = lexer::tokens(text)?;
    let mut parser = Parser { tokens: &tokens, find, depth: 0 };
    let value = parser.sum()?;
    if parser.tokens.is_empty() { Ok(value) } else { Err(QuantityError::Malformed) }
}

/// Recursive descent, one method per precedence, weakest first.
struct Parser<'t> {
    /// What is still to be read.
    tokens: &'t [Token],
    find: &'t dyn Fn(&str) -> Result<Named, QuantityError>,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn sum(&mut self) -> Result<Value, QuantityError> {
        let mut sum = self.product()?;
        loop {
            if self.take(&Token::Plus) {
                sum = sum.plus(&self.product()?)?;
            } else if self.take(&Token::Minus) {
                sum = sum.plus(&self.product()?.negated())?;
            } else {
                return Ok(sum);
            }
        }
    }

    /// Products, quotients and operands side by side, from left to right.
    fn product(&mut self) -> Result<Value, QuantityError> {
        let mut product = self.signed()?;
        loop {
            if self.take(&Token::Times) || matches!(self.tokens.first(), Some(Token::Number(_) | Token::Name(_))) {
                product = product.times(&self.signed()?)?;
            } else if self.take(&Token::Over) {
                product = product.over(&self.signed()?)?;
            } else {
                return Ok(product);
            }
        }
    }

    fn signed(&mut self) -> Result<Value, QuantityError> {
        if self.take(&Token::Minus) {
            self.nested(Self::signed).map(Value::negated)
        } else if self.take(&Token::Plus) {
            self.nested(Self::signed)
        } else {
            self.power()
        }
    }

    fn power(&mut self) -> Result<Value, QuantityError> {
        let base = self.operand()?;
        if self.take(&Token::Power) { base.power(&self.nested(Self::signed)?) } else { Ok(base) }
    }

    /// A number, a name or a group; groups glued to it multiply before anything else does.
    fn operand(&mut self) -> Result<Value, QuantityError> {
        let mut operand = match self.next() {
            Some(Token::Number(number)) => Value::number(*number),
            Some(Token::Name(name)) => self.named(name)?,
            Some(Token::Open) => self.group()?,
            _ => return Err(QuantityError::Malformed),
        };
        while self.take(&Token::Open) {
            operand = operand.times(&self.group()?)?;
        }
        Ok(operand)
    }

    /// The rest of a group whose parenthesis has been read.
    fn group(&mut self) -> Result<Value, QuantityError> {
        let value = self.nested(Self::sum)?;
        if self.take(&Token::Close) { Ok(value) } else { Err(QuantityError::Malformed) }
    }

    fn named(&self, name: &str) -> Result<Value, QuantityError> {
        Ok(match name.to_ascii_lowercase().as_str() {
            "inf" | "infinity" => Value::number(f64::INFINITY),
            "nan" => Value::number(f64::NAN),
            _ if name == "dimensionless" => Value::number(1.0),
            _ => match (self.find)(name)? {
                Named::Unit(unit) => Value { magnitude: 1.0, unit, naming: Naming::Unit },
                Named::Prefix(factor) => Value { magnitude: 1.0, unit: Unit::number(factor), naming: Naming::Prefix },
            },
        })
    }

    fn nested(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<Value, QuantityError>,
    ) -> Result<Value, QuantityError> {
        if self.depth == MAX_DEPTH {
            return Err(QuantityError::TooComplex);
        }
        self.depth += 1;
        let value = parse(self);
        self.depth -= 1;
        value
    }

    fn next(&mut self) -> Option<&'t Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.tokens.first() == Some(token);
        if found {
            self.tokens = &self.tokens[1..];
        }
        found
    }
}

impl Value {
    fn number(number: f64) -> Self {
        Self { magnitude: number, unit: Unit::number(1.0), naming: Naming::Number }
    }

    /// The magnitude in base units.
    pub(crate) fn in_base(&self) -> f64 {
        self.unit.to_base(self.magnitude)
    }

    fn negated(self) -> Self {
        Self { magnitude: -self.magnitude, ..self }
    }

    /// A number of degrees Celsius is a point on its scale, a product with anything else holds differences.
    fn times(&self, other: &Self) -> Result<Self, QuantityError> {
        let magnitude = self.magnitude * other.magnitude;
        let naming = self.naming.max(other.naming);
        let unit = match (self.naming, other.naming) {
            (Naming::Number, _) => other.unit.clone(),
            (_, Naming::Number) => self.unit.clone(),
            _ => product(&self.unit.in_product(), &other.unit.in_product())?,
        };
        Ok(Self { magnitude, unit, naming })
    }

    fn over(&self, other: &Self) -> Result<Self, QuantityError> {
        if other.magnitude == 0.0 {
            return Err(QuantityError::Undefined);
        }
        let magnitude = self.magnitude / other.magnitude;
        let naming = self.naming.max(other.naming);
        if other.naming == Naming::Number {
            return if self.unit.is_proportional() {
                Ok(Self { magnitude, unit: self.unit.clone(), naming })
            } else {
                Err(QuantityError::Scaled)
            };
        }
        let inverse = raised(&other.unit.in_product(), -1.0)?;
        Ok(Self { magnitude, unit: product(&self.unit.in_product(), &inverse)?, naming })
    }

    fn power(&self, exponent: &Self) -> Result<Self, QuantityError> {
        if !exponent.unit.is_bare() || exponent.unit.scale != Scale::Ratio {
            return Err(QuantityError::Exponent);
        }
        let exponent = exponent.in_base();
        if !exponent.is_finite() {
            return Err(QuantityError::Exponent);
        }
        if exponent.abs() > MAX_EXPONENT {
            return Err(QuantityError::TooComplex);
        }
        if exponent == 1.0 {
            return Ok(self.clone());
        }
        Ok(Self {
            magnitude: real_power(self.magnitude, exponent)?,
            unit: raised(&self.unit.in_product(), exponent)?,
            naming: self.naming,
        })
    }

    fn plus(&self, other: &Self) -> Result<Self, QuantityError> {
        let proportional = self.unit.is_proportional() && other.unit.is_proportional();
        if !proportional || !self.unit.dimension.is_compatible(&other.unit.dimension) {
            return Err(QuantityError::UnlikeTerms);
        }
        // A bare number added to an angle or a count is a bare number.
        let unit = if other.unit.is_bare() && !self.unit.is_bare() { &other.unit } else { &self.unit };
        let in_unit = |term: &Self| term.magnitude * (term.unit.factor / unit.factor);
        Ok(Self {
            magnitude: in_unit(self) + in_unit(other),
            unit: unit.clone(),
            naming: self.naming.max(other.naming),
        })
    }
}

fn product(one: &Unit, other: &Unit) -> Result<Unit, QuantityError> {
    representable(Unit::ratio(one.factor * other.factor, one.dimension.times(&other.dimension)))
}

fn raised(unit: &Unit, exponent: f64) -> Result<Unit, QuantityError> {
    let dimension = unit.dimension.power(exponent).ok_or(QuantityError::Exponent)?;
    representable(Unit::ratio(real_power(unit.factor, exponent)?, dimension))
}

/// Refuses units that are too large or too small for a double: numbers in them would turn into zero or infinity unseen.
pub(crate) fn representable(unit: Unit) -> Result<Unit, QuantityError> {
    if unit.factor.is_normal() { Ok(unit) } else { Err(QuantityError::TooComplex) }
}

/// `base` to the power of `exponent`, where that is a real number that does not overflow.
fn real_power(base: f64, exponent: f64) -> Result<f64, QuantityError> {
    let power = base.powf(exponent);
    if power.is_finite() || !base.is_finite() { Ok(power) } else { Err(QuantityError::Undefined) }
}
