//! Kinds of fields. Everything the kernel must know about one kind is one implementation of [`Kind`]; a new kind is a new
//! file, and no `match` elsewhere.

mod choice;
mod composed;
mod file;
mod group;
mod nested;
mod number;
mod other;
mod related;
mod text;
mod time;

use ironwood_db::{Cell, Param};
use serde_json::{Map, Value};

pub use choice::{Choice, Choices};
pub use composed::{MapOf, SequenceOf, Unchecked};
pub use file::{File, Naming, Shelf};
pub use group::Group;
pub use nested::{Nested, NestedList};
pub use number::{Bool, Decimal, DecimalStyle, Float, Int};
pub use other::{Anything, Json, ListOf, Opaque, Told};
pub use related::{Related, RelatedMany, no_such_row};
pub use text::{Email, Slug, Text, Url, is_email, is_url};
pub use time::{Date, DateTime, DateTimeForm};

use crate::declare::Target;
use crate::json::JsonWriter;
use crate::read::Render;

/// What is wrong with a value: the messages for its field.
pub type Rejected = Vec<String>;

/// A fixed list of values, for the OpenAPI document.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumeration {
    /// Name of the component; none where the name of the field makes it.
    pub component: Option<&'static str>,
    /// The values with their names for people. An empty text among them says that a field may be empty.
    pub values: Choices,
}

/// What becomes of a text before it is read (spec 00 §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cleaning {
    /// It is one line: what cannot be seen goes, and tags are refused.
    Line,
    /// It is notes in Markdown: lines stay, and what could run where they are shown goes.
    Notes,
    /// Nothing: every character counts.
    Nothing,
}

/// Behaviour of one kind of field.
pub trait Kind: Send + Sync {
    /// Reads a value that a client sent; never called with null, and with text only where it is not empty or the kind is
    /// [`Kind::is_text`].
    ///
    /// # Errors
    /// The messages for the field.
    fn decode(&self, input: &Value) -> Result<Param, Rejected>;

    /// Writes the value of a row.
    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter);

    /// Describes the kind for forms (spec 00 §12): at least `type`.
    fn options(&self, meta: &mut Map<String, Value>);

    /// Describes the kind for the OpenAPI document.
    fn openapi(&self) -> Value;

    /// What is wrong with a value that could be read but is judged with the rules of the model, not with the fields (spec 00 §9).
    fn limits(&self, _value: &Param) -> Rejected {
        Vec::new()
    }

    /// What it points to, when it is a foreign key.
    fn target(&self) -> Option<&Target> {
        None
    }

    /// What it points to, when it is a list of keys.
    fn many_targets(&self) -> Option<&Target> {
        None
    }

    /// Whether an empty text is a value of its own, subject to `blank`.
    fn is_text(&self) -> bool {
        false
    }

    /// Whether forms are told about blank values.
    fn may_be_blank(&self) -> bool {
        self.is_text()
    }

    /// What becomes of a text that a client sent before anything else looks at it.
    fn cleaning(&self) -> Cleaning {
        Cleaning::Line
    }

    /// The values it is limited to, when there is a fixed list of them: a component of its own in the OpenAPI document.
    fn enumeration(&self) -> Option<Enumeration> {
        None
    }

    /// Whether an empty text counts as null even where null is refused.
    fn empty_is_null(&self) -> bool {
        false
    }

    /// Whether a value that cannot be read hides all other problems (spec 20 §20).
    fn fails_alone(&self) -> bool {
        false
    }

    /// Whether it is a web address, which may come without a scheme where the site allows it (spec 31 §2.3).
    fn is_web_address(&self) -> bool {
        false
    }

    /// How an object of values is read.
    fn form(&self) -> Option<&crate::declare::Form> {
        None
    }

    /// What a body is told that must name the field and does not.
    fn missing(&self) -> &'static str {
        "This field is required."
    }

    /// What the column holds for null.
    fn nothing(&self) -> Param {
        Param::Null
    }

    /// What is to be known about files, when it is one.
    fn file(&self) -> Option<&File> {
        None
    }

    /// Fields of an object or of the entries of a list, for the OpenAPI document.
    fn component(&self) -> Option<&crate::declare::Shape> {
        None
    }
}

/// The one message of a rejected value.
pub(crate) fn rejected<T>(message: impl Into<String>) -> Result<T, Rejected> {
    Err(vec![message.into()])
}

/// JSON as a value to store. PostgreSQL has no null characters, in whatever depth or key they stand.
///
/// # Errors
/// The message for the field when it holds one.
pub fn storable(json: &Value) -> Result<Param, Rejected> {
    if holds_null_character(json) {
        return rejected("Null characters are not allowed.");
    }
    Ok(Param::Json(json.to_string()))
}

fn holds_null_character(json: &Value) -> bool {
    match json {
        Value::String(text) => text.contains('\0'),
        Value::Array(entries) => entries.iter().any(holds_null_character),
        Value::Object(entries) => entries.iter().any(|(key, value)| key.contains('\0') || holds_null_character(value)),
        _ => false,
    }
}

/// Name of a JSON type as the framework says it.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}
