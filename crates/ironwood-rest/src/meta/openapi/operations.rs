//! One operation: the meeting of a path and a method.

use serde_json::{Map, Value, json};

use super::Info;
use super::catalogue::{BULK_REQUEST, Catalogue};
use super::document::{Part, parts_of};
use super::enums::Enums;
use super::parameters::{self, Parameters};
use super::schemas::{must_say_something, object_schema, paged, patched, reference};
use super::security;
use crate::declare::{Answer, Endpoint, Field, Form, Resource, Verb};
use crate::kernel::Route;
use crate::request::Method;

/// Writes operations.
pub(super) struct Writer<'a> {
    catalogue: &'a Catalogue<'a>,
    enums: &'a Enums,
    info: &'a Info,
}

/// What differs from operation to operation.
struct Parts {
    name: String,
    description: String,
    parameters: Parameters,
    body: Option<Value>,
    status: u16,
    answer: Option<Value>,
}

impl<'a> Writer<'a> {
    pub fn new(catalogue: &'a Catalogue<'a>, enums: &'a Enums, info: &'a Info) -> Self {
        Writer { catalogue, enums, info }
    }

    /// The operation of `method` at `pattern`.
    pub fn operation(&self, pattern: &str, route: Route<'_>, method: Method) -> Value {
        let mut parts = match route {
            Route::List(resource) => self.of_list(resource, method),
            Route::Row(resource) => self.of_row(resource, method),
            Route::Endpoint(endpoint) => self.of_endpoint(endpoint, method),
        };
        if parts.name.starts_with('_') {
            parts.name = format!("{}{}", base_name(pattern), parts.name);
        }
        parts.parameters.append(&mut parameters::of_path(pattern));
        let mut operation = Map::new();
        operation.insert("operationId".into(), parts.name.into());
        operation.insert("description".into(), parts.description.into());
        if !parts.parameters.is_empty() {
            operation.insert("parameters".into(), parts.parameters.into_values().collect());
        }
        operation.insert("tags".into(), json!([tag(pattern, route)]));
        if let Some(body) = parts.body {
            operation.insert("requestBody".into(), body);
        }
        operation.insert("security".into(), security::of_route(route, method, self.info));
        let response = match parts.answer {
            Some(schema) => json!({"description": "Success", "content": {"application/json": {"schema": schema}}}),
            None => json!({"description": "No response body"}),
        };
        operation.insert("responses".into(), json!({parts.status.to_string(): response}));
        Value::Object(operation)
    }

    fn of_list(&self, resource: &Resource, method: Method) -> Parts {
        let shape = resource.shape.component;
        let kind = in_a_sentence(resource.model().verbose);
        let description = match method {
            Method::Post if resource.writes.bulk_create => {
                format!("Creates one {kind}, or several when the body is a list.")
            }
            Method::Post => format!("Creates one {kind}."),
            Method::Put | Method::Patch => {
                format!("Changes several of the kind {kind}: `items` names them, or `?all=true`.")
            }
            Method::Delete => format!("Deletes several of the kind {kind}."),
            Method::Get | Method::Options => resource.summary.to_owned(),
        };
        let created = resource.created_as.unwrap_or(shape);
        let (name, body, answer) = match method {
            Method::Post => {
                let answer = if resource.creates_list { list_of(created) } else { reference(created) };
                ("_create", Some(self.body(created, false)), Some(answer))
            }
            Method::Put => ("_bulk_update", Some(self.body(shape, false)), Some(reference(shape))),
            Method::Patch => ("_bulk_partial_update", Some(self.body(shape, true)), Some(reference(shape))),
            Method::Delete => ("_bulk_destroy", Some(body_of(reference(BULK_REQUEST.component), true)), None),
            Method::Get | Method::Options => {
                ("_list", None, Some(reference(&paged(resource.listed_as.unwrap_or(shape)))))
            }
        };
        let parameters = if method == Method::Get { parameters::of_list(resource) } else { Parameters::new() };
        Parts { name: name.into(), description, parameters, body, status: status_of(method), answer }
    }

    fn of_row(&self, resource: &Resource, method: Method) -> Parts {
        let shape = resource.shape.component;
        let kind = in_a_sentence(resource.model().verbose);
        let (name, description, body, answer) = match method {
            Method::Put => {
                ("_update", format!("Replaces one {kind}."), Some(self.body(shape, false)), Some(reference(shape)))
            }
            Method::Patch => {
                let description = format!("Changes the named fields of one {kind}.");
                ("_partial_update", description, Some(self.body(shape, true)), Some(reference(shape)))
            }
            Method::Delete => ("_destroy", deletion(resource, &kind), None, None),
            Method::Get | Method::Post | Method::Options => {
                ("_retrieve", format!("One {kind}."), None, Some(reference(shape)))
            }
        };
        let parameters = if method == Method::Get { parameters::of_row(resource) } else { Parameters::new() };
        Parts { name: name.into(), description, parameters, body, status: status_of(method), answer }
    }

    fn of_endpoint(&self, endpoint: &Endpoint, method: Method) -> Parts {
        let verb = endpoint.verbs.iter().find(|verb| verb.method == method);
        let form = verb.and_then(|verb| verb.form.as_ref()).filter(|form| !form.is_empty());
        let answer = verb.map_or(&Answer::Usual, |verb| &verb.answer);
        let lists = match answer {
            Answer::List(_) | Answer::Page(_) => true,
            Answer::Usual => endpoint.lists,
            _ => false,
        };
        let name = match method {
            Method::Get | Method::Options if lists => "_list",
            Method::Get | Method::Options => "_retrieve",
            Method::Post => "_create",
            Method::Put => "_update",
            Method::Patch => "_partial_update",
            Method::Delete => "_destroy",
        };
        let changed = endpoint.shape.as_ref().filter(|_| verb.is_some_and(Verb::takes_shape));
        let body = form
            .map(|form| self.form_body(form, method == Method::Patch))
            .or_else(|| changed.map(|shape| self.body(shape.component, method == Method::Patch)));
        let answer = match answer {
            Answer::Nothing => None,
            Answer::One(shape) => Some(reference(shape.component)),
            Answer::List(shape) => Some(list_of(shape.component)),
            Answer::Page(shape) => Some(reference(&paged(shape.component))),
            Answer::Object(form) => Some(self.form_schema(form, false)),
            Answer::Usual => match (method, &endpoint.shape) {
                (Method::Delete, _) => None,
                (Method::Get, Some(shape)) if endpoint.lists => Some(list_of(shape.component)),
                (Method::Get | Method::Put | Method::Patch, Some(shape)) => Some(reference(shape.component)),
                // Nothing is known about it but that it is JSON.
                (Method::Get, None) => Some(json!({})),
                _ => form.map(|form| self.form_schema(form, false)),
            },
        };
        Parts {
            name: verb.and_then(|verb| verb.operation).unwrap_or(name).to_owned(),
            description: endpoint.summary.to_owned(),
            parameters: verb.map(parameters::of_verb).unwrap_or_default(),
            body,
            status: verb.and_then(|verb: &Verb| verb.status).unwrap_or_else(|| status_of(method)),
            answer,
        }
    }

    fn body(&self, component: &'static str, partial: bool) -> Value {
        if partial {
            return body_of(reference(&patched(component)), false);
        }
        let required = self.catalogue.objects.get(component).is_some_and(must_say_something);
        body_of(reference(component), required)
    }

    fn form_body(&self, form: &Form, partial: bool) -> Value {
        let required = !partial && (!form.lists.is_empty() || form.fields.iter().any(|field| field.required));
        body_of(self.form_schema(form, partial), required)
    }

    /// A reference to the form's component; a form without a name is written out.
    fn form_schema(&self, form: &Form, partial: bool) -> Value {
        if form.component.is_empty() {
            let object = super::catalogue::Object {
                fields: form.fields.iter().collect(),
                lists: form.lists.iter().map(|(name, entry, _)| (*name, entry)).collect(),
                is_form: true,
            };
            return object_schema("", &object, self.enums, partial);
        }
        if partial { reference(&patched(form.component)) } else { reference(form.component) }
    }
}

fn list_of(component: &str) -> Value {
    json!({"type": "array", "items": reference(component)})
}

/// The three forms in which every body is understood (spec 00 §2).
fn body_of(schema: Value, required: bool) -> Value {
    let mut body = json!({"content": {
        "application/json": {"schema": schema},
        "application/x-www-form-urlencoded": {"schema": schema},
        "multipart/form-data": {"schema": schema},
    }});
    if required {
        body["required"] = true.into();
    }
    body
}

fn status_of(method: Method) -> u16 {
    match method {
        Method::Post => 201,
        Method::Delete => 204,
        _ => 200,
    }
}

/// The name of a model inside of a sentence: `API Token` -> `API token`.
fn in_a_sentence(name: &str) -> String {
    let is_acronym = |word: &str| word.len() > 1 && !word.contains(char::is_lowercase);
    let words = name.split(' ').map(|word| if is_acronym(word) { word.to_owned() } else { word.to_lowercase() });
    words.collect::<Vec<_>>().join(" ")
}

/// A DELETE has no body in an OpenAPI document; what it may say is told in words.
fn deletion(resource: &Resource, kind: &str) -> String {
    let mut text = format!("Deletes one {kind}.");
    let fields = resource.writes.delete_form.as_ref().map(|form| form.fields.as_slice()).unwrap_or_default();
    if !fields.is_empty() {
        text.push_str(" The body may say:");
        let describe = |field: &Field| format!("\n* `{}` - {}", field.name, field.help.unwrap_or(&field.label));
        text.extend(fields.iter().map(describe));
    }
    text
}

/// `stock/location-type/<pk>/` -> `stock_location_type`.
fn base_name(pattern: &str) -> String {
    let words = parts_of(pattern).into_iter().filter_map(|part| match part {
        Part::Word(word) if !word.is_empty() => Some(word.replace('-', "_")),
        _ => None,
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "root".to_owned() } else { words.join("_") }
}

fn tag<'p>(pattern: &'p str, route: Route<'p>) -> &'p str {
    let own = match route {
        Route::Endpoint(endpoint) => endpoint.tag,
        _ => None,
    };
    own.unwrap_or_else(|| pattern.split('/').next().filter(|word| !word.is_empty()).unwrap_or("root"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_the_words_of_the_path() {
        assert_eq!(base_name("stock/location-type/<pk>/"), "stock_location_type");
        assert_eq!(base_name("plugins/<plugin>/settings/<key>/"), "plugins_settings");
        assert_eq!(base_name(""), "root");
    }
}
