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

/// Primary keys of several rows, for hooks that keep memberships. That the rows exist is checked by the write pipeline.
#[derive(Debug, Clone)]
pub struct RelatedMany {
    /// What they point to.
    pub target: Target,
}

impl Kind for RelatedMany {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        // Form bodies carry the list as text.
        let parsed: Option<Value> = input.as_str().and_then(|text| serde_json::from_str(text).ok());
        let Some(entries) = parsed.as_ref().unwrap_or(input).as_array() else {
            return rejected(format!("Expected a list of items but got type \"{}\".", type_name(input)));
        };
        let one = Related { target: self.target.clone() };
        let keys = entries.iter().map(|entry| one.decode(entry)).collect::<Result<Vec<Param>, Rejected>>()?;
        Ok(Param::Ints(keys.iter().filter_map(Param::as_int).collect()))
    }

    fn encode(&self, _: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        out.null();
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "field".into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "array", "items": {"type": "integer"}})
    }

    fn many_targets(&self) -> Option<&Target> {
        Some(&self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declare::Model;

    #[test]
    fn a_list_of_keys_is_read_whole_or_not_at_all() {
        const GROUP: Model = Model {
            app: "auth",
            name: "group",
            class: "Group",
            verbose: "group",
            table: "auth_group",
            key: "auth_group",
        };
        let kind = RelatedMany { target: Target::new(GROUP, "user/group") };
        assert_eq!(kind.decode(&json!([1, "2"])), Ok(Param::Ints(vec![1, 2])));
        assert_eq!(kind.decode(&json!("[3]")), Ok(Param::Ints(vec![3])));
        assert_eq!(kind.decode(&json!([])), Ok(Param::Ints(Vec::new())));
        let refused = |input: Value| kind.decode(&input).unwrap_err().join(" ");
        assert_eq!(refused(json!("x")), "Expected a list of items but got type \"str\".");
        assert_eq!(refused(json!([1, true])), "Incorrect type. Expected pk value, received bool.");
    }
}
