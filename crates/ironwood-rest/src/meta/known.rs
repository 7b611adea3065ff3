//! What descriptions take from the database: choices that it knows, and defaults that settings decide.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::ctx::Ctx;
use crate::declare::{ChoicesFrom, DefaultValue, Field};
use crate::error::Result;

/// Choices and defaults for a set of fields and the fields of rows inside them, each looked up once.
#[derive(Default)]
pub(super) struct Known {
    choices: Vec<(ChoicesFrom, Value)>,
    defaults: HashMap<&'static str, Value>,
}

impl Known {
    /// Looks up what the fields need.
    ///
    /// # Errors
    /// From storage.
    pub(super) async fn look_up(ctx: &mut Ctx<'_>, fields: &[Field]) -> Result<Self> {
        let mut known = Known::default();
        let mut open: Vec<&[Field]> = vec![fields];
        while let Some(fields) = open.pop() {
            for field in fields {
                if let Some(look_up) = field.choices.filter(|look_up| known.choices(*look_up).is_none()) {
                    let choices = look_up(ctx).await?;
                    let choices = choices.iter().map(|(value, name)| json!({"value": value, "display_name": name}));
                    known.choices.push((look_up, choices.collect()));
                }
                if let Some(DefaultValue::Setting(key, otherwise)) = &field.default
                    && !known.defaults.contains_key(key)
                {
                    let value = match (ctx.setting(key).await?, otherwise) {
                        (None, otherwise) => otherwise.clone(),
                        (Some(text), Value::Bool(_)) => crate::query::loose_bool(&text).into(),
                        (Some(text), _) => text.into(),
                    };
                    known.defaults.insert(*key, value);
                }
                open.extend(field.kind.component().map(|shape| shape.fields.as_slice()));
            }
        }
        Ok(known)
    }

    fn choices(&self, look_up: ChoicesFrom) -> Option<&Value> {
        self.choices.iter().find(|(known, _)| std::ptr::fn_addr_eq(*known, look_up)).map(|(_, choices)| choices)
    }

    /// Puts what is known into the description of the fields.
    pub(super) fn complete(&self, fields: &[Field], described: &mut Map<String, Value>) {
        for field in fields {
            let Some(Value::Object(meta)) = described.get_mut(field.name) else { continue };
            if let Some(choices) = field.choices.and_then(|look_up| self.choices(look_up)) {
                meta.insert("choices".into(), choices.clone());
            }
            if let Some(DefaultValue::Setting(key, _)) = &field.default
                && let Some(value) = self.defaults.get(key)
            {
                meta.insert("default".into(), value.clone());
            }
            let inner = match meta.get_mut("child") {
                Some(Value::Object(child)) => child.get_mut("children"),
                _ => meta.get_mut("children"),
            };
            if let (Some(shape), Some(Value::Object(inner))) = (field.kind.component(), inner) {
                self.complete(&shape.fields, inner);
            }
        }
    }
}
