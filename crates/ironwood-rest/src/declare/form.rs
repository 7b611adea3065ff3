//! The body of an action: fields, and lists of objects with fields of their own.

use ironwood_db::{Decimal, Param, date_text, timestamp_text};
use serde_json::Value;

use crate::declare::Field;
use crate::error::{Error, GENERAL, Problem, Problems, Result};
use crate::json::JsonWriter;
use crate::kind::{ListOf, MapOf, Unchecked, type_name};
use crate::write::{clean_body, decode_fields, decode_groups};

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
    /// Objects of values, by field name.
    pub groups: Vec<(&'static str, Given)>,
}

impl Form {
    /// A form without fields.
    pub fn new(component: &'static str) -> Self {
        Form { component, ..Form::default() }
    }

    /// What a deletion of several rows takes: their keys, or filters of the list (spec 00 §11).
    pub fn bulk_request() -> Self {
        let items = ListOf { entries: "integer" };
        Form::new("BulkRequest")
            .field(Field::column("items", items).help("Primary keys; with `?all=true` all rows that the query selects"))
            .field(Field::column("filters", MapOf(Unchecked)).help("Filters of the list"))
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

    /// Whether it takes nothing.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.lists.is_empty()
    }

    /// Reads a body.
    ///
    /// # Errors
    /// All problems of all fields and entries together; entries are reported as a list aligned with the input (spec 00 §9).
    pub fn read(&self, body: &Value) -> Result<Given> {
        let (given, found) = self.inspect(body)?;
        found.check()?;
        Ok(given)
    }

    /// Reads a body and gives what is good of it beside what is wrong, for actions that have more to find: entries and their
    /// problems are aligned with the input.
    ///
    /// # Errors
    /// When the body is no object, or a list is empty that must not be.
    pub fn inspect(&self, body: &Value) -> Result<(Given, Found)> {
        let empty = Value::Object(serde_json::Map::new());
        let body = if body.is_null() { &empty } else { body };
        let object = body.as_object().ok_or_else(|| not_an_object(body))?;
        let object = clean_body(&self.fields, object)?;
        let mut found = Found::default();
        let values = self.decode(&object, &mut found.fields);
        let groups = decode_groups(&self.fields, &object, &mut found.fields);
        let mut given = Given { values, lists: Vec::new(), groups };
        for (name, entry, empty_message) in &self.lists {
            match object.get(*name) {
                None => {
                    found.fields.add(name, "This field is required.");
                }
                Some(Value::Null) => {
                    found.fields.add(name, "This field may not be null.");
                }
                Some(Value::Array(items)) => {
                    if let Some(message) = empty_message.filter(|_| items.is_empty()) {
                        return Err(Error::general(message));
                    }
                    let (entries, problems) = items.iter().map(|item| entry.entry(item)).unzip();
                    given.lists.push((name, entries));
                    found.entries.push((name, problems));
                }
                Some(other) => {
                    let mut problems = Problems::new();
                    problems.add(GENERAL, format!("Expected a list of items but got type \"{}\".", type_name(other)));
                    found.fields.set(name, Problem::Object(problems));
                }
            }
        }
        Ok((given, found))
    }

    /// The fields of a cleaned body. An action judges the bounds of a value together with its form.
    fn decode(&self, object: &serde_json::Map<String, Value>, problems: &mut Problems) -> Vec<(&'static str, Param)> {
        let values = decode_fields(&self.fields, object, false, problems);
        for (name, value) in &values {
            let field = self.fields.iter().find(|field| field.name == *name);
            for message in field.map(|field| field.kind.limits(value)).unwrap_or_default() {
                problems.add(name, message);
            }
        }
        values
    }

    /// One entry of a list. Its texts are cleaned like those of the body itself.
    fn entry(&self, item: &Value) -> (Given, Problems) {
        let mut problems = Problems::new();
        let Some(object) = item.as_object() else {
            problems.add(GENERAL, not_an_object_text(item));
            return (Given::default(), problems);
        };
        match clean_body(&self.fields, object) {
            Ok(object) => {
                let values = self.decode(&object, &mut problems);
                (Given { values, ..Given::default() }, problems)
            }
            Err(Error::Invalid(Problem::Object(own))) => (Given::default(), own),
            Err(_) => (Given::default(), problems),
        }
    }
}

/// What is wrong with a body.
#[derive(Debug, Default, Clone)]
pub struct Found {
    /// Problems of its fields.
    pub fields: Problems,
    /// Problems of the entries of its lists, aligned with them.
    pub entries: Vec<(&'static str, Vec<Problems>)>,
}

impl Found {
    /// The problems of one entry, to add to.
    pub fn entry(&mut self, list: &str, at: usize) -> Option<&mut Problems> {
        self.entries.iter_mut().find(|(name, _)| *name == list).and_then(|(_, problems)| problems.get_mut(at))
    }

    /// `Ok` when nothing is wrong.
    ///
    /// # Errors
    /// All problems together.
    pub fn check(self) -> Result<()> {
        let mut all = self.fields;
        for (name, problems) in self.entries {
            if problems.iter().any(|own| !own.is_empty()) {
                all.set(name, Problem::List(problems.into_iter().map(Problem::Object).collect()));
            }
        }
        all.check()
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

    /// Sets a key to null, here and in all entries, where the row that it names is gone.
    pub fn forget(&mut self, name: &str, gone: &[i64]) {
        for (_, value) in self.values.iter_mut().filter(|(known, _)| *known == name) {
            if value.as_int().is_some_and(|key| gone.contains(&key)) {
                *value = Param::Null;
            }
        }
        for entry in self.lists.iter_mut().flat_map(|(_, entries)| entries) {
            entry.forget(name, gone);
        }
    }

    /// What was sent or has a default, as it was understood: the answer of an action that has no more to say.
    pub fn echo(&self) -> JsonWriter {
        let mut out = JsonWriter::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut JsonWriter) {
        out.open_object();
        for (name, value) in &self.values {
            out.key(name);
            match value {
                Param::Null => out.null(),
                Param::Bool(flag) => out.bool(*flag),
                Param::Int(number) => out.int(*number),
                Param::Real(number) => out.real(*number),
                Param::Decimal(number) => out.decimal(*number),
                Param::Text(text) => out.text(text),
                Param::Date(date) => out.text(&date_text(*date)),
                Param::Timestamp(micros) => out.text(&timestamp_text(*micros)),
                Param::Json(json) => out.json(json.as_bytes()),
                Param::Ints(keys) => list(out, keys, |out, key| out.int(*key)),
                Param::Texts(texts) => list(out, texts, |out, text| out.text(text)),
            };
        }
        for (name, entries) in &self.lists {
            out.key(name);
            list(out, entries, |out, entry| {
                entry.write(out);
                out
            });
        }
        out.close_object();
    }

    /// An object of values, when it was sent.
    pub fn group(&self, name: &str) -> Option<&Given> {
        self.groups.iter().find(|(known, _)| *known == name).map(|(_, given)| given)
    }

    /// The entries of a list.
    pub fn entries(&self, name: &str) -> &[Given] {
        self.lists.iter().find(|(known, _)| *known == name).map_or(&[], |(_, entries)| entries)
    }
}

fn list<'o, T>(
    out: &'o mut JsonWriter,
    entries: &[T],
    write: impl for<'w> Fn(&'w mut JsonWriter, &T) -> &'w mut JsonWriter,
) -> &'o mut JsonWriter {
    out.open_list();
    for entry in entries {
        write(out, entry);
    }
    out.close_list()
}
