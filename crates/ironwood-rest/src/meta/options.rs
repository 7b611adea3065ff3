//! OPTIONS: what a caller may do here, and with which fields (spec 00 §12). The web UI builds its forms from it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use ironwood_auth::{Decision, PermissionClass};
use ironwood_db::BoxFuture;
use serde_json::{Map, Value, json};

use crate::ctx::Ctx;
use crate::declare::{DefaultValue, Field, Form, Item, Model, Resource, Shape, Shown, Source};
use crate::error::{Error, Result};
use crate::kernel::Route;
use crate::query::Query;
use crate::read::{Purpose, chosen};
use crate::request::{Method, Reply, Request};

/// Answers OPTIONS.
///
/// # Errors
/// From storage, or when the row is not there.
pub async fn options(ctx: &mut Ctx<'_>, route: Route<'_>, request: &Request) -> Result<Reply> {
    let mut actions = Map::new();
    let allowed = |ctx: &Ctx<'_>, method: Method| is_offered(ctx, route, method);
    let methods = route.announced_methods();
    let instance = match route {
        Route::Row(resource)
            if resource.single.is_none() && methods.contains(&Method::Put) && allowed(ctx, Method::Put) =>
        {
            existing(ctx, resource, request).await?
        }
        // What may be chosen is told to those who may only look, too.
        Route::Row(resource) if !methods.contains(&Method::Put) || !allowed(ctx, Method::Put) => {
            existing(ctx, resource, request).await.unwrap_or_default()
        }
        _ => None,
    };
    let present = match route {
        Route::Endpoint(endpoint) => match endpoint.presence {
            Some(presence) => presence(ctx, request).await?,
            None => true,
        },
        Route::Row(resource) => instance.is_some() || resource.single.is_some(),
        Route::List(_) => true,
    };
    let mut rows = match route {
        Route::List(resource) | Route::Row(resource) => describe_rows(ctx, &resource.shape, instance).await?,
        Route::Endpoint(endpoint) => match &endpoint.shape {
            Some(shape) => describe_rows(ctx, shape, ctx.owner).await?,
            None => Map::new(),
        },
    };
    if let Route::Row(resource) = route {
        resource.shape.fields.iter().filter(|field| field.listed_for_create).for_each(|field| {
            rows.remove(field.name);
        });
    }
    for method in [Method::Get, Method::Post, Method::Put, Method::Delete] {
        if !methods.contains(&method) || !allowed(ctx, method) || method == Method::Put && !present {
            continue;
        }
        let described = match (route, method) {
            (_, Method::Delete) => Map::new(),
            (Route::List(resource) | Route::Row(resource), _) => {
                for_method(ctx, route, &resource.shape, method, &request.query, &rows)
            }
            (Route::Endpoint(endpoint), _) => {
                let verb = endpoint.verbs.iter().find(|verb| verb.method == method);
                match verb.and_then(|verb| verb.form.as_ref()) {
                    Some(form) => describe_form(form),
                    None => rows.clone(),
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

/// The key of the row, if it is there for the caller: what is not there cannot be changed.
async fn existing(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request) -> Result<Option<i64>> {
    let key = match crate::read::find(ctx, resource, request).await {
        Ok(key) => key,
        Err(Error::NotFound(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let sql = format!("SELECT 1 FROM {} WHERE \"{}\" = ?", resource.model().table, resource.shape.key);
    Ok(ctx.conn.exists(&sql, &[key.into()]).await?.then_some(key))
}

/// What a method is told about the rows: the columns of their list or of one of them, or what a form takes.
fn for_method(
    ctx: &Ctx<'_>,
    route: Route<'_>,
    shape: &Shape,
    method: Method,
    query: &Query,
    described: &Map<String, Value>,
) -> Map<String, Value> {
    let purpose = match (method, route) {
        (Method::Get, Route::List(_)) => Purpose::List,
        (Method::Get, _) => Purpose::Detail,
        _ => Purpose::Updated,
    };
    let shown = chosen(shape, purpose, query, ctx);
    let mut described = described.clone();
    for (at, field) in shape.fields.iter().enumerate() {
        match field.shown {
            // What is written here but shown elsewhere is no column; what is only shown is told of all the same.
            Shown::Detail if purpose == Purpose::List && field.is_writable() => {
                described.remove(field.name);
            }
            _ if shown & (1 << at) == 0 => unlabel(field, &mut described),
            _ => {}
        }
    }
    described
}

/// An optional field that an answer does not have has no label there, unless it is a label of its own.
fn unlabel(field: &Field, described: &mut Map<String, Value>) {
    let is_optional = matches!(field.shown, Shown::Flag { .. }) || field.guarded_by().is_some();
    if let (true, Some(Value::Object(meta))) = (is_optional && !field.has_own_label(), described.get_mut(field.name)) {
        meta.remove("label");
    }
}

/// The fields of an embedded row, described for clients.
pub fn describe_embedded(fields: &[Field]) -> Map<String, Value> {
    let mut described = describe_fields(fields);
    for field in fields.iter().filter(|field| matches!(field.shown, Shown::Flag { list: false, .. })) {
        unlabel(field, &mut described);
    }
    described
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
        Route::Endpoint(endpoint) => endpoint.model.as_ref().filter(|_| endpoint.model_is_told),
    }
}

/// The fields of a row, described with everything that the database knows about them.
async fn describe_rows(ctx: &mut Ctx<'_>, shape: &Shape, row: Option<i64>) -> Result<Map<String, Value>> {
    let mut described = describe_fields(&shape.fields);
    complete(ctx, shape, &mut described, &mut Known { row, ..Known::default() }).await?;
    Ok(described)
}

/// What was looked up so far, for all fields that ask for it.
#[derive(Default)]
struct Known {
    /// The key in the path, when the description is of one row.
    row: Option<i64>,
    choices: HashMap<usize, Value>,
    keys: HashMap<(&'static str, &'static str), Option<i64>>,
}

impl Known {
    /// What a column of the row holds; `None` when there is no such row.
    async fn key(&mut self, ctx: &mut Ctx<'_>, shape: &Shape, column: &'static str) -> Result<Option<i64>> {
        let Some(row) = self.row else { return Ok(None) };
        let table = shape.model.table;
        if let Some(key) = self.keys.get(&(table, column)) {
            return Ok(*key);
        }
        let sql = format!("SELECT \"{column}\" FROM {table} WHERE \"{}\" = ?", shape.key);
        let key = ctx.conn.value(&sql, &[row.into()]).await?;
        self.keys.insert((table, column), key);
        Ok(key)
    }
}

/// Adds what only the database knows: defaults that settings decide, choices, and which rows an existing row may choose; also
/// for the fields of objects within, where the existing row is the one of their own model that has the key of the path. A look-up
/// that several fields share is made once.
fn complete<'a>(
    ctx: &'a mut Ctx<'_>,
    shape: &'a Shape,
    described: &'a mut Map<String, Value>,
    known: &'a mut Known,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for field in shape.fields.iter().filter(|field| !field.unlisted) {
            let Some(Value::Object(meta)) = described.get_mut(field.name) else { continue };
            let default = match &field.default {
                Some(DefaultValue::Setting(key, otherwise)) => Some(match (ctx.setting(key).await?, otherwise) {
                    (None, otherwise) => otherwise.clone(),
                    (Some(text), Value::Bool(_)) => crate::query::loose_bool(&text).into(),
                    (Some(text), _) => text.into(),
                }),
                Some(DefaultValue::LookedUp(look_up)) => Some(look_up(ctx).await?),
                Some(DefaultValue::Fixed(_)) | None => None,
            };
            meta.extend(default.map(|value| ("default".to_owned(), value)));
            if let Some(look_up) = field.choices.filter(|_| field.is_writable()) {
                let choices = match known.choices.entry(look_up as usize) {
                    Entry::Occupied(entry) => entry.into_mut(),
                    Entry::Vacant(entry) => {
                        let found = look_up(ctx).await?;
                        let found = found.iter().map(|(value, name)| json!({"value": value, "display_name": name}));
                        entry.insert(found.collect())
                    }
                };
                meta.insert("choices".into(), choices.clone());
            }
            if let Some(filter) = field.instance_filter
                && let Some(key) = known.key(ctx, shape, field.instance_column.unwrap_or(shape.key)).await?
            {
                meta.insert("instance_filters".into(), filter(key));
            }
            let inner = match &field.source {
                Source::Embed { shape, .. } => Some((shape, meta.get_mut("children"))),
                Source::Many(many) => match &many.item {
                    Item::Rows(shape) => {
                        Some((shape, meta.get_mut("child").and_then(|child| child.get_mut("children"))))
                    }
                    Item::Text(_) => None,
                },
                _ => None,
            };
            if let Some((shape, Some(Value::Object(children)))) = inner {
                complete(ctx, shape, children, known).await?;
            }
        }
        Ok(())
    })
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
        if let Some(label) = field.entry_label {
            child.insert("label".into(), label.into());
        }
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
