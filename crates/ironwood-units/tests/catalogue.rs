//! The list of all units (spec 22 §8).

use ironwood_units::Registry;

#[test]
fn names_symbols_aliases_and_prefixed_units_in_use_are_listed() {
    let catalogue = Registry::standard().catalogue();
    let units = &catalogue.available_units;
    assert!((1_040..1_060).contains(&units.len()), "{}", units.len());
    for name in ["meter", "m", "metre", "%", "°C", "delta_degree_Celsius", "Δ°C", "kilogram", "dozen", "dz", "R"] {
        assert_eq!(units[name].name, name);
    }
    assert!(!units.contains_key("kg") && !units.contains_key("kilometre"), "prefixed units are made up as needed");
}

#[test]
fn is_alias_marks_canonical_names() {
    let units = Registry::standard().catalogue().available_units;
    assert!(units["meter"].is_alias && units["kilogram"].is_alias);
    assert!(!units["m"].is_alias && !units["metre"].is_alias);
}

#[test]
fn every_listed_compatible_unit_converts() {
    let registry = Registry::standard();
    let units = registry.catalogue().available_units;
    for entry in units.values() {
        for compatible in entry.compatible_units.iter() {
            assert!(units[compatible].is_alias, "{compatible} is not canonical");
            assert_eq!(units[compatible].isdimensionless, entry.isdimensionless);
        }
    }
    assert!(units["inch"].compatible_units.contains(&"parsec"));
    assert!(!units["inch"].compatible_units.contains(&"kilogram"));
    assert!(units["rad"].isdimensionless && units["byte"].isdimensionless && !units["Hz"].isdimensionless);
}

#[test]
fn the_wire_form() {
    let catalogue = serde_json::to_value(Registry::standard().catalogue()).unwrap();
    assert_eq!(catalogue["default_system"], "mks");
    assert_eq!(
        catalogue["available_systems"],
        serde_json::json!(["Planck", "SI", "US", "atomic", "cgs", "imperial", "mks"])
    );
    assert_eq!(
        catalogue["available_units"]["dot"],
        serde_json::json!({
            "name": "dot",
            "is_alias": false,
            "compatible_units": ["pixel"],
            "isdimensionless": false,
        })
    );
}
