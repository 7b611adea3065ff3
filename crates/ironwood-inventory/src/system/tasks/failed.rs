//! `background-task/failed/`: tasks that failed for good.

use std::sync::{Arc, LazyLock};

use ironwood_rest::declare::{Answer, Endpoint, Field, Form, Shape};
use ironwood_rest::kind::{DateTime, Int, Text};
use ironwood_rest::{BoxFuture, Ctx, Method, PermissionClass, Reply, Request, Result};

use crate::models;
use crate::system::text_rows::TextRows;

static FAILED: LazyLock<TextRows> = LazyLock::new(|| TextRows {
    shape: Arc::new(shape()),
    key: "id",
    condition: "NOT success",
    search: &["func"],
    orders: &ORDERS,
});

/// What the list can be ordered by.
const ORDERS: [&str; 4] = ["pk", "func", "started", "stopped"];

fn shape() -> Shape {
    let text = |name, kind| Field::column(name, kind).read_only();
    Shape::new(models::TASK, "FailedTask")
        .field(Field::column("pk", Text::max(32)).stored_as("id").read_only().label("ID"))
        .field(text("name", Text::max(100)).help("What the task is called"))
        .field(text("func", Text::max(256)).help("What was to be done"))
        .field(text("args", Text::any()).null().help("What it was done with"))
        .field(text("kwargs", Text::any()).null().help("What it was done with, by name"))
        .field(Field::column("started", DateTime::MINUTES).read_only())
        .field(Field::column("stopped", DateTime::MINUTES).read_only())
        .field(Field::column("attempt_count", Int::ANY).read_only().help("How many times it was tried"))
        .field(text("result", Text::any()).null().help("What went wrong"))
}

/// The endpoint.
pub(super) fn endpoint() -> Endpoint {
    Endpoint::new("background-task/failed", "Tasks that failed for good")
        .model(models::TASK)
        .answers_list(FAILED.shape.clone())
        .get(PermissionClass::Staff, list)
        .replies(200, Answer::Page(FAILED.shape.clone()))
        .ordered_by(&ORDERS)
        .parameter("search", "string", "Words to look for in the function")
        .on(Method::Delete, PermissionClass::Staff, Form::bulk_request(), delete)
        .operation("background_task_failed_bulk_destroy")
}

fn list<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(FAILED.list(ctx, request))
}

fn delete<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(FAILED.delete_many(ctx, request))
}
