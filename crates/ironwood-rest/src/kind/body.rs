//! An object in a body.

use ironwood_db::{Cell, Param};
use serde_json::{Map, Value, json};

use super::{Kind, Rejected, rejected, type_name};
use crate::declare::Form;
use crate::json::JsonWriter;
use crate::meta::describe_form;
use crate::read::Render;

/// An object with fields of its own that only a body has, such as what to copy from another row. It is kept as JSON for the hook
/// that uses it, which reads it by the same form, so that its problems nest.
#[derive(Clone)]
pub struct Body {
    /// Its fields.
    pub form: Form,
}

impl Kind for Body {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        match input {
            Value::Object(_) => Ok(Param::Json(input.to_string())),
            other => rejected(format!("Invalid data. Expected a dictionary, but got {}.", type_name(other))),
        }
    }

    fn encode(&self, _: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        out.null();
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "nested object".into());
        meta.insert("children".into(), Value::Object(describe_form(&self.form)));
    }

    fn openapi(&self) -> Value {
        json!({"allOf": [{"$ref": format!("#/components/schemas/{}", self.form.component)}]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declare::Field;
    use crate::kind::Bool;

    #[test]
    fn forms_are_told_of_the_fields_inside() {
        let copy = Field::column("copy_notes", Bool).default_value(true);
        let kind = Body { form: Form::new("Duplicate").field(copy) };
        let mut meta = Map::new();
        kind.options(&mut meta);
        assert_eq!(meta["children"]["copy_notes"]["default"], json!(true));
        assert!(kind.decode(&json!({"copy_notes": "x"})).is_ok(), "the hook reads what is inside");
        assert_eq!(kind.decode(&json!(5)), Err(vec!["Invalid data. Expected a dictionary, but got int.".to_owned()]));
    }
}
