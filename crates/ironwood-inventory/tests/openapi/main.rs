//! The OpenAPI document of everything that is declared: it is sound in itself, it is the same however it is written, and it
//! has the names of the recorded document of API v532, which generated clients are made of.

mod compare;
mod sound;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ironwood_db::Engine;
use ironwood_rest::meta::{Format, openapi, schema_text, to_yaml};
use serde_json::Value;

fn document() -> Value {
    let kernel = ironwood_inventory::kernel(Engine::Sqlite);
    openapi(&kernel, kernel.info())
}

#[test]
fn the_document_is_sound() {
    let wrong = sound::faults(&document());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_engine_does_not_show() {
    let kernel = ironwood_inventory::kernel(Engine::Postgres);
    assert_eq!(openapi(&kernel, kernel.info()), document());
}

#[test]
fn json_and_yaml_say_the_same_and_are_made_once() {
    let kernel = ironwood_inventory::kernel(Engine::Sqlite);
    let (json, yaml) = (schema_text(&kernel, Format::Json), schema_text(&kernel, Format::Yaml));
    let from_json: Value = serde_json::from_str(json).expect("JSON");
    let from_yaml: Value = read_yaml(yaml);
    assert_eq!(from_json, from_yaml);
    assert_eq!(to_yaml(&from_json), yaml);
    assert!(std::ptr::eq(yaml, schema_text(&kernel, Format::Yaml)));
}

/// Compares with the recorded document, as far as its paths are declared, where it is at hand. Every difference is on a list
/// that may only shrink: declaring a resource brings its names along. What a new resource truly does otherwise is added by
/// `IRONWOOD_LIST_OPENAPI=1 cargo test -p ironwood-inventory --test openapi`, for the reviewer to see.
#[test]
fn names_are_those_of_the_recorded_document() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recorded: PathBuf = root.join("../../../shared/api/openapi-v532.yaml");
    let Ok(recorded) = std::fs::read_to_string(recorded) else { return };
    let found = compare::differences(&read_yaml(&recorded), &document());
    let path = root.join("tests/openapi_missing.txt");
    let list = std::fs::read_to_string(&path).expect("the list of differences");
    if std::env::var_os("IRONWOOD_LIST_OPENAPI").is_some() {
        let head: Vec<&str> = list.lines().take_while(|line| line.starts_with('#')).collect();
        let lines: Vec<&str> = head.into_iter().chain(found.iter().map(String::as_str)).collect();
        return std::fs::write(&path, lines.join("\n") + "\n").expect("the list is written");
    }
    let known: BTreeSet<String> =
        list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect();
    let news: Vec<String> = found.difference(&known).map(|line| format!("+ {line}")).collect();
    let gone: Vec<String> = known.difference(&found).map(|line| format!("- {line}")).collect();
    assert!(
        news.is_empty() && gone.is_empty(),
        "differences to the recorded document that tests/openapi_missing.txt does not have (+), or has no more (-):\n{}",
        [news, gone].concat().join("\n")
    );
}

fn read_yaml(text: &str) -> Value {
    // `Y` and `no` are texts.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options).expect("YAML")
}
