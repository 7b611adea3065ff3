//! Field checks: each field of a body by its kind, all problems together (spec 00 §9).

use ironwood_db::Param;
use serde_json::{Map, Value};

use crate::declare::{DefaultValue, Field, Given};
use crate::error::{Error, Problems};

/// What an amount of money says of text; it stands alone.
pub(crate) const NOT_A_NUMBER: &str = "Must be a valid number";

/// Reads the writable fields of a body. With `partial` only what was sent counts; otherwise those left out get their fixed
/// default, and required ones without a default must be there. Values by field name; groups are read by [`decode_groups`].
pub fn decode_fields<'f>(
    fields: impl IntoIterator<Item = &'f Field>,
    body: &Map<String, Value>,
    partial: bool,
    problems: &mut Problems,
) -> Vec<(&'static str, Param)> {
    let mut values = Vec::new();
    for field in fields.into_iter().filter(|field| field.is_writable()) {
        match body.get(field.name) {
            Some(_) if field.kind.form().is_some() => {}
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
            None if field.required && field.default.is_none() => {
                problems.add(field.name, field.kind.missing());
            }
            None => {
                if let Some(DefaultValue::Fixed(fixed)) = &field.default
                    && let Ok(value) = decode(field, fixed)
                {
                    values.push((field.name, value));
                }
            }
        }
    }
    values
}

/// Reads the objects of values in a body by their forms; their problems nest under the field (spec 00 §9).
pub(crate) fn decode_groups(
    fields: &[Field],
    body: &Map<String, Value>,
    problems: &mut Problems,
) -> Vec<(&'static str, Given)> {
    let mut groups = Vec::new();
    for field in fields.iter().filter(|field| field.is_writable()) {
        let Some(form) = field.kind.form() else { continue };
        let dotted = members(field.name, body);
        let Some(sent) = body.get(field.name).or(dotted.as_ref()) else { continue };
        if sent.is_null() {
            if !field.null {
                problems.add(field.name, "This field may not be null.");
            }
            continue;
        }
        match form.inspect(sent) {
            // What is good of it is looked at further: all its problems are told together.
            Ok((given, found)) => {
                groups.push((field.name, given));
                if let Err(Error::Invalid(problem)) = found.check() {
                    problems.set(field.name, problem);
                }
            }
            Err(Error::Invalid(problem)) => {
                problems.set(field.name, problem);
            }
            // Reading a body cannot fail in another way.
            Err(_) => {}
        }
    }
    groups
}

/// The members of an object that a form sends one by one, as `duplicate.original`.
fn members(group: &str, body: &Map<String, Value>) -> Option<Value> {
    let member = |(name, value): (&String, &Value)| {
        Some((name.strip_prefix(group)?.strip_prefix('.')?.to_owned(), value.clone()))
    };
    let members: Map<String, Value> = body.iter().filter_map(member).collect();
    (!members.is_empty()).then_some(Value::Object(members))
}

/// One value of one field.
///
/// # Errors
/// The messages for the field.
pub(super) fn decode(field: &Field, sent: &Value) -> Result<Param, Vec<String>> {
    let refuse = |message: &str| Err(vec![message.to_owned()]);
    let is_empty_text = sent.as_str().is_some_and(|text| text.trim().is_empty());
    if sent.is_null() {
        return if field.null { Ok(field.kind.nothing()) } else { refuse("This field may not be null.") };
    }
    if is_empty_text && field.empty_is_none {
        return Ok(Param::Null);
    }
    if is_empty_text && !field.kind.is_text() {
        // Forms say nothing by an empty text.
        if field.null {
            return Ok(field.kind.nothing());
        }
        if field.kind.target().is_some() || field.kind.empty_is_null() {
            return refuse("This field may not be null.");
        }
    }
    if is_empty_text && field.kind.is_text() {
        return if field.blank { Ok(Param::Text(String::new())) } else { refuse("This field may not be blank.") };
    }
    field.kind.decode(sent)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::declare::{Form, Source};
    use crate::kind::{Bool, Int};

    fn fields() -> Vec<Field> {
        let input = |name| Field::new(name, Int::ANY, Source::Input).writable();
        let flag = Field::new("copy", Bool, Source::Input).writable().default_value(true);
        vec![
            input("count").required().default_value(1),
            input("key").required(),
            Field::group("options", Form::new("Options").field(input("original").required()).field(flag)),
        ]
    }

    fn body(value: Value) -> Map<String, Value> {
        value.as_object().cloned().expect("an object")
    }

    #[test]
    fn a_required_field_with_a_default_need_not_be_sent() {
        let mut problems = Problems::new();
        let values = decode_fields(&fields(), &body(json!({"key": 3})), false, &mut problems);
        assert_eq!(values, [("count", Param::Int(1)), ("key", Param::Int(3))]);
        assert!(problems.is_empty());
    }

    #[test]
    fn an_object_of_values_is_read_by_its_form_and_its_problems_nest() {
        let read = |options: Value| {
            let mut problems = Problems::new();
            let groups = decode_groups(&fields(), &body(json!({"options": options})), &mut problems);
            let given = groups.into_iter().next().map(|(_, given)| given).filter(|_| problems.is_empty());
            given.ok_or(crate::error::Problem::Object(problems).to_json())
        };
        let given = read(json!({"original": "7"})).expect("a good object");
        assert_eq!((given.int("original"), given.bool("copy")), (7, true));
        let mut problems = Problems::new();
        let sent = body(json!({"options.original": "7", "options.copy": "false"}));
        let groups = decode_groups(&fields(), &sent, &mut problems);
        let [(_, given)] = groups.as_slice() else { panic!("one group: {problems:?}") };
        assert_eq!((given.int("original"), given.bool("copy")), (7, false), "as forms send it");
        assert_eq!(
            read(json!({"copy": "perhaps"})),
            Err(json!({"options": {"original": ["This field is required."], "copy": ["Must be a valid boolean."]}}))
        );
        let not_an_object = "Invalid data. Expected a dictionary, but got int.";
        assert_eq!(read(json!(5)), Err(json!({"options": {"non_field_errors": [not_an_object]}})));
        assert_eq!(read(Value::Null), Err(json!({"options": ["This field may not be null."]})));
    }
}
