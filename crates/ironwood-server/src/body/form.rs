//! Form bodies: every value is text (spec 00 §2).

use serde_json::{Map, Value};

use crate::query;
use crate::refusal::Refusal;

/// Reads `a=1&b=2`.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, Refusal> {
    let mut fields = Fields::default();
    for (name, value) in query::pairs(bytes).ok_or(Refusal::Parameters)? {
        fields.add(name, value);
    }
    Ok(fields.into_value())
}

/// The texts of a form by name.
#[derive(Debug, Default)]
pub(super) struct Fields {
    object: Map<String, Value>,
}

impl Fields {
    /// Adds a text. A name that comes several times names a list.
    pub(super) fn add(&mut self, name: String, value: String) {
        match self.object.get_mut(&name) {
            Some(Value::Array(values)) => values.push(value.into()),
            Some(first) => *first = Value::Array(vec![first.take(), value.into()]),
            None => drop(self.object.insert(name, value.into())),
        }
    }

    pub(super) fn into_value(self) -> Value {
        Value::Object(self.object)
    }

    pub(super) fn len(&self) -> usize {
        self.object.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_an_object_of_texts() {
        let value = parse(b"name=Resistor+1k&active=true&tags=a&tags=b&tags=c&note=").unwrap();
        assert_eq!(value.to_string(), r#"{"name":"Resistor 1k","active":"true","tags":["a","b","c"],"note":""}"#);
        assert_eq!(parse(b"").unwrap().to_string(), "{}");
    }
}
