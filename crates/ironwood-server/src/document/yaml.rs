//! JSON values as YAML. Only what JSON can say: mappings, lists, scalars.

use serde_json::{Map, Value};

/// The value in block style, ending with a line feed.
pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out
}

/// Writes a value from the start of a line.
fn block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(object) if !object.is_empty() => members(object, indent, "", out),
        Value::Array(list) if !list.is_empty() => {
            for entry in list {
                match entry {
                    // The first member stands behind the dash, the others below it.
                    Value::Object(object) if !object.is_empty() => members(object, indent, "- ", out),
                    Value::Array(inner) if !inner.is_empty() => {
                        out.push_str(&format!("{}-\n", " ".repeat(indent)));
                        block(entry, indent + 2, out);
                    }
                    scalar => out.push_str(&format!("{}- {}\n", " ".repeat(indent), flow(scalar))),
                }
            }
        }
        scalar => {
            out.push_str(&flow(scalar));
            out.push('\n');
        }
    }
}

fn members(object: &Map<String, Value>, indent: usize, dash: &str, out: &mut String) {
    let inner = indent + dash.len();
    for (at, (key, value)) in object.iter().enumerate() {
        out.push_str(&" ".repeat(if at == 0 { indent } else { inner }));
        if at == 0 {
            out.push_str(dash);
        }
        out.push_str(&scalar(key));
        out.push(':');
        match value {
            Value::Object(object) if !object.is_empty() => {
                out.push('\n');
                block(value, inner + 2, out);
            }
            Value::Array(list) if !list.is_empty() => {
                out.push('\n');
                block(value, inner, out);
            }
            other => {
                out.push(' ');
                out.push_str(&flow(other));
                out.push('\n');
            }
        }
    }
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A text, bare where no reader could take it for something else, in JSON's quotes elsewhere.
fn scalar(text: &str) -> String {
    let bare = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-./{} ".contains(letter))
        && !text.ends_with(' ')
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if bare { text.to_owned() } else { Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_reads_as_people_write_it() {
        let document = json!({
            "openapi": "3.0.3",
            "info": {"title": "Ironwood API", "empty": {}, "none": []},
            "paths": {"/api/part/{id}/": {"get": {"tags": ["part", "no"], "200": true}}},
            "rows": [{"a": 1, "b": [null, "x: y"]}, [1, [2.5]], "multi\nline"],
        });
        let expected = "\
openapi: \"3.0.3\"
info:
  title: Ironwood API
  empty: {}
  none: []
paths:
  /api/part/{id}/:
    get:
      tags:
      - part
      - \"no\"
      \"200\": true
rows:
- a: 1
  b:
  - null
  - \"x: y\"
-
  - 1
  -
    - 2.5
- \"multi\\nline\"
";
        assert_eq!(text(&document), expected);
    }
}
