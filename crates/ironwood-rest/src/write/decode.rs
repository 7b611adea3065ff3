//! Field checks: each field of a body by its kind, all problems together (spec 00 §9).

use ironwood_db::Param;
use serde_json::{Map, Value};

use crate::declare::{DefaultValue, Field};
use crate::error::Problems;

/// What an amount of money says of text; it stands alone.
pub(crate) const NOT_A_NUMBER: &str = "Must be a valid number";

/// Reads the writable fields of a body. With `partial` only what was sent counts; otherwise required fields must be there, and
/// those left out get their fixed default (only a full update asks for a required field with a default). Values by field name.
pub fn decode_fields(
    fields: &[Field],
    body: &Map<String, Value>,
    partial: bool,
    problems: &mut Problems,
) -> Vec<(&'static str, Param)> {
    let mut values = Vec::with_capacity(fields.len());
    for field in fields.iter().filter(|field| field.is_writable()) {
        match body.get(field.name) {
            Some(sent) => match decode(field, sent) {
                Ok(value) => values.push((field.name, value)),
                Err(messages) => {
                    let unreadable = field.kind.fails_alone() && messages.iter().any(|message| message == NOT_A_NUMBER);
                    if unreadable {
                        *problems = Problems::new();
                        messages.into_iter().for_each(|message| {
                            problems.add(field.name, message);
                        });
                        return values;
                    }
                    messages.into_iter().for_each(|message| {
                        problems.add(field.name, message);
                    });
                }
            },
            None if partial => {}
            None => match &field.default {
                Some(DefaultValue::Fixed(fixed)) => {
                    values.extend(decode(field, fixed).ok().map(|value| (field.name, value)));
                }
                None if field.required => {
                    problems.add(field.name, "This field is required.");
                }
                _ => {}
            },
        }
    }
    values
}

/// One value of one field.
///
/// # Errors
/// The messages for the field.
pub(super) fn decode(field: &Field, sent: &Value) -> Result<Param, Vec<String>> {
    let refuse = |message: &str| Err(vec![message.to_owned()]);
    let is_empty_text = sent.as_str().is_some_and(|text| text.trim().is_empty());
    if sent.is_null() {
        return if field.null { Ok(Param::Null) } else { refuse("This field may not be null.") };
    }
    if is_empty_text && field.empty_is_none {
        return Ok(Param::Null);
    }
    if is_empty_text && !field.kind.is_text() {
        // Forms say nothing by an empty text.
        if field.null {
            return Ok(Param::Null);
        }
        if field.kind.target().is_some() {
            return refuse("This field may not be null.");
        }
    }
    if is_empty_text && field.kind.is_text() {
        return if field.blank { Ok(Param::Text(String::new())) } else { refuse("This field may not be blank.") };
    }
    field.kind.decode(sent)
}
