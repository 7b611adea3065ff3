//! What operations take: fields as data, read from JSON in the framework's manner (spec 10 §5.1).

use ironwood_rest::kind::is_email;
use serde_json::{Map, Value};

use super::answer::{Answer, Fault};
use super::call::Stop;

/// What an operation takes.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Name of the component in the OpenAPI document; none where the body is described on the spot.
    pub component: Option<&'static str>,
    /// Its fields, in the order in which their faults are told.
    pub fields: &'static [Field],
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must say something.
    pub required: bool,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line of text without blanks around it; at most so many characters.
    Text(usize),
    /// A password, as it was typed.
    Password,
    /// An e-mail address, in lower case.
    Email,
    /// Yes or no.
    Flag,
    /// Yes, and nothing else.
    Yes,
    /// The key of a row.
    Key,
    /// Keys of rows, at least one.
    Keys,
    /// A JSON object.
    Object,
}

impl Field {
    /// A field that must say something.
    pub const fn required(name: &'static str, kind: Kind) -> Self {
        Field { name, kind, required: true }
    }

    /// A field that may be missing.
    pub const fn optional(name: &'static str, kind: Kind) -> Self {
        Field { name, kind, required: false }
    }
}

/// Longest text of a field that has no limit of its own.
pub const ANY_LENGTH: usize = 10_000;
/// Longest e-mail address that the columns hold.
const MOST_EMAIL: usize = 254;

/// What was given.
#[derive(Debug, Clone, Default)]
pub struct Given {
    values: Vec<(&'static str, Value)>,
    /// What is wrong with it, by the order of the fields.
    faults: Vec<(usize, Fault)>,
    fields: &'static [Field],
}

impl Form {
    /// Takes nothing.
    pub const NOTHING: Form = Form { component: None, fields: &[] };

    /// A form that is a component of the OpenAPI document.
    pub const fn named(component: &'static str, fields: &'static [Field]) -> Self {
        Form { component: Some(component), fields }
    }

    /// A form of one operation.
    pub const fn of(fields: &'static [Field]) -> Self {
        Form { component: None, fields }
    }

    /// Reads a body. Fields that are not known are passed over.
    pub fn read(&self, body: &Map<String, Value>) -> Given {
        let mut given = Given { fields: self.fields, ..Given::default() };
        for (at, field) in self.fields.iter().enumerate() {
            match field.read(body.get(field.name).unwrap_or(&Value::Null)) {
                Ok(Value::Null) if field.required => given.faults.push((at, Fault::required(field.name))),
                Ok(Value::Null) => {}
                Ok(value) => given.values.push((field.name, value)),
                Err((code, message)) => given.faults.push((at, Fault::of(field.name, code, message))),
            }
        }
        given
    }
}

type Wrong = (&'static str, String);

impl Field {
    /// The value; null when nothing is said.
    fn read(&self, value: &Value) -> Result<Value, Wrong> {
        match self.kind {
            Kind::Text(most) => line(value, most),
            Kind::Password => {
                let text = text(value)?;
                Ok(if text.trim().is_empty() { Value::Null } else { text.into() })
            }
            Kind::Email => match line(value, MOST_EMAIL)? {
                Value::String(address) if is_email(&address) => Ok(address.to_lowercase().into()),
                Value::Null => Ok(Value::Null),
                _ => Err(("invalid", "Enter a valid email address.".into())),
            },
            Kind::Flag => Ok(match value {
                Value::Bool(flag) => (*flag).into(),
                Value::String(text) if matches!(text.trim().to_lowercase().as_str(), "" | "false" | "0") => {
                    false.into()
                }
                Value::Null => Value::Null,
                Value::Number(number) => (number.as_f64() != Some(0.0)).into(),
                _ => true.into(),
            }),
            Kind::Yes => match (Field { kind: Kind::Flag, ..*self }).read(value)? {
                Value::Bool(true) => Ok(true.into()),
                _ => Ok(Value::Null),
            },
            Kind::Key => match line(value, ANY_LENGTH)? {
                Value::Null => Ok(Value::Null),
                text => key(&text).map(Value::from).ok_or_else(no_choice),
            },
            Kind::Keys => keys(value),
            Kind::Object => match value {
                Value::Object(object) if object.is_empty() => Ok(Value::Null),
                Value::Object(_) => Ok(value.clone()),
                Value::Null => Ok(Value::Null),
                // Forms that send texts only.
                Value::String(text) if text.trim().is_empty() => Ok(Value::Null),
                Value::String(text) => match serde_json::from_str(text) {
                    Ok(Value::Object(object)) => Ok(Value::Object(object)),
                    _ => Err(no_json()),
                },
                _ => Err(no_json()),
            },
        }
    }
}

fn no_json() -> Wrong {
    ("invalid", "Enter a valid JSON.".into())
}

/// The framework's answer to a key that leads nowhere.
pub fn no_choice() -> Wrong {
    ("invalid_choice", "Select a valid choice. That choice is not one of the available choices.".into())
}

/// A text without blanks around it; null when there is nothing else.
fn line(value: &Value, most: usize) -> Result<Value, Wrong> {
    let text = text(value)?;
    let text = text.trim();
    let length = text.chars().count();
    if length > most {
        return Err(("max_length", format!("Ensure this value has at most {most} characters (it has {length}).")));
    }
    Ok(if text.is_empty() { Value::Null } else { text.into() })
}

fn text(value: &Value) -> Result<String, Wrong> {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Array(_) | Value::Object(_) => return Err(("invalid", "Enter a text.".into())),
    };
    if text.contains('\0') {
        return Err(("null_characters_not_allowed", "Null characters are not allowed.".into()));
    }
    Ok(text)
}

fn key(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn keys(value: &Value) -> Result<Value, Wrong> {
    let entries = match value {
        Value::Null => return Ok(Value::Null),
        Value::String(text) if text.trim().is_empty() => return Ok(Value::Null),
        Value::Array(entries) if entries.is_empty() => return Ok(Value::Null),
        Value::Array(entries) => entries,
        _ => return Err(("invalid_list", "Enter a list of values.".into())),
    };
    entries
        .iter()
        .map(|entry| {
            let shown = entry.as_str().map_or_else(|| entry.to_string(), str::to_owned);
            key(entry).map(Value::from).ok_or(("invalid_pk_value", format!("“{shown}” is not a valid value.")))
        })
        .collect()
}

impl Given {
    /// Adds what an operation finds wrong with a field that is well-formed.
    pub fn refuse(&mut self, fault: Fault) {
        let at = fault.param.and_then(|param| self.fields.iter().position(|field| field.name == param));
        self.faults.push((at.unwrap_or(usize::MAX), fault));
    }

    /// Whether something is wrong with a field.
    pub fn is_wrong(&self, name: &str) -> bool {
        self.faults.iter().any(|(_, fault)| fault.param == Some(name))
    }

    /// Ends the operation if anything is wrong, with all faults in the order of the fields.
    ///
    /// # Errors
    /// 400 with the faults.
    pub fn check(&mut self) -> Result<(), Stop> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let mut faults = std::mem::take(&mut self.faults);
        faults.sort_by_key(|(at, _)| *at);
        Err(Answer::faults(faults.into_iter().map(|(_, fault)| fault)).into())
    }

    /// A text, if one was given and is well-formed.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// A text that the form requires.
    pub fn required(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    /// Yes or no; no when nothing was said.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// The key of a row, if one was given.
    pub fn key(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// Keys of rows.
    pub fn keys(&self, name: &str) -> Vec<i64> {
        self.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64).collect()
    }

    /// A JSON object, if one was given.
    pub fn object(&self, name: &str) -> Option<&Map<String, Value>> {
        self.get(name)?.as_object()
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FORM: Form = Form::of(&[
        Field::required("name", Kind::Text(5)),
        Field::required("password", Kind::Password),
        Field::optional("email", Kind::Email),
        Field::optional("flag", Kind::Flag),
        Field::optional("keys", Kind::Keys),
        Field::optional("object", Kind::Object),
    ]);

    fn read(body: Value) -> Given {
        FORM.read(body.as_object().expect("an object"))
    }

    fn codes(body: Value) -> Vec<String> {
        let mut given = read(body);
        match given.check() {
            Ok(()) => Vec::new(),
            Err(Stop::Answered(answer)) => {
                let faults = answer.body.expect("a body")["errors"].as_array().cloned().expect("faults");
                faults.iter().map(|fault| format!("{} {}", fault["param"], fault["code"]).replace('"', "")).collect()
            }
            Err(_) => panic!("an answer"),
        }
    }

    #[test]
    fn texts_are_trimmed_and_passwords_are_not() {
        let given = read(json!({"name": " a b ", "password": " x ", "email": " Zoe@Example.COM ", "more": 1}));
        assert_eq!((given.text("name"), given.text("password")), (Some("a b"), Some(" x ")));
        assert_eq!(given.text("email"), Some("zoe@example.com"));
        assert_eq!(read(json!({"name": 12, "password": 3})).text("name"), Some("12"));
        assert!(read(json!({"flag": true})).flag("flag") && !read(json!({"flag": "false"})).flag("flag"));
    }

    #[test]
    fn faults_come_in_the_order_of_the_fields() {
        assert_eq!(codes(json!({})), ["name required", "password required"]);
        assert_eq!(codes(json!({"name": null, "password": "   "})), ["name required", "password required"]);
        assert_eq!(
            codes(json!({"keys": 1, "object": [], "email": "x", "password": "p", "name": "abcdef"})),
            ["name max_length", "email invalid", "keys invalid_list", "object invalid"]
        );
        assert_eq!(
            codes(json!({"name": "a\u{0}", "password": ["x"], "keys": ["x"]})),
            ["name null_characters_not_allowed", "password invalid", "keys invalid_pk_value"]
        );
        let mut given = read(json!({"name": "a"}));
        given.refuse(Fault::of("name", "taken", "Taken."));
        let Err(Stop::Answered(answer)) = given.check() else { panic!("faults") };
        assert_eq!(answer.body.expect("a body")["errors"][0]["code"], "taken");
    }
}
