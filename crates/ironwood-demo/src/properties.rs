//! What parts are described by: parameter templates, and the values that parts have (spec 22 §3, §5).

use std::sync::Arc;

use ironwood_db::{Conn, DbError, Param};
use ironwood_units::Registry;

use crate::load::{columns, key, load, no_metadata};

/// A parameter template, by place in [`PROPERTIES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Property {
    Resistance,
    Capacitance,
    Inductance,
    Frequency,
    Voltage,
    Current,
    Power,
    Tolerance,
    Length,
    Diameter,
    Pitch,
    CrossSection,
    Pins,
    Package,
    Dielectric,
    Thread,
    Material,
    Colour,
    Compliant,
}

struct Declared {
    property: Property,
    name: &'static str,
    units: &'static str,
    says: &'static str,
    choices: &'static str,
    checkbox: bool,
}

const fn measured(property: Property, name: &'static str, units: &'static str, says: &'static str) -> Declared {
    Declared { property, name, units, says, choices: "", checkbox: false }
}

const fn chosen(property: Property, name: &'static str, says: &'static str, choices: &'static str) -> Declared {
    Declared { property, name, units: "", says, choices, checkbox: false }
}

use Property::*;

const PROPERTIES: [Declared; 19] = [
    measured(Resistance, "Resistance", "ohm", "At 25 degrees"),
    measured(Capacitance, "Capacitance", "F", "Nominal value"),
    measured(Inductance, "Inductance", "H", "Nominal value"),
    measured(Frequency, "Frequency", "Hz", "Of the fundamental mode"),
    measured(Voltage, "Rated voltage", "V", "Highest direct voltage"),
    measured(Current, "Rated current", "A", "For 40 degrees of warming"),
    measured(Power, "Rated power", "W", "At 70 degrees"),
    measured(Tolerance, "Tolerance", "%", "Either way"),
    measured(Length, "Length", "mm", "Without the head"),
    measured(Diameter, "Diameter", "mm", "Outer, for rings inner"),
    measured(Pitch, "Pitch", "mm", "From pin to pin"),
    measured(CrossSection, "Cross section", "mm^2", "Of the conductor"),
    measured(Pins, "Pins", "", "Of all rows together"),
    measured(Package, "Package", "", "Size or outline"),
    chosen(Dielectric, "Dielectric", "Class of the ceramic", "C0G, X7R, X7S, X5R"),
    chosen(Thread, "Thread", "Metric coarse", "M1.6, M2, M2.5, M3, M4, M5, M6, M8"),
    measured(Material, "Material", "", "And its surface"),
    // The values come from a selection list.
    measured(Colour, "Colour", "", "As in the list of colours"),
    Declared {
        property: Compliant,
        name: "RoHS",
        units: "",
        says: "Free of restricted substances",
        choices: "",
        checkbox: true,
    },
];

/// The colours one may choose from, and what they are short for.
pub(crate) const COLOURS: [(&str, &str); 11] = [
    ("black", "BK"),
    ("red", "RD"),
    ("blue", "BU"),
    ("green", "GN"),
    ("yellow", "YE"),
    ("white", "WH"),
    ("orange", "OG"),
    ("grey", "GY"),
    ("brown", "BN"),
    ("violet", "VT"),
    ("pink", "PK"),
];

impl Property {
    /// Its key.
    pub(crate) fn key(self) -> i64 {
        key(self as usize)
    }

    /// A value of it, with its number in the template's unit where it has one.
    pub(crate) fn value(self, text: &str) -> Value {
        let units = PROPERTIES[self as usize].units;
        let number = if units.is_empty() {
            text.trim().parse().ok()
        } else {
            Registry::standard().convert(text, Some(units)).ok()
        };
        Value { property: self, text: text.into(), number: number.filter(|number| number.is_finite()) }
    }
}

#[cfg(test)]
impl Property {
    /// Whether its values are words.
    pub(crate) fn is_text(self) -> bool {
        PROPERTIES[self as usize].units.is_empty() && self != Pins
    }
}

#[cfg(test)]
impl Value {
    pub(crate) fn number(&self) -> Option<f64> {
        self.number
    }
}

/// A value of a property. Many parts share one.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) property: Property,
    pub(crate) text: Arc<str>,
    number: Option<f64>,
}

/// Stores the templates and the list of colours.
pub(crate) async fn store_templates(conn: &mut Conn, created: i64) -> Result<(), DbError> {
    load(conn, "common_selectionlist", &["Colours"], |_, name| {
        columns![
            "name" => *name,
            "description" => "For wires, knobs and cases",
            "locked" => false,
            "active" => true,
            "source_string" => "",
            "created" => Param::Timestamp(created),
            "last_updated" => Param::Timestamp(created),
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    load(conn, "common_selectionlistentry", &COLOURS, |_, (value, label)| {
        columns![
            "list_id" => key(0),
            "value" => *value,
            "label" => *label,
            "description" => "",
            "active" => true,
        ]
    })
    .await?;
    load(conn, "part_partparametertemplate", &PROPERTIES, |_, declared| {
        let list = (declared.property == Colour).then(|| key(0));
        columns![
            "name" => declared.name,
            "units" => declared.units,
            "description" => declared.says,
            "checkbox" => declared.checkbox,
            "choices" => declared.choices,
            "enabled" => true,
            "selectionlist_id" => list,
            "unique" => 0i64,
            "metadata" => no_metadata(),
        ]
    })
    .await
    .map(drop)
}

/// Stores values: each with the place of the part it belongs to.
pub(crate) async fn store_values(
    conn: &mut Conn,
    values: &[(usize, &Value)],
    part_type: i64,
    updated: i64,
    user: i64,
) -> Result<u64, DbError> {
    load(conn, "part_partparameter", values, |_, (part, value)| {
        columns![
            "model_type_id" => part_type,
            "model_id" => key(*part),
            "template_id" => value.property.key(),
            "data" => &*value.text,
            "data_numeric" => value.number,
            "note" => "",
            "updated" => Param::Timestamp(updated),
            "updated_by_id" => user,
            "metadata" => no_metadata(),
        ]
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_stand_where_the_enum_says_with_units_that_exist() {
        for (at, declared) in PROPERTIES.iter().enumerate() {
            assert_eq!(declared.property as usize, at, "{}", declared.name);
            let known = declared.units.is_empty() || Registry::standard().check_unit(declared.units).is_ok();
            assert!(known, "{}", declared.name);
        }
    }

    #[test]
    fn values_are_numbers_in_the_unit_of_their_template() {
        assert_eq!(Resistance.value("4.7k").number, Some(4700.0));
        assert_eq!(Pins.value("16").number, Some(16.0));
        assert_eq!(Package.value("QFN-48").number, None);
        let farads = Capacitance.value("100nF").number.expect("a number");
        assert!((farads - 1e-7).abs() < 1e-15);
    }
}
