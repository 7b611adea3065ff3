//! The body of an action: fields, and lists of objects with fields of their own.

use ironwood_db::{Decimal, Param};
use serde_json::Value;

use crate::declare::Field;
use crate::error::{Error, Problem, Problems, Result};
use crate::kind::type_name;
use crate::write::decode_fields;

/// What an action takes.
#[derive(Clone, Default)]
pub struct Form {
    /// Name of the component in the OpenAPI document.
    pub component: &'static str,
    /// Single values.
    pub fields: Vec<Field>,
    /// Lists of objects: name, form of an entry, message when the list is empty (none: it may be).
    pub lists: Vec<(&'static str, Form, Option<&'static str>)>,
}

/// What a client gave to an action, checked field by field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// Values by field name; only those that were sent or have a default.
    pub values: Vec<(&'static str, Param)>,
    /// Entries by list name.
    pub lists: Vec<(&'static str, Vec<Given>)>,
}

impl Form {
    /// A form without fields.
    pub fn new(component: &'static str) -> Self {
        Form { component, ..Form::default() }
    }

    /// Adds a field.
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds a list of objects that must be sent and, with a message, must not be empty.
    pub fn list(mut self, name: &'static str, entry: Form, empty_message: Option<&'static str>) -> Self {
        self.lists.push((name, entry, empty_message));
        self
    }

    /// Reads a body.
    ///
    /// # Errors
    /// All problems of all fields and entries together; entries are reported as a list aligned with the input (spec 00 §9).
    pub fn read(&self, body: &Value) -> Result<Given> {
        let mut problems = Problems::new();
        let given = self.collect(body, &mut problems)?;
        problems.check()?;
        Ok(given)
    }

    fn collect(&self, body: &Value, problems: &mut Problems) -> Result<Given> {
        let empty = Value::Object(serde_json::Map::new());
        let body = if body.is_null() { &empty } else { body };
        let Some(object) = body.as_object() else {
            return Err(not_an_object(body));
        };
        let mut given = Given { values: decode_fields(&self.fields, object, false, problems), lists: Vec::new() };
        for (name, entry, empty_message) in &self.lists {
            match object.get(*name) {
                None => {
                    problems.add(name, "This field is required.");
                }
                Some(Value::Null) => {
                    problems.add(name, "This field may not be null.");
                }
                Some(Value::Array(items)) if items.is_empty() => {
                    if let Some(message) = empty_message {
                        return Err(Error::general(*message));
                    }
                    given.lists.push((name, Vec::new()));
                }
                Some(Value::Array(items)) => {
                    let mut entries = Vec::with_capacity(items.len());
                    let mut wrong = Vec::with_capacity(items.len());
                    for item in items {
                        let mut own = Problems::new();
                        match entry.collect(item, &mut own) {
                            Ok(decoded) => entries.push(decoded),
                            Err(_) => {
                                own.add(crate::error::GENERAL, not_an_object_text(item));
                            }
                        }
                        wrong.push(own);
                    }
                    if wrong.iter().any(|own| !own.is_empty()) {
                        let list = wrong.into_iter().map(Problem::Object).collect();
                        problems.set(name, Problem::List(list));
                    }
                    given.lists.push((name, entries));
                }
                Some(other) => {
                    problems.add(name, format!("Expected a list of items but got type \"{}\".", type_name(other)));
                }
            }
        }
        Ok(given)
    }
}

fn not_an_object_text(body: &Value) -> String {
    format!("Invalid data. Expected a dictionary, but got {}.", type_name(body))
}

/// The framework's answer to a body that is no object.
pub(crate) fn not_an_object(body: &Value) -> Error {
    Error::general(not_an_object_text(body))
}

impl Given {
    /// The value of a field; null when it was not sent.
    pub fn get(&self, name: &str) -> &Param {
        self.values.iter().find(|(known, _)| *known == name).map_or(&Param::Null, |(_, value)| value)
    }

    /// Whether the field was sent or has a default.
    pub fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(known, _)| *known == name)
    }

    /// A number field; 0 when it was not sent.
    pub fn int(&self, name: &str) -> i64 {
        self.get(name).as_int().unwrap_or_default()
    }

    /// A decimal field; 0 when it was not sent.
    pub fn decimal(&self, name: &str) -> Decimal {
        self.get(name).as_decimal().unwrap_or_default()
    }

    /// A truth field; false when it was not sent.
    pub fn bool(&self, name: &str) -> bool {
        self.get(name).as_bool().unwrap_or_default()
    }

    /// A text field that says something.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).as_text().filter(|text| !text.is_empty())
    }

    /// The entries of a list.
    pub fn entries(&self, name: &str) -> &[Given] {
        self.lists.iter().find(|(known, _)| *known == name).map_or(&[], |(_, entries)| entries)
    }
}
