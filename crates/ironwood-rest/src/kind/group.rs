//! An object of values in a body, such as the options of a copy.

use ironwood_db::{Cell, Param};
use serde_json::{Map, Value, json};

use super::{Kind, Rejected, rejected};
use crate::declare::Form;
use crate::json::JsonWriter;
use crate::meta::describe_fields;
use crate::read::Render;

/// Single values that belong together. They are read by the form, their problems nest under the field, and hooks find them by
/// [`Draft::group`](crate::write::Draft::group).
#[derive(Clone)]
pub struct Group(pub Form);

impl Kind for Group {
    fn decode(&self, _: &Value) -> Result<Param, Rejected> {
        // The pipeline reads groups by their form, never by this.
        rejected("This field is read only.")
    }

    fn encode(&self, _: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        out.null();
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "nested object".into());
        meta.insert("children".into(), Value::Object(describe_fields(&self.0.fields)));
    }

    fn openapi(&self) -> Value {
        json!({"allOf": [{"$ref": format!("#/components/schemas/{}", self.0.component)}]})
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.0)
    }
}
