//! Where a document has other names than the recorded one. Parameters and orderings that it has besides are no difference: what
//! works may be told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Differences, one a line: what the recorded document has on the paths that ours has, and what ours has besides.
pub fn differences(recorded: &Value, ours: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut expected = BTreeSet::new();
    for (path, item) in object(&ours["paths"]) {
        let Some(recorded_item) = recorded["paths"].get(&path) else {
            found.insert(format!("extra path {path}"));
            continue;
        };
        for (method, operation) in object(recorded_item) {
            components_of(&operation, recorded, &mut expected);
            let at = format!("{} {path}", method.to_uppercase());
            match item.get(&method) {
                Some(own) => compare_operation(&at, &operation, own, &mut found),
                None => {
                    found.insert(format!("operation {at}"));
                }
            }
        }
        let extra = object(&item).into_iter().filter(|(method, _)| recorded_item.get(method).is_none());
        found.extend(extra.map(|(method, _)| format!("extra operation {} {path}", method.to_uppercase())));
    }
    let own = object(&ours["components"]["schemas"]);
    for name in &expected {
        match own.get(name) {
            // Bodies of a PATCH have the fields of their object.
            Some(_) if name.strip_prefix("Patched").is_some_and(|object| own.contains_key(object)) => {}
            Some(schema) => compare_schema(name, &recorded["components"]["schemas"][name], schema, &mut found),
            None => {
                found.insert(format!("component {name}"));
            }
        }
    }
    found.extend(own.keys().filter(|name| !expected.contains(*name)).map(|name| format!("extra component {name}")));
    found
}

fn compare_operation(at: &str, recorded: &Value, own: &Value, found: &mut BTreeSet<String>) {
    let name = |operation: &Value| operation["operationId"].as_str().unwrap_or_default().to_owned();
    if name(recorded) != name(own) {
        found.insert(format!("name {at}: {}", name(recorded)));
    }
    if recorded["tags"].is_array() && recorded["tags"] != own["tags"] {
        found.insert(format!("tags {at}: {}", recorded["tags"]));
    }
    let (theirs, mine) = (parameters(recorded), parameters(own));
    for (name, parameter) in &theirs {
        match mine.get(name) {
            None => {
                found.insert(format!("parameter {at} {name}"));
            }
            // The order in which a document names the orderings means nothing.
            Some(own) if name == "ordering" => {
                let (theirs, mine) = (texts(&parameter["schema"]["enum"]), texts(&own["schema"]["enum"]));
                found.extend(theirs.difference(&mine).map(|value| format!("ordering {at} {value}")));
            }
            Some(own) if parameter["schema"]["type"] != own["schema"]["type"] => {
                found.insert(format!("type {at} {name}: {}", parameter["schema"]["type"]));
            }
            Some(_) => {}
        }
    }
    let body = |operation: &Value| {
        let content = object(&operation["requestBody"]["content"]);
        content.into_iter().map(|(media, body)| format!("{media} {}", body["schema"])).collect::<Vec<_>>().join(", ")
    };
    if body(recorded) != body(own) {
        found.insert(format!("body {at}: {}", component(&recorded["requestBody"]["content"])));
    }
    // Recorded are also answers to failures, for which this document has no words.
    let answer = |operation: &Value| {
        let success = object(&operation["responses"]).into_iter().find(|(status, _)| status.starts_with('2'));
        success.map(|(status, answer)| format!("{status} {}", component(&answer["content"]))).unwrap_or_default()
    };
    if answer(recorded) != answer(own) {
        found.insert(format!("answer {at}: {}", answer(recorded)));
    }
}

fn compare_schema(name: &str, recorded: &Value, own: &Value, found: &mut BTreeSet<String>) {
    let values = |schema: &Value| {
        let values = schema["enum"].as_array().cloned().unwrap_or_default();
        values.iter().map(Value::to_string).collect::<BTreeSet<_>>()
    };
    if values(recorded) != values(own) {
        found.insert(format!("values {name}"));
    }
    let (theirs, mine) = (object(&recorded["properties"]), object(&own["properties"]));
    for (property, recorded) in &theirs {
        let at = format!("{name}.{property}");
        let Some(own) = mine.get(property) else {
            found.insert(format!("property {at}"));
            continue;
        };
        for word in ["readOnly", "writeOnly", "nullable"] {
            if (recorded[word] == true) != (own[word] == true) {
                found.insert(format!("{word} {at}: {}", recorded[word] == true));
            }
        }
        if kind(recorded) != kind(own) {
            found.insert(format!("type {at}: {}", kind(recorded)));
        }
    }
    found.extend(
        mine.keys()
            .filter(|property| !theirs.contains_key(*property))
            .map(|property| format!("extra property {name}.{property}")),
    );
    let required = |schema: &Value| texts(&schema["required"]);
    let (theirs, mine) = (required(recorded), required(own));
    found.extend(theirs.difference(&mine).map(|property| format!("required {name}.{property}")));
    found.extend(mine.difference(&theirs).map(|property| format!("not required {name}.{property}")));
}

/// What a property is, limits and texts aside.
fn kind(schema: &Value) -> String {
    let refers =
        |schema: &Value| schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()).map(str::to_owned);
    if let Some(name) = refers(schema) {
        return name;
    }
    for word in ["allOf", "oneOf"] {
        if let Some(list) = schema[word].as_array() {
            let kinds: BTreeSet<String> = list.iter().map(kind).collect();
            return kinds.into_iter().collect::<Vec<_>>().join(" or ");
        }
    }
    let format = schema["format"].as_str().filter(|format| *format != "int64").unwrap_or_default();
    match schema["type"].as_str() {
        Some("array") => format!("list of {}", kind(&schema["items"])),
        Some(kind) => format!("{kind} {format}").trim_end().to_owned(),
        None => "anything".to_owned(),
    }
}

/// The component of the first media type of a content.
fn component(content: &Value) -> String {
    object(content).values().next().map(|content| kind(&content["schema"])).unwrap_or_else(|| "nothing".to_owned())
}

fn parameters(operation: &Value) -> BTreeMap<String, Value> {
    let list = operation["parameters"].as_array().cloned().unwrap_or_default();
    list.into_iter().map(|one| (one["name"].as_str().unwrap_or_default().to_owned(), one)).collect()
}

/// Components that a value of the recorded document leads to.
fn components_of(value: &Value, document: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let target = inner
                    .as_str()
                    .filter(|_| key == "$ref")
                    .and_then(|text| text.strip_prefix("#/components/schemas/"));
                match target {
                    Some(name) if found.insert(name.to_owned()) => {
                        components_of(&document["components"]["schemas"][name], document, found);
                    }
                    Some(_) => {}
                    None => components_of(inner, document, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| components_of(inner, document, found)),
        _ => {}
    }
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn texts(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().cloned().unwrap_or_default();
    list.iter().map(|value| value.as_str().unwrap_or_default().to_owned()).collect()
}
