//! `background-task/failed/`: tasks that failed for good. Their keys are texts, which the kernel's lists do not do.

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Answer, Endpoint, Field, Form, Shape, Source};
use ironwood_rest::kind::{DateTime, Int, Text};
use ironwood_rest::query::loose_bool;
use ironwood_rest::read::{Render, TextSearch, asked_order, made_list};
use ironwood_rest::{BoxFuture, Ctx, Error, GENERAL, JsonWriter, Method, PermissionClass, Reply, Request, Result};
use serde_json::Value;

use crate::models;

/// Most failed tasks that are looked at; the worker deletes old ones daily.
const MOST: i64 = 10_000;

struct Failed {
    function: String,
    started: i64,
    stopped: i64,
    id: String,
    json: Vec<u8>,
}

/// What the list can be ordered by.
const ORDERS: [&str; 4] = ["pk", "func", "started", "stopped"];

fn shape() -> Shape {
    let text = |name| Field::new(name, Text::any(), Source::Input).null();
    Shape::new(models::TASK, "FailedTask")
        .field(Field::new("pk", Text::max(32), Source::Input).label("ID"))
        .field(Field::new("name", Text::max(100), Source::Input).help("What the task is called"))
        .field(Field::new("func", Text::max(256), Source::Input).help("What was to be done"))
        .field(text("args").help("What it was done with"))
        .field(text("kwargs").help("What it was done with, by name"))
        .field(Field::new("started", DateTime::MINUTES, Source::Input))
        .field(Field::new("stopped", DateTime::MINUTES, Source::Input))
        .field(Field::new("attempt_count", Int::ANY, Source::Input).help("How many times it was tried"))
        .field(text("result").help("What went wrong"))
}

/// The endpoint.
pub(super) fn endpoint() -> Endpoint {
    Endpoint::new("background-task/failed", "Tasks that failed for good")
        .model(models::TASK)
        .answers_list(Arc::new(shape()))
        .get(PermissionClass::Staff, list)
        .replies(200, Answer::Page(Arc::new(shape())))
        .ordered_by(&ORDERS)
        .parameter("search", "string", "Words to look for in the function")
        .on(Method::Delete, PermissionClass::Staff, Form::bulk_request(), delete)
        .operation("background_task_failed_bulk_destroy")
}

async fn failed(ctx: &mut Ctx<'_>) -> Result<Vec<Failed>> {
    let render = Render::new(ctx.site, ctx.conn.engine());
    let sql = "SELECT id, name, func, args, kwargs, started, stopped, attempt_count, result FROM django_q_task \
               WHERE NOT success ORDER BY started DESC LIMIT ?";
    let read = move |row: &ironwood_db::Row<'_>| {
        let text = |column: usize| row.cell(column).text().map(str::to_owned);
        let mut out = JsonWriter::new();
        out.open_object();
        for (column, key) in ["pk", "name", "func", "args", "kwargs"].into_iter().enumerate() {
            out.key(key);
            match row.cell(column).text() {
                Some(text) => out.text(text),
                None => out.null(),
            };
        }
        let (started, stopped) =
            (row.cell(5).timestamp().unwrap_or_default(), row.cell(6).timestamp().unwrap_or_default());
        out.key("started").text(&render.local_minutes(started)).key("stopped").text(&render.local_minutes(stopped));
        out.key("attempt_count").int(row.cell(7).int().unwrap_or_default()).key("result");
        match row.cell(8).text() {
            Some(text) => out.text(text),
            None => out.null(),
        };
        out.close_object();
        let (id, function) = (text(0).unwrap_or_default(), text(2).unwrap_or_default());
        Ok(Failed { function, started, stopped, id, json: out.into_bytes() })
    };
    Ok(ctx.conn.rows(sql, &[MOST.into()], read).await?)
}

fn list<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let search = TextSearch::of(&request.query)?;
        let mut tasks = failed(ctx).await?;
        tasks.retain(|task| search.finds(&[&task.function]));
        for (name, descending) in asked_order(&request.query, &ORDERS).into_iter().rev() {
            tasks.sort_by(|a, b| {
                let order = match name {
                    "pk" => a.id.cmp(&b.id),
                    "func" => a.function.cmp(&b.function),
                    "started" => a.started.cmp(&b.started),
                    _ => a.stopped.cmp(&b.stopped),
                };
                if descending { order.reverse() } else { order }
            });
        }
        let written: Vec<&[u8]> = tasks.iter().map(|task| task.json.as_slice()).collect();
        Ok(made_list(request, &written))
    })
}

/// Deletes the tasks that the body names, or all of them (spec 00 §11).
fn delete<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let refuse = |message: &str| Err(Error::bare(GENERAL, message));
        let all = request.query.get("all").filter(|all| !all.is_empty());
        let deleted = match (request.body.get("items"), all) {
            (Some(Value::Array(items)), _) if !items.is_empty() => {
                let ids = items.iter().map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned)).collect();
                let any = ctx.conn.engine().any_of("id");
                let sql = format!("DELETE FROM django_q_task WHERE NOT success AND {any}");
                let deleted = ctx.conn.execute(&sql, &[Param::Texts(ids)]).await?;
                if deleted == 0 {
                    return refuse("No items match the provided criteria");
                }
                deleted
            }
            (Some(other), None) if !other.is_null() && !other.is_array() => {
                return refuse("Items must be provided as a list");
            }
            (_, Some(all)) if loose_bool(all) => {
                ctx.conn.execute("DELETE FROM django_q_task WHERE NOT success", &[]).await?
            }
            (_, Some(_)) => return refuse("All filter must only be used with true"),
            (_, None) => return refuse("List of items must be provided for bulk operation"),
        };
        let mut out = JsonWriter::new();
        out.open_object().key("success").text(&format!("Deleted {deleted} items")).close_object();
        Ok(Reply::ok(out.into_bytes()))
    })
}
