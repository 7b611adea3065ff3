//! What a foreign key points to.

use serde_json::{Map, Value};

use crate::declare::Model;

/// The model behind a foreign key, and which of its rows may be chosen.
#[derive(Debug, Clone)]
pub struct Target {
    /// The model.
    pub model: Model,
    /// Its list below `/api/`, as forms look it up; empty when it has none.
    pub path: &'static str,
    /// Condition on the row `r` for it to be chosen.
    pub restriction: Option<&'static str>,
    /// The same restriction as query parameters of the list.
    pub filters: Vec<(&'static str, Value)>,
}

impl Target {
    /// Any row of the model.
    pub const fn new(model: Model, path: &'static str) -> Self {
        Target { model, path, restriction: None, filters: Vec::new() }
    }

    /// Only rows with a flag, which is a column and a filter of the same name.
    pub fn only(mut self, condition: &'static str, filter: &'static str) -> Self {
        self.restriction = Some(condition);
        self.filters.push((filter, Value::Bool(true)));
        self
    }

    /// The restrictions as an object, for forms.
    pub fn filters_json(&self) -> Value {
        Value::Object(
            self.filters.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<Map<_, _>>(),
        )
    }

    /// A query that has a row when `?` is a row that may be chosen.
    pub fn lookup(&self) -> String {
        match self.restriction {
            Some(condition) => format!("SELECT 1 FROM {} AS r WHERE r.id = ? AND {condition}", self.model.table),
            None => format!("SELECT 1 FROM {} AS r WHERE r.id = ?", self.model.table),
        }
    }
}
