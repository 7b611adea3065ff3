//! What clients send that nobody expected.

use ironwood_rest::declare::Field;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Texts that have broken servers before.
pub fn text() -> impl Strategy<Value = String> {
    let fixed = [
        "",
        " ",
        "9223372036854775808",
        "99999999999999999999999",
        "2147483648",
        "-1",
        "1e400",
        "1e-400",
        "NaN",
        "Infinity",
        "0x10",
        "1,2,x",
        "nul\0",
        "(",
        "[[:alpha:",
        "a{1000000}",
        "2026-02-30",
        "0000-00-00",
        "9999-12-31",
        "2026-11-25T25:61:61Z",
        "%_\\'\"",
        "{{ part.name }}",
        "\u{202e}\u{feff}\u{0}",
        "\u{1f468}\u{200d}\u{1f469}",
        "true",
        "null",
        "[]",
        "{\"a\": 1}",
        "<b>x</b>",
        "../../etc/passwd",
    ];
    prop_oneof![
        4 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        2 => any::<i64>().prop_map(|number| number.to_string()),
        2 => (0i64..40).prop_map(|number| number.to_string()),
        1 => "[ -~]{0,12}",
        1 => "\\PC{0,8}",
        1 => Just("x".repeat(5000)),
    ]
}

/// JSON that fits nothing in particular.
pub fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-2i64..40).prop_map(Value::from),
        any::<f64>().prop_map(|number| serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)),
        Just(json!(0.123_456_789_012_345_6)),
        Just(json!(1e300)),
        Just(json!(2_147_483_648_i64)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..3).prop_map(|pairs| pairs.into_iter().collect::<Value>()),
        ]
    })
}

/// Whether the field takes an upload.
pub fn is_file(field: &Field) -> bool {
    let mut meta = Map::new();
    field.kind.options(&mut meta);
    meta.get("type").and_then(Value::as_str).is_some_and(|kind| kind.ends_with(" upload"))
}

/// A value that a field could take; `keys` are those of rows that it may point to.
pub fn fitting(field: &Field, keys: &[i64]) -> BoxedStrategy<Value> {
    let mut meta = Map::new();
    field.kind.options(&mut meta);
    if let Some(choices) = meta.get("choices").and_then(Value::as_array).filter(|choices| !choices.is_empty()) {
        let values: Vec<Value> = choices.iter().map(|choice| choice["value"].clone()).collect();
        return proptest::sample::select(values).boxed();
    }
    let a_key =
        || proptest::sample::select(if keys.is_empty() { vec![1] } else { keys.to_vec() }).prop_map(Value::from);
    match meta.get("type").and_then(Value::as_str).unwrap_or_default() {
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "related field" => a_key().boxed(),
        "integer" => (1i64..30).prop_map(Value::from).boxed(),
        "float" | "decimal" => prop_oneof![(1i64..50).prop_map(Value::from), Just(json!(2.5))].boxed(),
        "date" => Just(json!("2026-11-25")).boxed(),
        "datetime" => Just(json!("2026-11-25T10:00:00Z")).boxed(),
        "url" => Just(json!("https://example.com/x")).boxed(),
        "email" => Just(json!("somebody@example.com")).boxed(),
        "list" => proptest::collection::vec("[a-z]{1,5}", 0..3).prop_map(Value::from).boxed(),
        "field" if field.kind.many_targets().is_some() => {
            proptest::collection::vec(a_key(), 0..3).prop_map(Value::from).boxed()
        }
        "nested object" => Just(json!({})).boxed(),
        _ => prop_oneof![
            // What some fields ask for: a currency, a word in capital letters, a name of a unit, an object.
            1 => proptest::sample::select(vec![json!("USD"), json!("OWN_STATE"), json!("furlong"), json!({"a": 1})]),
            3 => "[A-Za-z][A-Za-z0-9 -]{0,18}[a-z0-9]".prop_map(Value::from),
            1 => (1i64..99).prop_map(|number| number.to_string().into()),
        ]
        .boxed(),
    }
}
