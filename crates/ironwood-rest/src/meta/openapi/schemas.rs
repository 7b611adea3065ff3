//! Objects and their properties.

use serde_json::{Map, Value, json};

use super::catalogue::{Catalogue, Object};
use super::enums::{BLANK, Enums, NULL, takes_blank};
use crate::declare::{DefaultValue, Field, Shown, Writing};
use crate::kind::Enumeration;

/// All components, by name.
pub(super) fn components(catalogue: &Catalogue<'_>, enums: &Enums) -> Map<String, Value> {
    let mut schemas = Map::new();
    for (name, object) in catalogue.objects.iter().filter(|(name, _)| !name.is_empty()) {
        schemas.insert((*name).to_owned(), object_schema(name, object, enums, false));
    }
    for name in &catalogue.patched {
        if let Some(object) = catalogue.objects.get(name) {
            schemas.insert(patched(name), object_schema(name, object, enums, true));
        }
    }
    for name in &catalogue.paged {
        schemas.insert(paged(name), page_schema(name));
    }
    enums.write(&mut schemas);
    schemas.sort_keys();
    schemas
}

/// A reference to a component.
pub(super) fn reference(component: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{component}")})
}

/// Body of a PATCH.
pub(super) fn patched(component: &str) -> String {
    format!("Patched{component}")
}

/// A page of a list.
pub(super) fn paged(component: &str) -> String {
    format!("Paginated{component}List")
}

/// Whether a body of this object must say something.
pub(super) fn must_say_something(object: &Object<'_>) -> bool {
    !object.lists.is_empty() || object.fields.iter().any(|field| field.is_writable() && field.required)
}

/// An object; of a `partial` one nothing need be there.
pub(super) fn object_schema(component: &'static str, object: &Object<'_>, enums: &Enums, partial: bool) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, entry) in &object.lists {
        properties.insert((*name).to_owned(), json!({"type": "array", "items": reference(entry.component)}));
        required.push(*name);
    }
    for field in &object.fields {
        properties.insert(field.name.to_owned(), property(component, field, object.is_form, enums));
        if is_required(field) {
            required.push(field.name);
        }
    }
    let mut schema = json!({"type": "object", "properties": properties});
    if !required.is_empty() && !partial {
        required.sort_unstable();
        schema["required"] = required.into();
    }
    schema
}

/// Whether the key is always there: in bodies that must name it, in answers where it is never left out or null.
fn is_required(field: &Field) -> bool {
    field.required || (!field.is_writable() && !field.null && !field.absent_when_null && field.shown != Shown::Never)
}

fn property(component: &'static str, field: &Field, in_form: bool, enums: &Enums) -> Value {
    let read_only = !field.is_writable();
    let write_only = !in_form && matches!(field.writing, Writing::Secret | Writing::OnCreate);
    let mut words = Map::new();
    for (word, holds) in [("readOnly", read_only), ("writeOnly", write_only), ("nullable", field.null)] {
        if holds {
            words.insert(word.into(), true.into());
        }
    }
    // A default in the description of a row would make generated clients send it with each PUT. So only those fields have
    // one that a PUT resets anyway, and what is only taken, never shown.
    if let Some(DefaultValue::Fixed(value)) = &field.default
        && (in_form || write_only || field.reset_by_put)
    {
        words.insert("default".into(), value.clone());
    }
    if field.has_own_label() {
        words.insert("title".into(), field.label.clone().into());
    }
    if let Some(help) = field.help {
        words.insert("description".into(), help.into());
    }
    if let Some(list) = field.kind.enumeration()
        && let Some(name) = enums.name_of(component, field, &list)
    {
        return enumerated(name, field, &list, words);
    }
    let mut schema = field.kind.openapi();
    if let Some(object) = schema.as_object_mut() {
        if read_only {
            for limit in ["minLength", "maxLength", "minimum", "maximum"] {
                object.remove(limit);
            }
        }
        let has_form = matches!(object.get("format").and_then(Value::as_str), Some("uri" | "email"));
        if has_form && field.blank && !read_only {
            let own = std::mem::take(object);
            object.insert("oneOf".into(), json!([own, {"type": "string", "maxLength": 0}]));
        }
        object.extend(words);
    }
    schema
}

/// One of the values of a component; no value counts as one where the field may be empty or null.
fn enumerated(name: &str, field: &Field, list: &Enumeration, words: Map<String, Value>) -> Value {
    let mut variants = vec![reference(name)];
    if takes_blank(field, list) {
        variants.push(reference(BLANK));
    }
    if field.null {
        variants.push(reference(NULL));
    }
    let mut schema = Map::new();
    match variants.len() {
        1 if words.is_empty() => return variants.swap_remove(0),
        1 => schema.insert("allOf".into(), variants.into()),
        _ => schema.insert("oneOf".into(), variants.into()),
    };
    schema.extend(words);
    Value::Object(schema)
}

fn page_schema(component: &str) -> Value {
    let link = |offset: u32| {
        json!({
            "type": "string",
            "format": "uri",
            "nullable": true,
            "example": format!("https://inventory.example/api/things/?limit=100&offset={offset}"),
        })
    };
    json!({
        "type": "object",
        "required": ["count", "results"],
        "properties": {
            "count": {"type": "integer", "description": "Entries on all pages together", "example": 345},
            "next": link(200),
            "previous": link(0),
            "results": {"type": "array", "items": reference(component)},
        },
    })
}
