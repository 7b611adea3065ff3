use std::collections::HashSet;

use super::super::definition::Kind;
use super::super::internal::is_internal;
use super::super::value::{NativeValue, native_value};
use super::*;

fn everything() -> impl Iterator<Item = &'static Definition> {
    all(Scope::Global).chain(all(Scope::User))
}

#[test]
fn a_setting_is_found_by_its_key_in_any_case_and_only_in_its_scope() {
    assert_eq!(find(Scope::Global, "stock_Stale_days").map(|found| found.key), Some("STOCK_STALE_DAYS"));
    assert_eq!(find(Scope::User, "SEARCH_NOTES").map(|found| found.scope), Some(Scope::User));
    assert!(find(Scope::User, "STOCK_STALE_DAYS").is_none());
    assert!(find(Scope::Global, "SEARCH_NOTES").is_none());
    assert!(find(Scope::Global, "INVENTREE_TREE_DEPTH").is_none());
    assert!(find(Scope::Global, "").is_none());
}

#[test]
fn keys_are_unique_fit_their_column_and_are_public() {
    let mut seen = HashSet::new();
    for definition in everything() {
        assert!(seen.insert(definition.key), "{} twice", definition.key);
        assert!(definition.key.len() <= 50, "{} is too long", definition.key);
        assert!(!is_internal(definition.key), "{} is internal", definition.key);
        assert_eq!(definition.key, definition.key.to_ascii_uppercase());
    }
}

#[test]
fn every_setting_says_what_it_does() {
    for definition in everything() {
        assert!(!definition.name.is_empty() && definition.name.len() <= 40, "name of {}", definition.key);
        assert!(
            definition.description.len() > 10 && definition.description.ends_with('.'),
            "description of {}",
            definition.key
        );
    }
}

#[test]
fn every_default_is_a_value_that_the_setting_takes() {
    for definition in everything() {
        let text = definition.default.stored();
        assert_eq!(native_value(definition, &text), definition.default, "{}", definition.key);
        match (definition.kind, definition.default) {
            (Kind::Int { min, max }, NativeValue::Int(value)) => {
                assert!(min.is_none_or(|min| min <= value) && max.is_none_or(|max| value <= max), "{}", definition.key)
            }
            (Kind::Choice(ChoiceSource::Fixed(pairs)), NativeValue::Text(value)) => {
                assert!(pairs.iter().any(|pair| pair.0 == value), "{}", definition.key)
            }
            (Kind::Bool, NativeValue::Bool(_)) | (Kind::Text | Kind::Choice(_), NativeValue::Text(_)) => {}
            (kind, default) => panic!("{} is {kind:?} but starts as {default:?}", definition.key),
        }
    }
}

#[test]
fn only_the_second_factor_asks_for_confirmation() {
    let asking: Vec<_> =
        everything().filter(|definition| definition.confirm.is_some()).map(|definition| definition.key).collect();
    assert_eq!(asking, ["LOGIN_ENFORCE_MFA"]);
}

#[test]
fn a_typed_key_and_the_table_are_the_same_definition() {
    assert_eq!(find(Scope::Global, LABEL_DPI.key()), Some(&LABEL_DPI.definition));
    assert_eq!(LABEL_DPI.definition.kind, Kind::Int { min: Some(100), max: None });
    assert_eq!(PRICING_DECIMAL_PLACES.definition.kind, Kind::Int { min: Some(2), max: Some(6) });
    assert_eq!(CALENDAR_HORIZON_MONTHS.definition.units, "months");
}

/// Compares the tables with the facts of the API where they lie beside the repository: keys, types,
/// defaults and units are theirs, the words are ours.
#[test]
fn the_tables_hold_the_settings_of_the_api() {
    let facts = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/api/settings.json");
    let Ok(text) = std::fs::read_to_string(facts) else {
        return;
    };
    let facts: serde_json::Value = serde_json::from_str(&text).unwrap();
    for scope in [Scope::Global, Scope::User] {
        let section = if scope == Scope::Global { "global" } else { "user" };
        let facts = facts[section].as_object().unwrap();
        let theirs: HashSet<&str> = facts.keys().map(String::as_str).filter(|key| !is_internal(key)).collect();
        assert_eq!(all(scope).map(|definition| definition.key).collect::<HashSet<_>>(), theirs);
        for definition in all(scope) {
            let fact = &facts[definition.key];
            // These two were taken from a running server, which has its own.
            if !matches!(definition.key, "INVENTREE_INSTANCE_ID" | "INVENTREE_BASE_URL") {
                assert_eq!(fact["default"], definition.default.stored(), "default of {}", definition.key);
            }
            assert_eq!(fact["units"], definition.units, "units of {}", definition.key);
            assert_ne!(fact["description"], definition.description, "words of {}", definition.key);
        }
    }
}
