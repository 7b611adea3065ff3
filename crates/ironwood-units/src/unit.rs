//! One unit of measure, simple or compound, and the conversion between two.

use crate::dimension::{Base, Dimension};

/// How numbers on the unit's scale relate to the quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scale {
    /// Zero is nothing, twice the number is twice the quantity.
    Ratio,
    /// A ratio scale of differences on an offset scale (`delta_degC`): never converts to or from a point on such a scale.
    Difference,
    /// Zero is somewhere else (`°C`): quantity = number x factor + offset, in base units.
    Offset(f64),
    /// The number is a logarithm (`dB`): number = factor x log_base(quantity / reference).
    Level {
        base: f64,
        factor: f64,
        /// The dimension that a level difference has inside a compound unit (`dB/m`), where it no longer stands for a ratio.
        interval: Base,
    },
}

/// A unit: what one of it is worth in base units, and on which scale.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unit {
    /// One of this unit in base units (metre, kilogram, second, ampere, kelvin, mole, candela); the reference of a level.
    pub(crate) factor: f64,
    pub(crate) dimension: Dimension,
    pub(crate) scale: Scale,
}

impl Unit {
    /// A unit of nothing: a dozen is 12.
    pub(crate) fn number(factor: f64) -> Self {
        Self::ratio(factor, Dimension::default())
    }

    pub(crate) fn ratio(factor: f64, dimension: Dimension) -> Self {
        Self { factor, dimension, scale: Scale::Ratio }
    }

    /// Whether zero of this unit is zero of the quantity, so that it may be prefixed, multiplied and summed.
    pub(crate) fn is_proportional(&self) -> bool {
        matches!(self.scale, Scale::Ratio | Scale::Difference)
    }

    /// Quantities in this unit are pure numbers without a label: `%`, `dozen`, `dB`.
    pub(crate) fn is_bare(&self) -> bool {
        self.dimension.is_bare()
    }

    /// The unit as a factor of a compound one: a degree Celsius of `W/°C` is a difference.
    pub(crate) fn in_product(&self) -> Self {
        match self.scale {
            Scale::Ratio | Scale::Difference | Scale::Offset(_) => Self::ratio(self.factor, self.dimension.clone()),
            Scale::Level { interval, .. } => Self::ratio(1.0, Dimension::of(interval)),
        }
    }

    /// The unit of differences on this unit's scale.
    pub(crate) fn difference(&self) -> Self {
        Self { scale: Scale::Difference, ..self.clone() }
    }

    pub(crate) fn to_base(&self, number: f64) -> f64 {
        match self.scale {
            Scale::Ratio | Scale::Difference => number * self.factor,
            Scale::Offset(offset) => number * self.factor + offset,
            Scale::Level { base, factor, .. } => self.factor * (base.ln() * number / factor).exp(),
        }
    }

    fn number_of(&self, quantity: f64) -> f64 {
        match self.scale {
            Scale::Ratio | Scale::Difference => quantity / self.factor,
            Scale::Offset(offset) => (quantity - offset) / self.factor,
            Scale::Level { base, factor, .. } => factor * (quantity / self.factor).ln() / base.ln(),
        }
    }

    /// `number` of this unit, expressed in `target`.
    ///
    /// `None` when the units measure different things, when one is a point and the other a difference of temperature, or
    /// when a quantity that is not positive is asked for as a level.
    pub(crate) fn convert(&self, number: f64, target: &Self) -> Option<f64> {
        if !self.dimension.is_compatible(&target.dimension) {
            return None;
        }
        match (self.scale, target.scale) {
            (Scale::Difference, Scale::Offset(_)) | (Scale::Offset(_), Scale::Difference) => None,
            (own, other) if own == other && self.factor == target.factor => Some(number),
            _ if self.is_proportional() && target.is_proportional() => Some(number * (self.factor / target.factor)),
            (_, Scale::Level { .. }) if self.to_base(number) <= 0.0 => None,
            _ => Some(target.number_of(self.to_base(number))),
        }
    }
}
