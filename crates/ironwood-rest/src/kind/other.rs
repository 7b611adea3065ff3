//! JSON columns, files, lists, and values that have no kind of their own.

use ironwood_db::{Cell, Param};
use serde_json::{Map, Value, json};

use super::{Cleaning, Enumeration, Kind, Rejected, rejected, storable, type_name};
use crate::json::JsonWriter;
use crate::read::Render;

/// Any JSON.
#[derive(Debug, Clone, Copy)]
pub struct Json;

impl Kind for Json {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        storable(input)
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match cell {
            Cell::Text(json) if !json.is_empty() => out.json(json.as_bytes()),
            _ => out.null(),
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "field".into());
    }

    fn openapi(&self) -> Value {
        json!({})
    }

    fn cleaning(&self) -> Cleaning {
        Cleaning::Nothing
    }
}

/// A value without a kind that forms could use; `read` columns are written as they come.
#[derive(Debug, Clone, Copy)]
pub struct Anything;

impl Kind for Anything {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        storable(input)
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match cell {
            Cell::Null => out.null(),
            Cell::Bool(flag) => out.bool(flag),
            Cell::Int(number) => out.int(number),
            Cell::Text(text) => out.text(text),
            other => match other.real() {
                Some(number) => out.real(number),
                None => out.null(),
            },
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "field".into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "string"})
    }
}

/// A list of whole numbers or texts in a body, kept as JSON for the hook or action that uses it.
#[derive(Debug, Clone, Copy)]
pub struct ListOf {
    /// Type of the entries in the OpenAPI document: `integer` or `string`.
    pub entries: &'static str,
}

impl Kind for ListOf {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        match input {
            Value::Array(_) => storable(input),
            other => rejected(format!("Expected a list of items but got type \"{}\".", type_name(other))),
        }
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        Json.encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "list".into());
        let child = json!({"type": self.entries, "required": true, "read_only": false, "allow_null": false});
        meta.insert("child".into(), child);
    }

    fn openapi(&self) -> Value {
        json!({"type": "array", "items": {"type": self.entries}})
    }
}

/// Another kind that forms are to treat as a value of no kind: computed by a method upstream.
pub struct Opaque<K>(pub K);

impl<K: Kind> Kind for Opaque<K> {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        self.0.decode(input)
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        self.0.encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        Anything.options(meta);
    }

    fn openapi(&self) -> Value {
        self.0.openapi()
    }

    fn enumeration(&self) -> Option<Enumeration> {
        self.0.enumeration()
    }

    fn component(&self) -> Option<&crate::declare::Shape> {
        self.0.component()
    }
}

/// A kind with more to tell forms than it has by itself: numbers by the names they get.
pub struct Told<K>(pub K, pub &'static [(&'static str, i64)]);

impl<K: Kind> Kind for Told<K> {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        self.0.decode(input)
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        self.0.encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        self.0.options(meta);
        meta.extend(self.1.iter().map(|(name, number)| ((*name).to_owned(), Value::from(*number))));
    }

    fn openapi(&self) -> Value {
        self.0.openapi()
    }

    fn enumeration(&self) -> Option<Enumeration> {
        self.0.enumeration()
    }

    fn component(&self) -> Option<&crate::declare::Shape> {
        self.0.component()
    }

    fn limits(&self, value: &Param) -> Rejected {
        self.0.limits(value)
    }

    fn is_text(&self) -> bool {
        self.0.is_text()
    }

    fn may_be_blank(&self) -> bool {
        self.0.may_be_blank()
    }

    fn empty_is_null(&self) -> bool {
        self.0.empty_is_null()
    }

    fn fails_alone(&self) -> bool {
        self.0.fails_alone()
    }
}
