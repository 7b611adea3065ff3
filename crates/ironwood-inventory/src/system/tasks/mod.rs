//! `background-task/`: what the worker has done and will do (spec 60-system §6). The tables are those of the queue that
//! InvenTree uses.

mod failed;
mod payload;
mod pickle;
mod queues;

use ironwood_db::Param;
use ironwood_rest::declare::{Answer, Endpoint, Field, Form, Resource, Source};
use ironwood_rest::kind::{Bool, Int, Text};
use ironwood_rest::{BoxFuture, Ctx, PermissionClass, Reply, Request, Result};
use jiff::SignedDuration;
use serde_json::json;

/// Waiting and scheduled tasks.
pub fn resources() -> Vec<Resource> {
    vec![queues::pending(), queues::scheduled()]
}

/// The overview, failed tasks, and one task by its id.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new("background-task", "How much there is to do")
            .get(PermissionClass::Staff, overview)
            .operation("background_task_overview")
            .replies(200, Answer::Object(overview_form())),
        failed::endpoint(),
        Endpoint::new("background-task/<task_id>", "How far a task is")
            .get(PermissionClass::Authenticated, one)
            .replies(200, Answer::Object(progress())),
    ]
}

fn overview_form() -> Form {
    let count = |name| Field::new(name, Int::ANY, Source::Input);
    Form::new("TaskOverview")
        .field(Field::new("is_running", Bool, Source::Input).help("Whether the worker has done something of late"))
        .field(count("pending_tasks").help("Tasks that wait"))
        .field(count("scheduled_tasks").help("Tasks that are done again and again"))
        .field(count("failed_tasks").help("Tasks that failed for good"))
}

/// How far a task is, as every action answers that leaves its work to the worker.
pub fn progress() -> Form {
    let truth = |name| Field::new(name, Bool, Source::Input);
    Form::new("TaskDetail")
        .field(Field::new("task_id", Text::any(), Source::Input))
        .field(truth("exists").help("Whether anybody knows it"))
        .field(truth("pending").help("Whether it waits"))
        .field(truth("complete").help("Whether it is done, well or not"))
        .field(truth("success").help("Whether it is done well"))
        .field(Field::new("http_status", Int::ANY, Source::Input).help("Status of the answer"))
}

/// How long ago the worker must have done something to count as alive.
const ALIVE: SignedDuration = SignedDuration::from_mins(10);

fn overview<'a>(ctx: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let since = (ctx.now - ALIVE).as_microsecond();
        let alive = ctx
            .conn
            .exists("SELECT 1 FROM django_q_task WHERE success AND stopped > ? LIMIT 1", &[Param::Timestamp(since)])
            .await?;
        let sql = "SELECT (SELECT COUNT(*) FROM django_q_ormq), (SELECT COUNT(*) FROM django_q_schedule), \
                   (SELECT COUNT(*) FROM django_q_task WHERE NOT success)";
        let counts = ctx.conn.first(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await?;
        let (pending, scheduled, failed): (i64, i64, i64) = counts.unwrap_or_default();
        Ok(Reply::value(&json!({
            "is_running": alive,
            "pending_tasks": pending,
            "scheduled_tasks": scheduled,
            "failed_tasks": failed,
        })))
    })
}

/// Whether a task is done or waits. The status of the answer is part of it: 404 for a task that nobody knows.
fn one<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let id = request.capture(0);
        let sql = "SELECT success FROM django_q_task WHERE id = ?";
        let done: Option<bool> = ctx.conn.value(sql, &[id.into()]).await?;
        let waits = done.is_none() && is_waiting(ctx, id).await?;
        let status = if done.is_some() || waits { 200 } else { 404 };
        let answer = json!({
            "task_id": id,
            "exists": status == 200,
            "pending": waits,
            "complete": done.is_some(),
            "success": done.unwrap_or(false),
            "http_status": status,
        });
        Ok(Reply::value(&answer).with_status(status))
    })
}

/// Whether the id is among those of the queue. The queue has no column for it; the payload names it near its beginning.
async fn is_waiting(ctx: &mut Ctx<'_>, id: &str) -> Result<bool> {
    let mut found = false;
    ctx.conn
        .each("SELECT payload FROM django_q_ormq", &[], &mut |row| {
            found |= payload::Payload::read(row.cell(0).text().unwrap_or_default()).is_some_and(|task| task.id == id);
            Ok(())
        })
        .await?;
    Ok(found)
}
