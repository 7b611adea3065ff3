//! The list of all units, for clients that offer a choice (spec 22 §8, `units/all/`).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::registry::Registry;

/// The systems of units that the table distinguishes.
const SYSTEMS: [&str; 7] = ["Planck", "SI", "US", "atomic", "cgs", "imperial", "mks"];

/// All units by each of their names, in the form in which the API answers.
#[derive(Clone, Debug, Serialize)]
pub struct Catalogue<'r> {
    /// The system whose base units an amount without a unit is in: metre, kilogram, second.
    pub default_system: &'static str,
    /// The names of all systems.
    pub available_systems: [&'static str; 7],
    /// By name, symbol and alias.
    pub available_units: BTreeMap<&'r str, CatalogueEntry<'r>>,
}

/// One name of a unit.
#[derive(Clone, Debug, Serialize)]
pub struct CatalogueEntry<'r> {
    /// The key, again.
    pub name: &'r str,
    /// True when this is the *canonical* name of the unit: the wire has it the wrong way round.
    pub is_alias: bool,
    /// Canonical names of the units that it converts to, itself included, sorted.
    #[serde(serialize_with = "as_list")]
    pub compatible_units: Arc<[&'r str]>,
    /// Whether it is a unit of pure numbers, angles and counts included.
    pub isdimensionless: bool,
}

impl Registry {
    /// All units. Prefixed ones are listed when the definition of another unit refers to them, but not as compatible units.
    pub fn catalogue(&self) -> Catalogue<'_> {
        let mut kinds = HashMap::<_, Vec<&str>>::new();
        for (name, canonical, unit) in self.names() {
            let kind = kinds.entry(unit.dimension.without_labels()).or_default();
            if name == canonical {
                kind.push(name);
            }
        }
        let compatible: HashMap<_, Arc<[&str]>> = kinds
            .into_iter()
            .map(|(kind, mut names)| {
                names.sort_unstable();
                (kind, names.into())
            })
            .collect();
        let prefixed = self.prefixed().map(|(name, unit)| (name, name, unit));
        let available_units = prefixed.chain(self.names()).map(|(name, canonical, unit)| {
            let kind = unit.dimension.without_labels();
            let entry = CatalogueEntry {
                name,
                is_alias: name == canonical,
                isdimensionless: kind.is_dimensionless(),
                compatible_units: compatible.get(&kind).cloned().unwrap_or_default(),
            };
            (name, entry)
        });
        Catalogue { default_system: "mks", available_systems: SYSTEMS, available_units: available_units.collect() }
    }
}

fn as_list<S: Serializer>(names: &Arc<[&str]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(names.iter())
}
