//! Part categories, each with what its parts are described by.

use std::str::FromStr;

use ironwood_db::{Conn, DbError};

use crate::load::{columns, key, key_of, load, no_metadata};
use crate::places::Places;
use crate::properties::Property;
use crate::tree::{self, Node};

/// A part category, by place in [`CATEGORIES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Category {
    Electronics,
    Passives,
    Resistors,
    Capacitors,
    Ceramic,
    Electrolytic,
    Inductors,
    Semiconductors,
    Diodes,
    Leds,
    Circuits,
    Sensors,
    Timing,
    Electromechanics,
    Headers,
    Controls,
    PowerSources,
    Cables,
    Wire,
    CableAssemblies,
    Mechanics,
    Fasteners,
    Screws,
    Washers,
    Standoffs,
    Springs,
    Seals,
    Enclosures,
    Knobs,
    Parts,
    Boards,
    BareBoards,
    BuiltBoards,
    Products,
    WeatherStations,
    Synthesizers,
    Accessories,
    Supplies,
    Solder,
    Chemicals,
    Packaging,
    Services,
}

use Category::*;

struct Declared {
    category: Category,
    parent: Option<Category>,
    name: &'static str,
    says: &'static str,
    keywords: &'static str,
    icon: &'static str,
    structural: bool,
    properties: &'static [Property],
}

const fn root(category: Category, name: &'static str, says: &'static str, icon: &'static str) -> Declared {
    Declared { category, parent: None, name, says, keywords: "", icon, structural: false, properties: &[] }
}

const fn below(parent: Category, category: Category, name: &'static str, says: &'static str) -> Declared {
    Declared { category, parent: Some(parent), name, says, keywords: "", icon: "", structural: false, properties: &[] }
}

impl Declared {
    const fn structural(mut self) -> Self {
        self.structural = true;
        self
    }

    const fn keywords(mut self, keywords: &'static str) -> Self {
        self.keywords = keywords;
        self
    }

    const fn with(mut self, properties: &'static [Property]) -> Self {
        self.properties = properties;
        self
    }
}

/// All categories, in the order of the enum.
const CATEGORIES: [Declared; 42] = [
    root(Electronics, "Electronics", "Everything that goes on a board", "ti:cpu:outline").structural(),
    below(Electronics, Passives, "Passives", "Resistors, capacitors, inductors").with(&[Property::Package]),
    below(Passives, Resistors, "Resistors", "Chip resistors, thick and thin film")
        .keywords("resistor, smd")
        .with(&[Property::Resistance, Property::Tolerance]),
    below(Passives, Capacitors, "Capacitors", "All kinds").with(&[Property::Capacitance, Property::Voltage]),
    below(Capacitors, Ceramic, "Ceramic", "Multilayer chips").keywords("capacitor, mlcc").with(&[Property::Dielectric]),
    below(Capacitors, Electrolytic, "Electrolytic", "Aluminium, mind the polarity").keywords("capacitor, elko"),
    below(Passives, Inductors, "Inductors", "Power and signal").with(&[Property::Inductance, Property::Current]),
    below(Electronics, Semiconductors, "Semiconductors", "Diodes to controllers"),
    below(Semiconductors, Diodes, "Diodes", "Zener, Schottky, protection").with(&[Property::Voltage, Property::Power]),
    below(Semiconductors, Leds, "Light emitting diodes", "For panels and displays").with(&[Property::Colour]),
    below(Semiconductors, Circuits, "Integrated circuits", "Controllers, converters, amplifiers"),
    below(Semiconductors, Sensors, "Sensors", "Air, light, angle").keywords("sensor"),
    below(Electronics, Timing, "Crystals", "And oscillators").with(&[Property::Frequency]),
    below(Electronics, Electromechanics, "Electromechanics", "What is plugged, turned or switched").structural(),
    below(Electromechanics, Headers, "Pin headers", "Straight, angled, sockets")
        .with(&[Property::Pins, Property::Pitch]),
    below(Electromechanics, Controls, "Controls", "Jacks, potentiometers, switches"),
    below(Electronics, PowerSources, "Power", "Cells, panels, supplies"),
    root(Cables, "Cables", "Wire by the metre and finished cables", "ti:plug:outline").structural(),
    below(Cables, Wire, "Hook-up wire", "Stranded and solid").with(&[Property::Colour, Property::CrossSection]),
    below(Cables, CableAssemblies, "Cable assemblies", "With connectors on both ends").with(&[Property::Length]),
    root(Mechanics, "Mechanics", "What holds it together", "ti:settings:outline").structural(),
    below(Mechanics, Fasteners, "Fasteners", "Metric").with(&[Property::Thread, Property::Material]),
    below(Fasteners, Screws, "Screws", "By thread, length and head").with(&[Property::Length]),
    below(Fasteners, Washers, "Nuts and washers", "By thread"),
    below(Fasteners, Standoffs, "Standoffs", "Board spacers").with(&[Property::Length]),
    below(Mechanics, Springs, "Springs", "Compression springs").with(&[Property::Length, Property::Diameter]),
    below(Mechanics, Seals, "O-rings", "By inner diameter").with(&[Property::Diameter, Property::Material]),
    below(Mechanics, Enclosures, "Enclosures", "Cases and front panels").with(&[Property::Colour]),
    below(Mechanics, Knobs, "Knobs", "For 6 mm shafts").with(&[Property::Colour, Property::Diameter]),
    below(Mechanics, Parts, "Moulded and turned parts", "Made to our drawings"),
    root(Boards, "Boards", "Bare and populated", "ti:cpu-2:outline").structural(),
    below(Boards, BareBoards, "Bare boards", "Two and four layers"),
    below(Boards, BuiltBoards, "Populated boards", "Tested before they leave the bench").with(&[Property::Compliant]),
    root(Products, "Products", "What we sell", "ti:package:outline").structural(),
    below(Products, WeatherStations, "Weather stations", "The Nimbus family").with(&[Property::Compliant]),
    below(Products, Synthesizers, "Synthesizers", "The Murmur family").with(&[Property::Compliant]),
    below(Products, Accessories, "Accessories and spares", "Masts, cables, spare parts"),
    root(Supplies, "Supplies", "Used up in the workshop", "ti:bottle:outline"),
    below(Supplies, Solder, "Solder", "Wire and paste"),
    below(Supplies, Chemicals, "Chemicals", "Cleaners, fluxes, coatings"),
    below(Supplies, Packaging, "Packaging", "Cartons, foam, labels, manuals"),
    root(Services, "Services", "Nothing one could put on a shelf", "ti:cloud:outline"),
];

impl FromStr for Category {
    type Err = ();

    /// By its name for people.
    fn from_str(name: &str) -> Result<Self, ()> {
        CATEGORIES.iter().find(|declared| declared.name == name).map(|declared| declared.category).ok_or(())
    }
}

impl Node for Declared {
    fn name(&self) -> &str {
        self.name
    }

    fn parent(&self) -> Option<usize> {
        self.parent.map(|parent| parent as usize)
    }
}

/// Its key.
pub(crate) fn category_key(category: Category) -> i64 {
    key(category as usize)
}

/// Stores categories and the properties that their parts begin with.
pub(crate) async fn store(conn: &mut Conn, places: &Places) -> Result<(), DbError> {
    let positions = tree::positions(&CATEGORIES);
    load(conn, "part_partcategory", &CATEGORIES, |id, declared| {
        let at = (id - 1) as usize;
        let position = positions[at];
        let place = match declared.category {
            Chemicals => Some(places.chemicals),
            Products => Some(places.finished),
            Solder => Some(places.cold),
            _ => None,
        };
        columns![
            "name" => declared.name,
            "description" => declared.says,
            "default_keywords" => declared.keywords,
            "default_location_id" => key_of(place),
            "parent_id" => key_of(declared.parent()),
            "level" => position.level,
            "lft" => position.left,
            "rght" => position.right,
            "tree_id" => position.tree,
            "pathstring" => tree::path(&CATEGORIES, at),
            "structural" => declared.structural,
            "icon" => declared.icon,
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    let pairs: Vec<(Category, Property)> = CATEGORIES
        .iter()
        .flat_map(|declared| declared.properties.iter().map(|property| (declared.category, *property)))
        .collect();
    load(conn, "part_partcategoryparametertemplate", &pairs, |_, (category, property)| {
        columns![
            "category_id" => category_key(*category),
            "template_id" => property.key(),
            "default_value" => "",
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    Ok(())
}

/// Whether parts may be put there directly.
#[cfg(test)]
pub(crate) fn takes_parts(category: Category) -> bool {
    !CATEGORIES[category as usize].structural
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_stand_where_the_enum_says_below_parents_that_come_first() {
        for (at, declared) in CATEGORIES.iter().enumerate() {
            assert_eq!(declared.category as usize, at, "{}", declared.name);
            assert!(declared.parent().is_none_or(|parent| parent < at), "{}", declared.name);
            if !declared.icon.is_empty() {
                ironwood_assets::icons::check(declared.icon)
                    .unwrap_or_else(|error| panic!("{}: {error}", declared.name));
            }
        }
    }

    #[test]
    fn no_property_is_asked_for_twice_on_the_way_to_the_root() {
        for declared in &CATEGORIES {
            let mut seen: Vec<Property> = declared.properties.to_vec();
            let mut above = declared.parent;
            while let Some(parent) = above.map(|parent| &CATEGORIES[parent as usize]) {
                assert!(parent.properties.iter().all(|property| !seen.contains(property)), "{}", declared.name);
                seen.extend(parent.properties);
                above = parent.parent;
            }
        }
    }
}
