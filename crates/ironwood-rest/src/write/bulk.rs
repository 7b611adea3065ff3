//! Bulk forms: one body for many rows (spec 00 §11).

use serde_json::{Map, Value};

use super::pipeline::{figures_before, load, permitted, update_drafts, with_figures};
use super::remove::remove_rows;
use crate::ctx::Ctx;
use crate::declare::{Deed, Given, Resource};
use crate::error::{Error, GENERAL, Result};
use crate::json::JsonWriter;
use crate::query::loose_bool;
use crate::read::{self, Purpose};
use crate::request::{Method, Reply, Request};

/// `PUT` and `PATCH` on a list: the same fields for all items, all or nothing.
///
/// # Errors
/// The first item that is refused, or from storage.
pub async fn bulk_update(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request) -> Result<Reply> {
    let keys = items(ctx, resource, request).await?;
    let mut body: Map<String, Value> = request.body.as_object().cloned().unwrap_or_default();
    body.remove("items");
    resource.shape.fields.iter().filter(|field| field.not_in_bulk).for_each(|field| drop(body.remove(field.name)));
    permitted(ctx, resource, &keys, Deed::Change).await?;
    let mut drafts = load(ctx, resource, &keys).await?;
    let before = figures_before(ctx, resource, &keys).await?;
    update_drafts(ctx, resource, &mut drafts, &body, true).await?;
    let rows = read::rows(ctx, &resource.shape, &keys, Purpose::Updated, &request.query).await?;
    let mut out = JsonWriter::new();
    out.open_object().key("success").text("Updated multiple items").key("items").open_list();
    out.raw(&with_figures(rows, before)).close_list().close_object();
    Ok(Reply::ok(out.into_bytes()))
}

/// `DELETE` on a list.
///
/// # Errors
/// A refusal of the domain, or from storage.
pub async fn bulk_delete(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request) -> Result<Reply> {
    let keys = items(ctx, resource, request).await?;
    permitted(ctx, resource, &keys, Deed::DeleteSeveral).await?;
    remove_rows(ctx, resource, &keys, &Given::default()).await?;
    let mut out = JsonWriter::new();
    out.open_object().key("success").text(&format!("Deleted {} items", keys.len())).close_object();
    Ok(Reply::ok(out.into_bytes()))
}

/// The keys that a bulk form names, ascending; unknown ones among known ones are left out.
async fn items(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request) -> Result<Vec<i64>> {
    let refuse = |message: &str| Err(Error::bare(GENERAL, message));
    let named = request.body.get("items");
    let mut keys = match (named, request.query.get("all").filter(|all| !all.is_empty())) {
        (Some(Value::Array(list)), _) if !list.is_empty() => {
            let numbers: Option<Vec<i64>> = list.iter().map(number).collect();
            let Some(numbers) = numbers else { return refuse("Invalid items list provided") };
            known(ctx, resource, request, &numbers).await?
        }
        (Some(other), None) if !other.is_null() && !other.is_array() => {
            return refuse("Items must be provided as a list");
        }
        (_, Some(all)) if loose_bool(all) => read::selected_keys(ctx, resource, &request.query).await?,
        (_, Some(_)) => return refuse("All filter must only be used with true"),
        (_, None) => return refuse("List of items must be provided for bulk operation"),
    };
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() && request.method != Method::Delete || keys.is_empty() && named.is_some() {
        return refuse("No items match the provided criteria");
    }
    Ok(keys)
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

async fn known(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request, keys: &[i64]) -> Result<Vec<i64>> {
    let scope = resource.scope.and_then(|scope| scope(ctx, &request.query));
    let any = ctx.conn.engine().any_of(&format!("t.\"{}\"", resource.shape.key));
    let mut clauses = vec![crate::declare::Clause::new(any, [keys.to_vec().into()])];
    clauses.extend(scope);
    read::keys_where(ctx, resource, clauses).await
}
