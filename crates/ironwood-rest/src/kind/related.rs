//! Foreign keys.

use ironwood_db::{Cell, Param};
use serde_json::{Map, Value, json};

use super::{Kind, Rejected, rejected, type_name};
use crate::declare::Target;
use crate::json::JsonWriter;
use crate::read::Render;

/// A primary key of another row. That the row exists and may be chosen is checked by the write pipeline, for all keys at once.
#[derive(Debug, Clone)]
pub struct Related {
    /// What it points to.
    pub target: Target,
}

/// The framework's message for a key that names no row.
pub fn no_such_row(key: &str) -> String {
    format!("Invalid pk \"{key}\" - object does not exist.")
}

impl Kind for Related {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let wrong_type = || rejected(format!("Incorrect type. Expected pk value, received {}.", type_name(input)));
        let key = match input {
            Value::Number(number) => match number.as_i64() {
                Some(key) => key,
                None => return rejected(no_such_row(&number.to_string())),
            },
            Value::String(text) => match text.trim().parse() {
                Ok(key) => key,
                Err(_) => return wrong_type(),
            },
            _ => return wrong_type(),
        };
        if i32::try_from(key).is_err() {
            return rejected(no_such_row(&key.to_string()));
        }
        Ok(Param::Int(key))
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match cell.int() {
            Some(key) => out.int(key),
            None => out.null(),
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "related field".into());
        meta.insert("model".into(), self.target.model.name.into());
        meta.insert("api_url".into(), format!("/api/{}/", self.target.path).into());
        meta.insert("pk_field".into(), "pk".into());
        meta.insert("filters".into(), self.target.filters_json());
    }

    fn openapi(&self) -> Value {
        json!({"type": "integer"})
    }

    fn target(&self) -> Option<&Target> {
        Some(&self.target)
    }
}
