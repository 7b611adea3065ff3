//! What a quantity measures, as a product of powers of base dimensions.

/// Exponents are counted in these steps, so that roots up to the tenth are exact.
const STEPS: i64 = 2520;

/// No exponent of a dimension grows beyond this.
const LARGEST_EXPONENT: i64 = 1_000 * STEPS;

/// A base dimension of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Base {
    /// False for bases that only label a pure number: radian, bit, count.
    pub(crate) physical: bool,
    /// Its position among the bases of the table.
    pub(crate) id: u16,
}

/// A product of powers of base dimensions, such as length per time.
///
/// Radians, bits and counts are carried along as labels: they tell an angle from a bare number, but two dimensions that
/// differ only in labels are [compatible](Self::is_compatible).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dimension(Vec<(Base, i64)>);

impl Dimension {
    pub(crate) fn of(base: Base) -> Self {
        Self(vec![(base, STEPS)])
    }

    /// True for quantities that are pure numbers up to a label: `50 %`, `90 deg`, `1 kB`.
    pub fn is_dimensionless(&self) -> bool {
        self.0.iter().all(|(base, _)| !base.physical)
    }

    /// True when not even a label is left: `50 %`, but not `90 deg`.
    pub fn is_bare(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether quantities of both dimensions measure the same thing, so that one converts into the other.
    pub fn is_compatible(&self, other: &Self) -> bool {
        self.physical().eq(other.physical())
    }

    /// This dimension without labels.
    pub(crate) fn without_labels(&self) -> Self {
        Self(self.physical().copied().collect())
    }

    fn physical(&self) -> impl Iterator<Item = &(Base, i64)> {
        self.0.iter().filter(|(base, _)| base.physical)
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        let mut product = self.0.clone();
        for &(base, exponent) in &other.0 {
            match product.binary_search_by_key(&base, |&(base, _)| base) {
                Ok(at) => product[at].1 += exponent,
                Err(at) => product.insert(at, (base, exponent)),
            }
        }
        product.retain(|&(_, exponent)| exponent != 0);
        Self(product)
    }

    /// `None` when an exponent would not be a fraction with a denominator up to ten, or would be enormous.
    pub(crate) fn power(&self, exponent: f64) -> Option<Self> {
        let mut power = Vec::with_capacity(self.0.len());
        for &(base, steps) in &self.0 {
            let exact = steps as f64 * exponent;
            let steps = exact.round();
            if !(exact - steps).abs().le(&1e-3) || steps.abs() > LARGEST_EXPONENT as f64 {
                return None;
            }
            if steps != 0.0 {
                power.push((base, steps as i64));
            }
        }
        Some(Self(power))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: Base = Base { physical: true, id: 0 };
    const TIME: Base = Base { physical: true, id: 1 };
    const ANGLE: Base = Base { physical: false, id: 2 };

    #[test]
    fn products_and_powers_cancel() {
        let speed = Dimension::of(LENGTH).times(&Dimension::of(TIME).power(-1.0).unwrap());
        assert!(speed.times(&speed.power(-1.0).unwrap()).is_bare());
        assert_eq!(speed.power(0.5).unwrap().power(2.0).unwrap(), speed);
        assert_eq!(speed.power(1.0 / 3.0).unwrap().power(3.0).unwrap(), speed);
    }

    #[test]
    fn odd_or_enormous_exponents_are_refused() {
        let length = Dimension::of(LENGTH);
        assert_eq!(length.power(0.37), None);
        assert_eq!(length.power(1e9), None);
        assert_eq!(length.power(f64::NAN), None);
    }

    #[test]
    fn labels_do_not_matter_for_compatibility() {
        let angle = Dimension::of(ANGLE);
        assert!(angle.is_dimensionless() && !angle.is_bare());
        assert!(angle.times(&Dimension::of(TIME)).is_compatible(&Dimension::of(TIME)));
        assert!(!angle.is_compatible(&Dimension::of(LENGTH)));
    }
}
