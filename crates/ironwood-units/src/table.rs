//! Reads the table of units, `data/units.txt`. Its format is described at its top.

use std::collections::HashSet;

use crate::dimension::{Base, Dimension};
use crate::error::QuantityError;
use crate::registry::Registry;
use crate::unit::{Scale, Unit};

/// The table that comes with the crate.
pub(crate) const STANDARD: &str = include_str!("../data/units.txt");

#[derive(Clone, Debug)]
struct Line<'t> {
    /// Canonical name, symbol or `_`, aliases.
    names: Vec<&'t str>,
    definition: &'t str,
}

impl<'t> Line<'t> {
    fn parse(line: &'t str) -> Option<Self> {
        let (names, definition) = line.split_once(" = ")?;
        Some(Self { names: names.split_whitespace().collect(), definition: definition.trim() })
    }

    /// The names without the mark for "no symbol".
    fn spellings(&self) -> impl Iterator<Item = &'t str> + Clone {
        self.names.clone().into_iter().filter(|name| *name != "_")
    }
}

/// The units of `table`, and the lines that could not be understood.
pub(crate) fn load(table: &str) -> (Registry, Vec<&str>) {
    let mut loader = Loader::default();
    let mut misread = Vec::new();
    let mut pending = Vec::new();
    let mut in_prefixes = false;
    for line in table.lines().map(str::trim) {
        match line {
            "@prefixes" => in_prefixes = true,
            "@units" => in_prefixes = false,
            _ if line.is_empty() || line.starts_with('#') => {}
            _ => match Line::parse(line) {
                Some(prefix) if in_prefixes => misread.extend(loader.prefix(&prefix).is_err().then_some(line)),
                Some(unit) => pending.push((line, unit)),
                None => misread.push(line),
            },
        }
    }
    // A line may refer to later ones: go on until a pass brings nothing new.
    let announced: HashSet<&str> = pending.iter().flat_map(|(_, line)| line.spellings()).collect();
    loop {
        let before = pending.len();
        pending.retain(|(_, line)| loader.unit(line, &announced).is_err());
        if pending.len() == before {
            break;
        }
    }
    misread.extend(pending.iter().map(|(line, _)| *line));
    (loader.registry, misread)
}

#[derive(Default)]
struct Loader {
    registry: Registry,
    bases: u16,
}

impl Loader {
    fn prefix(&mut self, line: &Line<'_>) -> Result<(), QuantityError> {
        let factor = self.registry.definition(line.definition, &|_| false)?.factor;
        self.registry.insert_prefix(line.spellings(), factor);
        Ok(())
    }

    fn unit(&mut self, line: &Line<'_>, announced: &HashSet<&str>) -> Result<(), QuantityError> {
        let unit = match line.definition.split_once('[') {
            Some((factor, dimension)) => self.base_unit(factor, dimension)?,
            None => self.derived_unit(line.definition, announced)?,
        };
        // The position of a symbol matters, and none of the units on an offset scale lacks one.
        self.registry.insert(line.spellings(), unit);
        Ok(())
    }

    fn base_unit(&mut self, factor: &str, dimension: &str) -> Result<Unit, QuantityError> {
        let factor = if factor.is_empty() { 1.0 } else { self.registry.definition(factor, &|_| false)?.factor };
        Ok(Unit::ratio(factor, Dimension::of(self.base(dimension != "]"))))
    }

    fn derived_unit(&mut self, definition: &str, announced: &HashSet<&str>) -> Result<Unit, QuantityError> {
        let (definition, scale) = definition.split_once(';').unwrap_or((definition, ""));
        let announced = |name: &str| announced.contains(name);
        let mut unit = self.registry.definition(definition, &announced)?;
        let (kind, arguments) = scale.trim().split_once(' ').unwrap_or(("", ""));
        unit.scale = match kind {
            "" => unit.scale,
            "offset" => Scale::Offset(self.registry.definition(arguments, &announced)?.factor),
            "level" => {
                let (base, factor) = arguments.split_once(' ').ok_or(QuantityError::Malformed)?;
                let number = |text: &str| text.parse().map_err(|_| QuantityError::Malformed);
                Scale::Level { base: number(base)?, factor: number(factor)?, interval: self.base(true) }
            }
            _ => return Err(QuantityError::Malformed),
        };
        Ok(unit)
    }

    fn base(&mut self, physical: bool) -> Base {
        let id = self.bases;
        self.bases += 1;
        Base { physical, id }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        let (_, misread) = load(STANDARD);
        assert_eq!(misread, Vec::<&str>::new());
    }

    #[test]
    fn no_name_is_given_twice() {
        let (_, units) = STANDARD.split_once("@units").unwrap();
        let mut seen = HashSet::new();
        for line in units.lines().filter_map(Line::parse) {
            for name in line.spellings() {
                assert!(seen.insert(name), "{name} is defined twice");
            }
        }
        assert!(seen.len() > 900);
    }

    #[test]
    fn what_cannot_be_understood_is_reported() {
        let (registry, misread) =
            load("@units\nfoot = [length]\nyard = 3 foot\nodd = 2 nosuch\nloop = 2 pool\npool = loop\nno");
        assert_eq!(misread, ["no", "odd = 2 nosuch", "loop = 2 pool", "pool = loop"]);
        assert!(registry.is_known_unit("yard") && !registry.is_known_unit("odd"));
    }
}
