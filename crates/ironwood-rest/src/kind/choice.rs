//! One of a list of values.

use std::borrow::Cow;

use ironwood_db::{Cell, Param};
use serde_json::{Map, Value, json};

use super::{Enumeration, Kind, Rejected, rejected};
use crate::json::JsonWriter;
use crate::read::Render;

/// The values a [`Choice`] offers, each with its name for people.
pub type Choices = Cow<'static, [(Value, String)]>;

/// One of a list of values.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The values.
    pub choices: Choices,
    /// Longest text, where forms are told.
    pub max: usize,
    /// The values are looked up in the database: any text is read, and checked by the write pipeline.
    pub open: bool,
    /// Component of the OpenAPI document, when the name of the field does not make it.
    pub component: Option<&'static str>,
}

impl Choice {
    /// Numbers with their names.
    pub fn numbers(choices: &[(i64, &str)]) -> Self {
        Choice {
            choices: choices.iter().map(|(value, name)| (json!(value), (*name).to_owned())).collect(),
            max: 0,
            open: false,
            component: None,
        }
    }

    /// Texts with their names.
    pub fn texts(choices: &[(&str, &str)]) -> Self {
        Choice {
            choices: choices.iter().map(|(value, name)| (json!(value), (*name).to_owned())).collect(),
            max: 0,
            open: false,
            component: None,
        }
    }

    /// Texts that the database knows, of at most `max` characters (0: not told).
    pub const fn looked_up(max: usize) -> Self {
        Choice { choices: Cow::Borrowed(&[]), max, open: true, component: None }
    }

    /// The OpenAPI document calls the list of values so. Without a name it is the field's: `outcome` makes `OutcomeEnum`.
    pub const fn named(mut self, component: &'static str) -> Self {
        self.component = Some(component);
        self
    }

    /// Of looked-up values: those that the OpenAPI document names, because every server has them.
    pub fn among(mut self, choices: impl IntoIterator<Item = (String, String)>) -> Self {
        self.choices = choices.into_iter().map(|(value, name)| (json!(value), name)).collect();
        self
    }
}

impl Kind for Choice {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let sent = text(input);
        match self.choices.iter().find(|(value, _)| text(value) == sent) {
            Some((Value::Number(number), _)) => Ok(Param::Int(number.as_i64().unwrap_or_default())),
            Some(_) => Ok(Param::Text(sent)),
            None if self.open && !input.is_array() && !input.is_object() => Ok(Param::Text(sent)),
            None => rejected(format!("\"{sent}\" is not a valid choice.")),
        }
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match cell {
            Cell::Int(number) => out.int(number),
            Cell::Text(text) => out.text(text),
            _ => out.null(),
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "choice".into());
        // Choices that the database knows are added by whoever asks it.
        if !self.choices.is_empty() {
            let choices = self.choices.iter().map(|(value, name)| json!({"value": value, "display_name": name}));
            meta.insert("choices".into(), choices.collect());
        }
        if self.max > 0 {
            meta.insert("max_length".into(), self.max.into());
        }
    }

    fn may_be_blank(&self) -> bool {
        true
    }

    fn openapi(&self) -> Value {
        let numbers = !self.choices.is_empty() && self.choices.iter().all(|(value, _)| value.is_number());
        json!({"type": if numbers { "integer" } else { "string" }})
    }

    fn enumeration(&self) -> Option<Enumeration> {
        (!self.choices.is_empty()).then_some(Enumeration { component: self.component, values: self.choices.clone() })
    }
}
