//! Objects within objects. They are written by the projection; these kinds only describe them.

use std::sync::Arc;

use ironwood_db::{Cell, Param};
use serde_json::{Map, Value, json};

use super::{Kind, Rejected, rejected, storable, type_name};
use crate::declare::Shape;
use crate::json::JsonWriter;
use crate::meta::describe_embedded;
use crate::read::Render;

/// An embedded row.
#[derive(Clone)]
pub struct Nested {
    /// Its fields.
    pub shape: Arc<Shape>,
}

impl Kind for Nested {
    fn decode(&self, _: &Value) -> Result<Param, Rejected> {
        rejected("This field is read only.")
    }

    fn encode(&self, _: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        out.null();
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "nested object".into());
        meta.insert("children".into(), Value::Object(describe_embedded(&self.shape.fields)));
    }

    fn openapi(&self) -> Value {
        json!({"allOf": [{"$ref": format!("#/components/schemas/{}", self.shape.component)}]})
    }

    fn component(&self) -> Option<&Shape> {
        Some(&self.shape)
    }
}

/// A collection of rows, or of texts when there is no shape.
#[derive(Clone)]
pub struct NestedList {
    /// Fields of an entry.
    pub shape: Option<Arc<Shape>>,
}

impl Kind for NestedList {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        if self.shape.is_some() {
            return rejected("This field is read only.");
        }
        // Form bodies carry the list as text.
        let parsed = match input {
            Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
            other => other.clone(),
        };
        match parsed {
            Value::Array(items) if items.iter().all(Value::is_string) => {
                if items.iter().filter_map(Value::as_str).any(|text| text.trim().is_empty()) {
                    return rejected("This field may not be blank.");
                }
                storable(&Value::Array(items))
            }
            Value::Array(_) => rejected("All list items must be of string type."),
            _ if input.is_string() => {
                rejected("Invalid json list. A tag list submitted in string form must be valid json.")
            }
            other => rejected(format!("Expected a list of items but got type \"{}\".", type_name(&other))),
        }
    }

    fn encode(&self, _: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        out.null();
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        match &self.shape {
            Some(shape) => {
                meta.insert("type".into(), "field".into());
                let children = Value::Object(describe_embedded(&shape.fields));
                let child =
                    json!({"type": "nested object", "required": false, "read_only": true, "children": children});
                meta.insert("child".into(), child);
            }
            None => {
                meta.insert("type".into(), "list".into());
                let child = json!({"type": "string", "required": true, "read_only": false, "allow_blank": false, "allow_null": false});
                meta.insert("child".into(), child);
            }
        }
    }

    fn openapi(&self) -> Value {
        match &self.shape {
            Some(shape) => {
                json!({"type": "array", "items": {"$ref": format!("#/components/schemas/{}", shape.component)}})
            }
            None => json!({"type": "array", "items": {"type": "string"}}),
        }
    }

    fn component(&self) -> Option<&Shape> {
        self.shape.as_deref()
    }
}
