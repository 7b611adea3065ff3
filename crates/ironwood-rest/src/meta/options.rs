//! OPTIONS: what a caller may do here, and with which fields (spec 00 §12). The web UI builds its forms from it.

use ironwood_auth::{Decision, PermissionClass};
use serde_json::{Map, Value, json};

use crate::ctx::Ctx;
use crate::declare::{DefaultValue, Field, Form, Model, Shape, Source};
use crate::error::Result;
use crate::kernel::Route;
use crate::request::{Method, Reply, Request};

/// Answers OPTIONS.
///
/// # Errors
/// From storage, or when the row is not there.
pub async fn options(ctx: &mut Ctx<'_>, route: Route<'_>, request: &Request) -> Result<Reply> {
    let mut actions = Map::new();
    let allowed = |ctx: &Ctx<'_>, method: Method| is_offered(ctx, route, method);
    let methods = route.methods();
    let defaults = dynamic_defaults(ctx, route).await?;
    let choices = looked_up_choices(ctx, route).await?;
    let instance = match route {
        Route::Row(resource)
            if resource.single.is_none() && methods.contains(&Method::Put) && allowed(ctx, Method::Put) =>
        {
            Some(crate::read::find(ctx, resource, request).await?)
        }
        _ => None,
    };
    for method in [Method::Get, Method::Post, Method::Put, Method::Delete] {
        if !methods.contains(&method) || !allowed(ctx, method) {
            continue;
        }
        let described = match (route, method) {
            (_, Method::Delete) => Map::new(),
            (Route::List(resource) | Route::Row(resource), _) => {
                describe_shape(&resource.shape, &defaults, &choices, instance)
            }
            (Route::Endpoint(endpoint), _) => {
                let verb = endpoint.verbs.iter().find(|verb| verb.method == method);
                match verb.and_then(|verb| verb.form.as_ref()) {
                    Some(form) => describe_form(form),
                    None => endpoint.shape.as_ref().map(|shape| describe_fields(&shape.fields)).unwrap_or_default(),
                }
            }
        };
        actions.insert(method.name().to_owned(), Value::Object(described));
    }
    let (name, summary, model) = match route {
        Route::List(resource) => (format!("{} list", resource.model().verbose), resource.summary, named_model(route)),
        Route::Row(resource) => (format!("{} detail", resource.model().verbose), resource.summary, named_model(route)),
        Route::Endpoint(endpoint) => {
            let name = endpoint.path.rsplit('/').find(|part| !part.starts_with('<')).unwrap_or_default();
            (name.replace('-', " "), endpoint.summary, named_model(route))
        }
    };
    let mut body = Map::new();
    body.insert("name".into(), name.into());
    body.insert("description".into(), summary.into());
    body.insert("renders".into(), json!(["application/json"]));
    body.insert(
        "parses".into(),
        json!(["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]),
    );
    if route.is_described() {
        body.insert("actions".into(), Value::Object(actions));
    }
    if let Some(model) = model {
        body.insert("model".into(), model.name.into());
    }
    if request.query.get("context").is_some_and(crate::query::loose_bool) {
        body.insert("context".into(), json!({}));
    }
    Ok(Reply::value(&Value::Object(body)))
}

/// Whether forms are told of a method. Those that write need the leave of the path; all of them a permission on the table, for
/// deleting and reading the only thing that counts. Where everybody who is signed in may do everything, only deleting is a
/// matter of the table, and is never offered where there is none.
fn is_offered(ctx: &Ctx<'_>, route: Route<'_>, method: Method) -> bool {
    let leave = || route.permits(ctx.actor, method) == Decision::Allowed;
    let may = |model: &Model| ctx.actor.may(method.action(), model.key);
    let model = named_model(route);
    match method {
        Method::Delete => model.is_some_and(may),
        _ if route.access(method) == Some(PermissionClass::Authenticated) => leave(),
        Method::Get => model.map_or_else(leave, may),
        _ => model.is_none_or(may) && leave(),
    }
}

/// The model that answers name.
fn named_model<'k>(route: Route<'k>) -> Option<&'k Model> {
    match route {
        Route::List(resource) | Route::Row(resource) => resource.names_model.then(|| resource.model()),
        Route::Endpoint(endpoint) => endpoint.model.as_ref(),
    }
}

/// Defaults that settings decide, by field name.
async fn dynamic_defaults(ctx: &mut Ctx<'_>, route: Route<'_>) -> Result<Map<String, Value>> {
    let mut defaults = Map::new();
    let (Route::List(resource) | Route::Row(resource)) = route else { return Ok(defaults) };
    for field in &resource.shape.fields {
        let value = match &field.default {
            Some(DefaultValue::Setting(key, otherwise)) => match (ctx.setting(key).await?, otherwise) {
                (None, otherwise) => otherwise.clone(),
                (Some(text), Value::Bool(_)) => crate::query::loose_bool(&text).into(),
                (Some(text), _) => text.into(),
            },
            Some(DefaultValue::LookedUp(look_up)) => look_up(ctx).await?,
            Some(DefaultValue::Fixed(_)) | None => continue,
        };
        defaults.insert(field.name.into(), value);
    }
    Ok(defaults)
}

/// Choices that the database knows, by field name.
async fn looked_up_choices(ctx: &mut Ctx<'_>, route: Route<'_>) -> Result<Map<String, Value>> {
    let mut found = Map::new();
    let (Route::List(resource) | Route::Row(resource)) = route else { return Ok(found) };
    for field in &resource.shape.fields {
        if let Some(look_up) = field.choices.filter(|_| field.is_writable()) {
            let choices = look_up(ctx).await?;
            let choices = choices.iter().map(|(value, name)| json!({"value": value, "display_name": name}));
            found.insert(field.name.into(), choices.collect());
        }
    }
    Ok(found)
}

fn describe_shape(
    shape: &Shape,
    defaults: &Map<String, Value>,
    choices: &Map<String, Value>,
    instance: Option<i64>,
) -> Map<String, Value> {
    let mut described = describe_fields(&shape.fields);
    for (key, values) in [("default", defaults), ("choices", choices)] {
        for (name, value) in values {
            if let Some(Value::Object(field)) = described.get_mut(name) {
                field.insert(key.into(), value.clone());
            }
        }
    }
    let Some(key) = instance else { return described };
    for field in &shape.fields {
        if let (Some(filter), Some(Value::Object(meta))) = (field.instance_filter, described.get_mut(field.name)) {
            meta.insert("instance_filters".into(), filter(key));
        }
    }
    described
}

/// The fields of a shape or form, described for clients.
pub fn describe_fields(fields: &[Field]) -> Map<String, Value> {
    fields
        .iter()
        .filter(|field| !field.unlisted)
        .map(|field| (field.name.to_owned(), Value::Object(describe(field))))
        .collect()
}

fn describe(field: &Field) -> Map<String, Value> {
    let mut meta = Map::new();
    field.kind.options(&mut meta);
    if !field.filters_listed {
        meta.remove("filters");
    }
    if field.filters_of_embedded {
        meta.insert("filters".into(), json!({}));
    }
    let read_only = !field.is_writable() || field.told_read_only;
    // What nobody can choose has no choices.
    if read_only {
        meta.remove("choices");
    }
    let is_key = field.kind.target().is_some();
    meta.insert("required".into(), field.required.into());
    meta.insert("read_only".into(), read_only.into());
    meta.insert("label".into(), field.label.clone().into());
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
    if field.writing == crate::declare::Writing::Secret && field.write_only_listed {
        meta.insert("write_only".into(), true.into());
    }
    meta
}

/// The fields of a form, with the fields of the entries of its lists.
pub(super) fn describe_form(form: &Form) -> Map<String, Value> {
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
