//! OPTIONS: what a caller may do here, and with which fields (spec 00 §12). The web UI builds its forms from it.

use ironwood_auth::Decision;
use serde_json::{Map, Value, json};

use crate::ctx::Ctx;
use crate::error::Result;
use crate::kernel::Route;
use crate::meta::describe::{describe_for, describe_form};
use crate::meta::known::Known;
use crate::read::Purpose;
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
        Route::Row(resource) if methods.contains(&Method::Put) && allowed(ctx, Method::Put) => {
            Some(crate::read::find(ctx, resource, request).await?)
        }
        Route::Row(_) => Some(request.row_key()),
        _ => None,
    };
    for method in [Method::Get, Method::Post, Method::Put, Method::Delete] {
        if !methods.contains(&method) || !allowed(ctx, method) {
            continue;
        }
        let described =
            if method == Method::Delete { Map::new() } else { describe(ctx, route, method, instance).await? };
        actions.insert(method.name().to_owned(), Value::Object(described));
    }
    let (name, summary, model) = match route {
        Route::List(resource) => {
            (format!("{} list", resource.model().verbose), resource.summary, Some(resource.model()))
        }
        Route::Row(resource) => {
            (format!("{} detail", resource.model().verbose), resource.summary, Some(resource.model()))
        }
        Route::Endpoint(endpoint) => {
            let name = endpoint.path.rsplit('/').find(|part| !part.starts_with('<')).unwrap_or_default();
            (name.replace('-', " "), endpoint.summary, endpoint.model.as_ref().filter(|_| endpoint.model_is_told))
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
    if !actions.is_empty() && route.is_described() {
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
/// deleting and reading the only thing that counts.
fn is_offered(ctx: &Ctx<'_>, route: Route<'_>, method: Method) -> bool {
    let leave = || route.permits(ctx.actor, method) == Decision::Allowed;
    let model = match route {
        Route::List(resource) | Route::Row(resource) => Some(resource.model()),
        Route::Endpoint(endpoint) => endpoint.model.as_ref().filter(|_| endpoint.model_is_told),
    };
    let Some(model) = model else { return leave() };
    let may = ctx.actor.may(method.action(), model.key);
    match method {
        Method::Get | Method::Delete => may,
        _ => may && leave(),
    }
}

/// The fields of what a method takes and answers.
async fn describe(
    ctx: &mut Ctx<'_>,
    route: Route<'_>,
    method: Method,
    instance: Option<i64>,
) -> Result<Map<String, Value>> {
    let purpose = match (route, method) {
        (_, Method::Post) => Purpose::Created,
        (_, Method::Put) => Purpose::Updated,
        (Route::List(_), _) => Purpose::List,
        (Route::Endpoint(endpoint), _) if endpoint.lists => Purpose::List,
        _ => Purpose::Detail,
    };
    let fields = match route {
        Route::List(resource) | Route::Row(resource) => &resource.shape.fields,
        Route::Endpoint(endpoint) => {
            let verb = endpoint.verbs.iter().find(|verb| verb.method == method);
            match (verb.and_then(|verb| verb.form.as_ref()), &endpoint.shape) {
                (Some(form), _) => {
                    let mut described = describe_form(form);
                    Known::look_up(ctx, &form.fields).await?.complete(&form.fields, &mut described);
                    return Ok(described);
                }
                (None, Some(shape)) => &shape.fields,
                (None, None) => return Ok(Map::new()),
            }
        }
    };
    let mut described = describe_for(fields, purpose);
    Known::look_up(ctx, fields).await?.complete(fields, &mut described);
    if matches!(route, Route::Row(_)) {
        fields.iter().filter(|field| field.listed_for_create).for_each(|field| drop(described.remove(field.name)));
    }
    for field in fields {
        if let (Some(filter), Some(key)) = (field.instance_filter, instance)
            && let Some(Value::Object(meta)) = described.get_mut(field.name)
        {
            meta.insert("instance_filters".into(), filter(key));
        }
    }
    Ok(described)
}
