//! Objects and lists whose entries are all of one kind.

use ironwood_db::{Cell, Param};
use serde_json::{Map, Value, json};

use super::{Json, Kind, Rejected, rejected, storable, type_name};
use crate::json::JsonWriter;
use crate::read::Render;

/// An object whose keys are data, such as status names or currency codes; every value is of one kind.
#[derive(Debug, Clone)]
pub struct MapOf<K>(pub K);

/// A list whose entries are of one kind.
#[derive(Debug, Clone)]
pub struct SequenceOf<K>(pub K);

/// Any JSON value, as entry of a [`MapOf`] or [`SequenceOf`].
#[derive(Debug, Clone, Copy)]
pub struct Unchecked;

/// An entry as forms are told about it.
fn child(kind: &dyn Kind) -> Value {
    let mut meta = Map::new();
    kind.options(&mut meta);
    meta.insert("required".into(), true.into());
    meta.insert("read_only".into(), false.into());
    meta.entry("allow_null").or_insert(false.into());
    if kind.may_be_blank() {
        meta.entry("allow_blank").or_insert(false.into());
    }
    Value::Object(meta)
}

impl<K: Kind> Kind for MapOf<K> {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        match input {
            Value::Object(_) => storable(input),
            other => rejected(format!("Expected a dictionary of items but got type \"{}\".", type_name(other))),
        }
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        Json.encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "nested object".into());
        meta.insert("child".into(), child(&self.0));
    }

    fn openapi(&self) -> Value {
        json!({"type": "object", "additionalProperties": self.0.openapi()})
    }

    fn component(&self) -> Option<&crate::declare::Shape> {
        self.0.component()
    }
}

impl<K: Kind> Kind for SequenceOf<K> {
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
        meta.insert("child".into(), child(&self.0));
    }

    fn openapi(&self) -> Value {
        json!({"type": "array", "items": self.0.openapi()})
    }

    fn component(&self) -> Option<&crate::declare::Shape> {
        self.0.component()
    }
}

impl Kind for Unchecked {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        Json.decode(input)
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        Json.encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "field".into());
        meta.insert("allow_blank".into(), true.into());
        meta.insert("allow_null".into(), true.into());
    }

    fn openapi(&self) -> Value {
        json!({})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{Float, Text};

    #[test]
    fn entries_are_described_inside() {
        let described = |kind: &dyn Kind| {
            let mut meta = Map::new();
            kind.options(&mut meta);
            Value::Object(meta)
        };
        assert_eq!(
            described(&MapOf(Float)),
            json!({"type": "nested object",
                   "child": {"type": "float", "required": true, "read_only": false, "allow_null": false}})
        );
        let texts = described(&SequenceOf(Text::any()));
        assert_eq!(texts["child"]["allow_blank"], json!(false));
        let anything = described(&SequenceOf(MapOf(Unchecked)));
        assert_eq!(anything["child"]["child"]["allow_blank"], json!(true));
    }
}
