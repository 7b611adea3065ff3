//! Fields as forms are told about them (spec 00 §12).

use serde_json::{Map, Value, json};

use crate::declare::{DefaultValue, Field, Form, Shown, Source};
use crate::read::Purpose;

/// The fields of a row inside another one.
pub fn describe_fields(fields: &[Field]) -> Map<String, Value> {
    describe_for(fields, Purpose::List)
}

/// The fields of a row as answers for this purpose have it. What such an answer shows only on demand has no label, unless it was
/// given one: the framework makes up the labels of the others.
pub(super) fn describe_for(fields: &[Field], purpose: Purpose) -> Map<String, Value> {
    let is_labelled = |field: &Field| {
        let is_optional = matches!(field.shown, Shown::Flag { .. });
        field.is_labelled || !is_optional || field.is_shown(purpose)
    };
    fields
        .iter()
        .filter(|field| !field.unlisted)
        .map(|field| (field.name.to_owned(), Value::Object(describe(field, is_labelled(field)))))
        .collect()
}

fn describe(field: &Field, labelled: bool) -> Map<String, Value> {
    let mut meta = Map::new();
    field.kind.options(&mut meta);
    if !field.filters_listed {
        meta.remove("filters");
    }
    if field.filters_of_embedded {
        meta.insert("filters".into(), json!({}));
    }
    let is_key = field.kind.target().is_some();
    meta.insert("required".into(), field.required.into());
    meta.insert("read_only".into(), (!field.is_writable()).into());
    if labelled {
        meta.insert("label".into(), field.label.clone().into());
    }
    if let Some(help) = field.help {
        meta.insert("help_text".into(), help.into());
    }
    meta.insert("allow_null".into(), field.null.into());
    if let (Source::Many(_), Some(Value::Object(child))) = (&field.source, meta.get_mut("child")) {
        child.insert("allow_null".into(), field.null.into());
    }
    if field.kind.may_be_blank() {
        meta.insert("allow_blank".into(), field.blank.into());
    }
    if let Some(DefaultValue::Fixed(value)) = &field.default
        && (!is_key || value.is_null())
    {
        meta.insert("default".into(), value.clone());
    }
    meta
}

/// The fields of a form, with the fields of the entries of its lists.
pub fn describe_form(form: &Form) -> Map<String, Value> {
    let mut described = Map::new();
    for (name, entry, _) in &form.lists {
        let child = json!({
            "type": "nested object", "required": true, "read_only": false, "children": describe_form(entry),
        });
        let list = json!({
            "type": "field", "required": true, "read_only": false, "label": name, "allow_null": false, "child": child,
        });
        described.insert((*name).to_owned(), list);
    }
    described.extend(describe_fields(&form.fields));
    described
}
