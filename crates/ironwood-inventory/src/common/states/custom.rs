//! Custom states: statuses that an installation adds to a class (spec 22 §13).

use std::sync::Arc;

use ironwood_db::{Cell, Param};
use ironwood_rest::declare::{Field, Filter, Resource, Shape};
use ironwood_rest::kind::{Choice, Int, Kind, Rejected, Text};
use ironwood_rest::read::Render;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, JsonWriter, PermissionClass, Result};
use serde_json::{Map, Value};

use super::{ALL, COLORS, LABEL_PRINTER, class};
use crate::common::content_types;
use crate::{models, targets};

/// The name of a state as programs use it: capitals, digits and underscores, no digit first.
struct StateName;

impl Kind for StateName {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let name = Text::max(250).decode(input)?;
        let text = name.as_text().unwrap_or_default();
        let mut messages = Vec::new();
        if text != text.to_uppercase() {
            messages.push(format!("'{text}' has to be written in capital letters"));
        }
        let starts = text.starts_with(|first: char| first.is_alphabetic() || first == '_');
        if !starts || !text.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
            messages.push(format!("'{text}' is no identifier: use letters, digits and underscores"));
        }
        if messages.is_empty() { Ok(name) } else { Err(messages) }
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        Text::max(250).encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        Text::max(250).options(meta);
    }

    fn openapi(&self) -> Value {
        Text::max(250).openapi()
    }

    fn is_text(&self) -> bool {
        true
    }
}

fn one_of<'n>(values: impl Iterator<Item = &'n str>, max: usize) -> Choice {
    let choices: Vec<(&str, &str)> = values.map(|value| (value, value)).collect();
    Choice { max, ..Choice::texts(&choices) }
}

fn shape() -> Shape {
    // The statuses of a printer are told by its driver, nobody can add to them.
    let classes = ALL.into_iter().filter(|class| class.name != LABEL_PRINTER.name).map(|class| class.name);
    let any_number = Int::between(i64::MIN, i64::MAX);
    Shape::new(models::CUSTOM_STATE, "CustomState")
        .join("ct", "django_content_type", "ct.id = t.model_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("key", any_number).required().help("Number that objects in this state carry"))
        .field(Field::column("name", StateName).required().help("Name in programs"))
        .field(Field::column("label", Text::max(250)).required().help("Name for people"))
        .field(
            Field::column("color", one_of(COLORS.into_iter(), 10))
                .default_value("secondary")
                .help("Colour in which the state is shown"),
        )
        .field(Field::column("logical_key", any_number).required().help("Status that the state counts as"))
        .field(
            Field::column("model", targets::to(targets::content_type()))
                .stored_as("model_id")
                .null()
                .help("Kind of objects that can be in the state"),
        )
        .field(content_types::name_field("model_name", "ct.app_label", "ct.model"))
        .field(
            Field::column("reference_status", one_of(classes, 250)).required().help("Class of statuses it belongs to"),
        )
}

fn taken(columns: &str) -> Error {
    Error::general(format!("The fields {columns} must make a unique set."))
}

/// `generic/status/custom/`.
pub fn resource() -> Resource {
    Resource::new("generic/status/custom", Arc::new(shape()), "States that this installation adds to a status class")
        .access(PermissionClass::StaffOrReadOnly)
        .writable()
        .filter(Filter::key("model", "t.model_id", targets::content_type()))
        .filter(Filter::text("reference_status", "t.reference_status"))
        .order_columns(&["key"])
        .search(&["t.key", "t.name", "t.label", "t.reference_status"])
        .unique(&["reference_status", "key"], || taken("reference_status, key"))
        .unique(&["reference_status", "name"], || taken("reference_status, name"))
        .rule(fits_its_class)
}

/// One problem at a time, the first that is found.
fn fits_its_class<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            let (key, logical) = (draft.int("key"), draft.int("logical_key"));
            let Some(class) = class(draft.text("reference_status")) else { continue };
            if draft.key("model_id").is_none() {
                draft.refuse("model", "Say which kind of objects can be in the state");
            } else if key == logical {
                draft.refuse("key", format!("A state cannot stand for itself: choose another number than {key}"));
            } else if let Some(state) = class.state(key) {
                draft.refuse("key", format!("{key} is the status '{}' of {}", state.label, class.name));
            } else if class.state(logical).is_none() {
                draft.refuse("logical_key", format!("{} has no status {logical}", class.name));
            } else if class.states.iter().any(|state| state.name == draft.text("name")) {
                let name = draft.text("name").to_owned();
                draft.refuse("name", format!("{name} is a status of {} already", class.name));
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_identifiers_in_capitals() {
        for (name, problems) in [("IN_LAB2", 0), ("lower", 1), ("A B", 1), ("1A", 1), ("a b", 2), ("É_X", 0)] {
            let found = StateName.decode(&Value::from(name)).err().map_or(0, |messages| messages.len());
            assert_eq!(found, problems, "{name}");
        }
    }
}
