//! Parameters in path and query.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::document::{Part, parts_of};
use crate::declare::{Answer, Field, Parameter, Resource, Search, Shown, Verb};

/// Parameters by name: the document lists them in alphabetical order.
pub(super) type Parameters = BTreeMap<String, Value>;

/// The placeholders of a path. The router lets only numbers through where the key of a row stands.
pub(super) fn of_path(pattern: &str) -> Parameters {
    let mut found = Parameters::new();
    for part in parts_of(pattern) {
        if let Part::Parameter { name, is_key } = part {
            let kind = if is_key { "integer" } else { "string" };
            let parameter = json!({"in": "path", "name": name, "schema": {"type": kind}, "required": true});
            found.insert(name.into_owned(), parameter);
        }
    }
    found
}

/// What the query of a list may say.
pub(super) fn of_list(resource: &Resource) -> Parameters {
    let mut found = flags(&resource.shape.fields, |list, _| list);
    for filter in &resource.filters {
        found.insert(filter.name.to_owned(), query(filter.name, value_schema(filter.value_type), filter.help));
    }
    found.extend(of_page());
    found.extend(others(&resource.parameters));
    let names: Vec<&str> = resource.orders.iter().map(|order| order.name).collect();
    found.extend(ordering(&names));
    if !resource.search.is_empty() {
        let help = format!("Words to look for, each of them in: {}.", searched(resource).join(", "));
        found.insert("search".into(), standard("search", false, json!({"type": "string"}), &help));
    }
    found
}

/// What the query of one row may say.
pub(super) fn of_row(resource: &Resource) -> Parameters {
    flags(&resource.shape.fields, |_, detail| detail)
}

/// What the query of an endpoint may say.
pub(super) fn of_verb(verb: &Verb) -> Parameters {
    let mut found = others(&verb.parameters);
    if matches!(verb.answer, Answer::Page(_)) {
        found.extend(of_page());
    }
    found.extend(ordering(&verb.orders));
    found
}

fn others(parameters: &[Parameter]) -> Parameters {
    let describe = |one: &Parameter| (one.name.to_owned(), query(one.name, value_schema(one.value_type), one.help));
    parameters.iter().map(describe).collect()
}

/// Orderings in both directions.
fn ordering(names: &[&str]) -> Option<(String, Value)> {
    let both: Vec<String> = names.iter().flat_map(|name| [(*name).to_owned(), format!("-{name}")]).collect();
    let help = "Orders the list by these, first to last; `-` turns one around.";
    let schema = json!({"type": "string", "enum": both});
    (!names.is_empty()).then(|| ("ordering".to_owned(), standard("ordering", false, schema, help)))
}

/// The page. Without `limit` the answer is a plain list, which is why the document, that can describe only one of the two
/// answers, asks for it.
fn of_page() -> Parameters {
    let number = || json!({"type": "integer"});
    Parameters::from([
        ("limit".into(), standard("limit", true, number(), "Entries on a page.")),
        ("offset".into(), standard("offset", false, number(), "Entries before the page.")),
    ])
}

/// Flags that show or hide fields, each with its default.
fn flags(fields: &[Field], default: fn(bool, bool) -> bool) -> Parameters {
    let mut shown: BTreeMap<&str, (bool, Vec<&str>)> = BTreeMap::new();
    for field in fields {
        if let Shown::Flag { flag, list, detail } = field.shown {
            shown.entry(flag).or_insert((default(list, detail), Vec::new())).1.push(field.name);
        }
    }
    let describe = |(flag, (default, fields)): (&str, (bool, Vec<&str>))| {
        let names: Vec<String> = fields.iter().map(|name| format!("`{name}`")).collect();
        let schema = json!({"type": "boolean", "default": default});
        (flag.to_owned(), query(flag, schema, &format!("Whether the answer has {}.", names.join(", "))))
    };
    shown.into_iter().map(describe).collect()
}

fn value_schema(value_type: &str) -> Value {
    match value_type {
        "date" => json!({"type": "string", "format": "date"}),
        "integers" => json!({"type": "array", "items": {"type": "integer"}}),
        other => json!({"type": other}),
    }
}

fn query(name: &str, schema: Value, help: &str) -> Value {
    let is_list = schema["type"] == "array";
    let mut parameter = json!({"in": "query", "name": name, "schema": schema});
    if !help.is_empty() {
        parameter["description"] = help.into();
    }
    if is_list {
        parameter["explode"] = false.into();
        parameter["style"] = "form".into();
    }
    parameter
}

fn standard(name: &str, required: bool, schema: Value, help: &str) -> Value {
    let mut parameter = Map::new();
    parameter.insert("name".into(), name.into());
    parameter.insert("required".into(), required.into());
    parameter.insert("in".into(), "query".into());
    parameter.insert("description".into(), help.into());
    parameter.insert("schema".into(), schema);
    Value::Object(parameter)
}

/// Names of the columns that a search looks into, as far as its fragments are plain columns.
fn searched(resource: &Resource) -> Vec<String> {
    let fragments = resource.search.iter().flat_map(|place| match place {
        Search::In(fragment) => std::slice::from_ref(fragment),
        Search::Among(_, fragments) => fragments.as_slice(),
    });
    let mut names: Vec<String> = fragments.filter_map(|fragment| column_of(fragment)).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { vec!["its texts".to_owned()] } else { names }
}

/// `t."IPN"` -> `IPN`, `category.name` -> `category name`.
fn column_of(fragment: &str) -> Option<String> {
    let is_word =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let (alias, column) = fragment.split_once('.')?;
    let column = column.trim_matches('"');
    if !is_word(alias) || !is_word(column) {
        return None;
    }
    Some(if alias == "t" { column.to_owned() } else { format!("{alias} {column}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_rows_are_numbers_and_other_placeholders_texts() {
        let found = of_path("selection/<pk>/entry/<pk>/of/<key>/");
        let types: Vec<(&str, &Value)> =
            found.iter().map(|(name, one)| (name.as_str(), &one["schema"]["type"])).collect();
        assert_eq!(types, [("entrypk", &json!("integer")), ("id", &json!("integer")), ("key", &json!("string"))]);
    }

    #[test]
    fn searched_columns_are_named_where_a_fragment_is_one() {
        assert_eq!(column_of("t.\"IPN\"").as_deref(), Some("IPN"));
        assert_eq!(column_of("category.name").as_deref(), Some("category name"));
        assert_eq!(column_of("COALESCE(t.name, '')"), None);
    }
}
