//! Status codes: the classes that are in the code, the custom states that extend them, and the answers that list both
//! (spec 22 §13).

mod classes;
mod code;
pub mod custom;

use ironwood_rest::declare::{Answer, Endpoint, Field, Form, Handler, Shape, Source};
use ironwood_rest::kind::{Bool, Int, MapOf, Nested, Text};
use ironwood_rest::{BoxFuture, Ctx, Error, JsonWriter, PermissionClass, Reply, Request, Result};
use std::sync::Arc;

pub use classes::*;
pub use code::{Code, filter};

use crate::models;

/// A status that is in the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Its number in the database.
    pub key: i64,
    /// Its name in programs.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// One of [`COLORS`].
    pub color: &'static str,
}

/// The statuses of one kind of object.
pub struct Class {
    /// The name of the class on the wire and in `reference_status`.
    pub name: &'static str,
    /// Its statuses, ascending.
    pub states: &'static [State],
    answer: Handler,
}

/// Colours that a state can have.
pub const COLORS: [&str; 7] = ["primary", "secondary", "success", "danger", "warning", "info", "dark"];

impl Class {
    /// The status of this number.
    pub fn state(&self, key: i64) -> Option<&'static State> {
        self.states.iter().find(|state| state.key == key)
    }

    /// The endpoint that lists the class, for every user: `<resource>/status`.
    pub fn endpoint(&self, path: &'static str) -> Endpoint {
        Endpoint::new(path, "Statuses that these objects can have")
            .answers(Arc::new(described()))
            .get(PermissionClass::Authenticated, self.answer)
    }

    /// SQL: the name for people of the status in `logical`, or of the custom state in `custom` when there is one.
    pub fn label_of(&self, logical: &str, custom: &str) -> String {
        format!(
            "COALESCE((SELECT cs.label FROM common_inventreecustomuserstatemodel cs WHERE cs.reference_status = '{}' \
             AND cs.key = {custom} AND cs.logical_key = {logical}), {})",
            self.name,
            self.name_of(logical)
        )
    }

    /// SQL: the name for people of the status in `code`; empty for a number that is none.
    pub fn name_of(&self, code: &str) -> String {
        let cases: Vec<String> =
            self.states.iter().map(|state| format!("WHEN {} THEN '{}'", state.key, state.label)).collect();
        format!("CASE {code} {} ELSE '' END", cases.join(" "))
    }
}

/// The class of this name.
pub fn class(name: &str) -> Option<&'static Class> {
    ALL.into_iter().find(|class| class.name == name)
}

/// A custom state as it is listed with its class.
struct Custom {
    key: i64,
    logical: i64,
    name: String,
    label: String,
    color: String,
    class: String,
}

/// All custom states, the oldest first.
async fn custom_states(ctx: &mut Ctx<'_>) -> Result<Vec<Custom>> {
    let sql = "SELECT key, logical_key, name, label, color, reference_status \
               FROM common_inventreecustomuserstatemodel ORDER BY id";
    let states = ctx.conn.rows(sql, &[], |row| {
        Ok(Custom {
            key: row.get(0)?,
            logical: row.get(1)?,
            name: row.get(2)?,
            label: row.get(3)?,
            color: row.get(4)?,
            class: row.get(5)?,
        })
    });
    Ok(states.await?)
}

/// Writes a class with its custom states. The number of the status that a custom state stands for is only told where all
/// classes are listed, as text.
fn write(class: &Class, custom: &[Custom], with_logical: bool, out: &mut JsonWriter) {
    out.open_object().key("status_class").text(class.name).key("values").open_object();
    for State { key, name, label, color } in class.states {
        out.key(name).open_object().key("key").int(*key).key("name").text(name);
        out.key("label").text(label).key("color").text(color).close_object();
    }
    for state in custom.iter().filter(|state| state.class == class.name) {
        out.key(&state.name).open_object().key("key").int(state.key);
        if with_logical {
            out.key("logical_key").text(&state.logical.to_string());
        }
        out.key("name").text(&state.name).key("label").text(&state.label);
        out.key("color").text(&state.color).key("custom").bool(true).close_object();
    }
    out.close_object().close_object();
}

async fn one(ctx: &mut Ctx<'_>, class: &Class) -> Result<Reply> {
    let custom = custom_states(ctx).await?;
    let mut out = JsonWriter::new();
    write(class, &custom, false, &mut out);
    Ok(Reply::ok(out.into_bytes()))
}

fn by_name<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move { one(ctx, class(request.capture(0)).ok_or_else(Error::not_found)?).await })
}

fn all<'a>(ctx: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let custom = custom_states(ctx).await?;
        let mut out = JsonWriter::new();
        out.open_object();
        for class in ALL {
            out.key(class.name);
            write(class, &custom, true, &mut out);
        }
        out.close_object();
        Ok(Reply::ok(out.into_bytes()))
    })
}

/// What a class looks like.
fn described() -> Shape {
    let given = |field: Field| field.writable().not_null();
    let state = Shape::new(models::CUSTOM_STATE, "GenericStateValue")
        .field(given(Field::new("key", Int::ANY, Source::Input)).required())
        .field(given(Field::new("logical_key", Text::any(), Source::Input)))
        .field(given(Field::new("name", Text::any(), Source::Input)).required())
        .field(given(Field::new("label", Text::any(), Source::Input)).required())
        .field(given(Field::new("color", Text::any(), Source::Input)))
        .field(given(Field::new("custom", Bool, Source::Input)));
    Shape::new(models::CUSTOM_STATE, "GenericStateClass")
        .field(Field::new("status_class", Text::any(), Source::Input).label("Class"))
        .field(given(Field::new("values", MapOf(Nested { shape: Arc::new(state) }), Source::Input)).required())
}

/// `generic/status/` and one class of it.
pub fn endpoints() -> Vec<Endpoint> {
    let everything = Shape::new(models::CUSTOM_STATE, "StatusClasses");
    vec![
        Endpoint::new("generic/status", "All classes of statuses")
            .answers(Arc::new(everything))
            .get(PermissionClass::Authenticated, all)
            .operation("generic_status_retrieve_all")
            .replies(200, Answer::Object(Form::default())),
        Endpoint::new("generic/status/<statusmodel>", "Statuses of one class")
            .answers(Arc::new(described()))
            .get(PermissionClass::Authenticated, by_name),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_of_a_class_are_its_own() {
        for class in ALL {
            for (at, state) in class.states.iter().enumerate() {
                assert!(COLORS.contains(&state.color), "{} {}", class.name, state.name);
                let others = &class.states[at + 1..];
                assert!(others.iter().all(|other| other.key > state.key && other.name != state.name), "{}", class.name);
            }
        }
    }

    #[test]
    fn the_logical_number_is_told_with_all_classes_only() {
        let custom = Custom {
            key: 7,
            logical: 10,
            name: "LATER".into(),
            label: "Later".into(),
            color: "info".into(),
            class: BUILD.name.into(),
        };
        let written = |with_logical| {
            let mut out = JsonWriter::new();
            write(&BUILD, std::slice::from_ref(&custom), with_logical, &mut out);
            serde_json::from_slice::<serde_json::Value>(out.as_bytes()).expect("valid JSON")["values"]["LATER"].clone()
        };
        assert_eq!(written(true)["logical_key"], "10");
        assert!(written(false).get("logical_key").is_none());
        assert_eq!(written(false)["custom"], true);
    }
}
