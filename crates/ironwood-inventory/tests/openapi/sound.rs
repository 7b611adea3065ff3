//! What an OpenAPI 3.0 document must keep to, as far as it matters to those who generate code from it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Everything that is wrong with the document.
pub fn faults(document: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    if document["openapi"] != "3.0.3" {
        wrong.push("not an OpenAPI 3.0.3 document".to_owned());
    }
    let schemas = object(&document["components"]["schemas"]);
    let mut used = BTreeSet::new();
    references(document, &mut used);
    for name in &used {
        if !schemas.contains_key(name) {
            wrong.push(format!("nothing is called {name}"));
        }
    }
    for (name, schema) in &schemas {
        if !used.contains(name) {
            wrong.push(format!("nobody speaks of {name}"));
        }
        check_schema(name, schema, &mut wrong);
    }
    check_operations(document, &mut wrong);
    wrong
}

fn check_operations(document: &Value, wrong: &mut Vec<String>) {
    let ways = object(&document["components"]["securitySchemes"]);
    let mut names = BTreeSet::new();
    for (path, item) in object(&document["paths"]) {
        for (method, operation) in object(&item) {
            let at = format!("{method} {path}");
            if !METHODS.contains(&method.as_str()) {
                wrong.push(format!("{at}: no such method"));
            }
            let name = operation["operationId"].as_str().unwrap_or_default();
            if name.is_empty() || !names.insert(name.to_owned()) {
                wrong.push(format!("{at}: the name {name:?} is none or taken"));
            }
            check_parameters(&path, &at, &operation, wrong);
            if object(&operation["responses"]).is_empty() || !operation["tags"].is_array() {
                wrong.push(format!("{at}: no answer or no tag"));
            }
            if method == "get" && !operation["requestBody"].is_null() {
                wrong.push(format!("{at}: has a body"));
            }
            for way in operation["security"].as_array().unwrap_or(&Vec::new()) {
                wrong.extend(
                    object(way).keys().filter(|way| !ways.contains_key(*way)).map(|way| format!("{at}: {way}?")),
                );
            }
            check_schemas_within(&at, &operation, wrong);
        }
    }
}

/// The placeholders of the path are its path parameters, and no parameter is there twice.
fn check_parameters(path: &str, at: &str, operation: &Value, wrong: &mut Vec<String>) {
    let placeholders: BTreeSet<String> =
        path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(str::to_owned).collect();
    let mut in_path = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for parameter in operation["parameters"].as_array().unwrap_or(&Vec::new()) {
        let (name, place) = (parameter["name"].as_str().unwrap_or_default(), &parameter["in"]);
        if !seen.insert((name.to_owned(), place.to_string())) {
            wrong.push(format!("{at}: the parameter {name} is there twice"));
        }
        if *place == "path" {
            in_path.insert(name.to_owned());
            if parameter["required"] != true {
                wrong.push(format!("{at}: the parameter {name} is part of the path"));
            }
        }
    }
    if in_path != placeholders {
        wrong.push(format!("{at}: path parameters {in_path:?}"));
    }
}

fn check_schemas_within(at: &str, value: &Value, wrong: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if key == "schema" { check_schema(at, inner, wrong) } else { check_schemas_within(at, inner, wrong) }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| check_schemas_within(at, inner, wrong)),
        _ => {}
    }
}

fn check_schema(at: &str, schema: &Value, wrong: &mut Vec<String>) {
    let map = object(schema);
    if map.contains_key("$ref") {
        if map.len() > 1 {
            wrong.push(format!("{at}: words beside a $ref are not read"));
        }
        return;
    }
    match map.get("type").and_then(Value::as_str) {
        Some("array") if !map.contains_key("items") => wrong.push(format!("{at}: a list of what?")),
        Some("array" | "boolean" | "integer" | "number" | "object" | "string") | None => {}
        Some(other) => wrong.push(format!("{at}: there is no type {other}")),
    }
    if map.get("enum").is_some_and(|values| values.as_array().is_none_or(Vec::is_empty)) {
        wrong.push(format!("{at}: a choice of nothing"));
    }
    let properties = map.get("properties").map(object).unwrap_or_default();
    for name in map.get("required").and_then(Value::as_array).unwrap_or(&Vec::new()) {
        if !name.as_str().is_some_and(|name| properties.contains_key(name)) {
            wrong.push(format!("{at}: {name} is required but no property"));
        }
    }
    for (name, property) in &properties {
        let at = format!("{at}.{name}");
        check_schema(&at, property, wrong);
        if property["readOnly"] == true && property["writeOnly"] == true {
            wrong.push(format!("{at}: neither read nor written"));
        }
    }
    for inner in ["items", "additionalProperties"].into_iter().filter_map(|word| map.get(word)) {
        check_schema(at, inner, wrong);
    }
    for word in ["allOf", "oneOf", "anyOf"] {
        for inner in map.get(word).and_then(Value::as_array).unwrap_or(&Vec::new()) {
            check_schema(at, inner, wrong);
        }
    }
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match inner.as_str().filter(|_| key == "$ref") {
                    Some(target) => {
                        found.insert(target.trim_start_matches("#/components/schemas/").to_owned());
                    }
                    None => references(inner, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

#[test]
fn faults_are_found() {
    let document = serde_json::json!({
        "openapi": "3.0.3",
        "paths": {"/api/x/{id}/": {
            "get": {"operationId": "x", "tags": ["x"], "responses": {"200": {"description": ""}},
                    "security": [{"password": []}]},
            "put": {"operationId": "x", "tags": ["x"],
                    "parameters": [{"in": "path", "name": "id", "required": true, "schema": {"type": "text"}}],
                    "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Y"}}}}}},
        }},
        "components": {"schemas": {"X": {"type": "object", "required": ["a"], "properties": {"b": {"type": "array"}}}}},
    });
    assert_eq!(
        faults(&document),
        [
            "nothing is called Y",
            "nobody speaks of X",
            "X: \"a\" is required but no property",
            "X.b: a list of what?",
            "get /api/x/{id}/: path parameters {}",
            "get /api/x/{id}/: password?",
            "put /api/x/{id}/: the name \"x\" is none or taken",
            "put /api/x/{id}/: there is no type text",
        ]
    );
}
