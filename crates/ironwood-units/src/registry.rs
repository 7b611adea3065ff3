//! The units that are known, and how their names are found.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::dimension::Dimension;
use crate::error::QuantityError;
use crate::expression::{self, Named, Value};
use crate::lexer;
use crate::table;
use crate::unit::{Scale, Unit};

/// A set of units and prefixes. The default one is empty.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// In the order in which they are tried.
    prefixes: Vec<Prefix>,
    units: Vec<Entry>,
    /// Positions in `units` by name, symbol and alias.
    names: HashMap<String, usize>,
    /// Prefixed units that a definition refers to, by canonical name.
    prefixed: BTreeMap<String, Unit>,
}

/// One spelling of a prefix.
#[derive(Clone, Debug)]
struct Prefix {
    spelling: String,
    /// The long form: `kilo` for `k`.
    name: String,
    factor: f64,
}

#[derive(Clone, Debug)]
struct Entry {
    /// The canonical name: `meter` for `m`.
    name: String,
    unit: Unit,
}

/// A unit that users add to the table (spec 22 §8): `name` and `symbol` both stand for `definition`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomUnit {
    /// An identifier.
    pub name: String,
    /// Empty for none.
    pub symbol: String,
    /// A quantity (`52 day`) or a number.
    pub definition: String,
}

/// An amount of something.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// In base units: metre, kilogram, second, ampere, kelvin, mole, candela, radian, bit. May be infinite or NaN.
    pub magnitude: f64,
    /// What it is an amount of.
    pub dimension: Dimension,
}

impl Quantity {
    /// Whether this is a pure number: `5`, `2 dozen`, `50 %`, `90 deg`.
    pub fn is_dimensionless(&self) -> bool {
        self.dimension.is_dimensionless()
    }
}

impl From<Value> for Quantity {
    fn from(value: Value) -> Self {
        Self { magnitude: value.in_base(), dimension: value.unit.dimension }
    }
}

impl Registry {
    /// The built-in units, without any of the user's.
    pub fn standard() -> &'static Self {
        static STANDARD: LazyLock<Registry> = LazyLock::new(|| table::load(table::STANDARD).0);
        &STANDARD
    }

    /// This registry with the user's units added.
    ///
    /// A unit may refer to others of `units`, before or after it, and may take over the name of a built-in one. Those that
    /// cannot be understood are left out.
    #[must_use]
    pub fn with_custom(&self, units: &[CustomUnit]) -> Self {
        let mut registry = self.clone();
        let mut pending: Vec<_> = units.iter().filter(|unit| lexer::is_identifier(&unit.name)).collect();
        loop {
            let before = pending.len();
            pending.retain(|custom| {
                let defined = registry.definition(&custom.definition, &|_| false);
                let symbol = Some(custom.symbol.as_str()).filter(|symbol| !matches!(*symbol, "" | "_"));
                let names = std::iter::once(custom.name.as_str()).chain(symbol);
                defined.map(|unit| registry.insert(names, unit)).is_err()
            });
            if pending.len() == before {
                return registry;
            }
        }
    }

    /// Whether `text` may stand in a field that names a unit: it must be readable as a quantity, and unlike for
    /// [`is_known_unit`](Self::is_known_unit), numbers pass (`1`, `5 mm`; spec 22 §3).
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn check_unit(&self, text: &str) -> Result<(), QuantityError> {
        self.evaluate(text).map(drop)
    }

    /// Whether values can be converted to the unit called `text`: an expression of units without a number (`m/s^2`).
    pub fn is_known_unit(&self, text: &str) -> bool {
        self.unit(text).is_some()
    }

    /// Whether a custom unit may be defined as `text`.
    ///
    /// # Errors
    ///
    /// [`QuantityError::UnknownUnit`] with the first name that is not known, or what else is wrong with it.
    pub fn check_definition(&self, text: &str) -> Result<(), QuantityError> {
        unit_of(self.evaluate(text)?).map(drop)
    }

    /// Reads `text` as it stands, without the notations that only [`convert`](Self::convert) tries (`4k7`, `12"`). This is
    /// the first attempt of spec 21 §3.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse_quantity(&self, text: &str) -> Result<Quantity, QuantityError> {
        self.evaluate(text).map(Quantity::from)
    }

    pub(crate) fn evaluate(&self, text: &str) -> Result<Value, QuantityError> {
        expression::evaluate(text, &|name| self.find(name))
    }

    /// The unit called `text`, if there is one.
    pub(crate) fn unit(&self, text: &str) -> Option<Unit> {
        let value = self.evaluate(text).ok()?;
        (value.magnitude == 1.0).then_some(value.unit)
    }

    /// What `name` stands for: a unit by name, symbol or alias, with or without a prefix and a plural `s`; else a prefix
    /// that stands alone.
    pub(crate) fn find(&self, name: &str) -> Result<Named, QuantityError> {
        self.find_among(name, &|_| false).map(|(named, _)| named)
    }

    /// [`find`](Self::find), where names that are `announced` are units as well, but without a value yet. The second part
    /// of the answer is the canonical name of a prefixed unit.
    fn find_among(
        &self,
        name: &str,
        announced: &dyn Fn(&str) -> bool,
    ) -> Result<(Named, Option<String>), QuantityError> {
        let unknown = || QuantityError::UnknownUnit(name.to_owned());
        let Some((prefix, stem)) = self.decompose(name, announced) else {
            let alone = self.prefixes.iter().find(|prefix| prefix.spelling == name).ok_or_else(unknown)?;
            return Ok((Named::Prefix(alone.factor), None));
        };
        let Entry { name: canonical, unit } = &self.units[*self.names.get(stem).ok_or_else(unknown)?];
        match prefix {
            None => Ok((Named::Unit(unit.clone()), None)),
            Some(_) if !unit.is_proportional() => Err(QuantityError::Scaled),
            Some(prefix) => {
                let unit = Unit { factor: prefix.factor * unit.factor, ..unit.clone() };
                let unit = expression::representable(unit)?;
                Ok((Named::Unit(unit), Some(format!("{}{canonical}", prefix.name))))
            }
        }
    }

    /// Splits a name into a prefix and the name of a unit. The whole name goes first, singular goes before plural, and
    /// one-letter symbols have no plural (`ms` is not the plural of `m`).
    fn decompose<'n>(&self, name: &'n str, announced: &dyn Fn(&str) -> bool) -> Option<(Option<&Prefix>, &'n str)> {
        let is_unit = |stem: &str| self.names.contains_key(stem) || announced(stem);
        let is_plural = |stem: &str| stem.chars().nth(1).is_some() && is_unit(stem);
        let search = |name: &'n str, fits: &dyn Fn(&str) -> bool| {
            let whole = std::iter::once((None, name));
            let prefixed = self.prefixes.iter().filter_map(|prefix| {
                let stem = name.strip_prefix(prefix.spelling.as_str())?;
                Some((Some(prefix), stem))
            });
            whole.chain(prefixed).find(|(_, stem)| fits(stem))
        };
        search(name, &is_unit).or_else(|| search(name.strip_suffix('s')?, &is_plural))
    }

    /// The unit that `definition` describes. Names that are `announced` have a value later.
    pub(crate) fn definition(
        &mut self,
        definition: &str,
        announced: &dyn Fn(&str) -> bool,
    ) -> Result<Unit, QuantityError> {
        let prefixed = RefCell::new(BTreeMap::new());
        let value = expression::evaluate(definition, &|name| {
            let (named, canonical) = self.find_among(name, announced)?;
            if let (Named::Unit(unit), Some(canonical)) = (&named, canonical) {
                prefixed.borrow_mut().insert(canonical, unit.clone());
            }
            Ok(named)
        })?;
        let unit = unit_of(value)?;
        self.prefixed.append(&mut prefixed.into_inner());
        Ok(unit)
    }

    /// Adds `unit` under `names`, the canonical one first. A scale with an offset brings a unit for its differences.
    pub(crate) fn insert<'n>(&mut self, names: impl Iterator<Item = &'n str> + Clone, unit: Unit) {
        if let Scale::Offset(_) = unit.scale {
            self.insert_entry(difference_names(names.clone()).into_iter(), unit.difference());
        }
        self.insert_entry(names.map(str::to_owned), unit);
    }

    fn insert_entry(&mut self, mut names: impl Iterator<Item = String>, unit: Unit) {
        let Some(name) = names.next() else { return };
        let at = self.units.len();
        self.names.insert(name.clone(), at);
        self.names.extend(names.map(|alias| (alias, at)));
        self.units.push(Entry { name, unit });
    }

    pub(crate) fn insert_prefix<'n>(&mut self, spellings: impl Iterator<Item = &'n str> + Clone, factor: f64) {
        let Some(name) = spellings.clone().next() else {
            return;
        };
        self.prefixes.extend(spellings.map(|spelling| Prefix {
            spelling: spelling.to_owned(),
            name: name.to_owned(),
            factor,
        }));
    }

    /// Every name, symbol and alias, with the canonical name of its unit and the unit.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, &str, &Unit)> {
        self.names.iter().map(|(name, &at)| {
            let Entry { name: canonical, unit } = &self.units[at];
            (name.as_str(), canonical.as_str(), unit)
        })
    }

    /// The prefixed units that the definition of another unit refers to, by canonical name.
    pub(crate) fn prefixed(&self) -> impl Iterator<Item = (&str, &Unit)> {
        self.prefixed.iter().map(|(name, unit)| (name.as_str(), unit))
    }
}

/// `delta_degree_Celsius`, `Δ°C`, `Δcelsius`, `delta_celsius` ...: a symbol has one form, names and aliases two.
fn difference_names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut difference = Vec::new();
    for (position, name) in names.enumerate() {
        if position != 1 {
            difference.push(format!("delta_{name}"));
        }
        if position != 0 {
            difference.push(format!("Δ{name}"));
        }
    }
    difference
}

/// The unit that is worth `value`. A name for a scale without true zero may be given, a multiple of it not.
fn unit_of(value: Value) -> Result<Unit, QuantityError> {
    let Value { magnitude, unit, .. } = value;
    if !unit.is_proportional() {
        return if magnitude == 1.0 { Ok(unit) } else { Err(QuantityError::Unusable) };
    }
    let factor = magnitude * unit.factor;
    if factor.is_normal() { Ok(Unit { factor, ..unit }) } else { Err(QuantityError::Unusable) }
}
