//! Waiting and scheduled tasks.

use std::sync::Arc;

use ironwood_db::Cell;
use ironwood_rest::declare::{Field, Resource, Shape, Source};
use ironwood_rest::kind::{Bool, Choice, DateTime, Int, Text};
use ironwood_rest::read::Render;
use ironwood_rest::{JsonWriter, PermissionClass};
use serde_json::Value;

use super::payload::Payload;
use crate::models;

type Write = fn(&[Cell<'_>], &Render<'_>, &mut JsonWriter);

/// What a task that cannot be read is called.
const UNREADABLE: &str = "*BadSignature";

fn write(cells: &[Cell<'_>], out: &mut JsonWriter, pick: impl Fn(Payload) -> String) {
    match cells.first().and_then(|cell| cell.text()).and_then(Payload::read) {
        Some(payload) => out.text(&pick(payload)),
        None => out.null(),
    };
}

fn write_id(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    let payload = cells.first().and_then(|cell| cell.text()).and_then(Payload::read);
    out.text(payload.as_ref().map_or(UNREADABLE, |payload| &payload.id));
}

fn write_name(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    write(cells, out, |payload| payload.name);
}

fn write_function(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    write(cells, out, |payload| payload.function);
}

fn write_args(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    write(cells, out, |payload| payload.args);
}

fn write_kwargs(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    write(cells, out, |payload| payload.kwargs);
}

/// `background-task/pending/`.
pub(super) fn pending() -> Resource {
    let of_payload = |name, help, write: Write| {
        let source = Source::Derived { inputs: vec!["t.payload".into()], write };
        Field::new(name, Text::any(), source).writable().required().not_null().help(help)
    };
    let shape = Shape::new(models::QUEUED_TASK, "PendingTask")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("key", Text::max(100)).required().help("Queue that the task is in"))
        .field(Field::column("lock", DateTime::MINUTES).required().help("Until when a worker has it to itself"))
        .field(of_payload("task_id", "Identifier of the task", write_id))
        .field(of_payload("name", "What the task is called", write_name))
        .field(of_payload("func", "What is to be done", write_function))
        .field(of_payload("args", "What it is done with", write_args))
        .field(of_payload("kwargs", "What it is done with, by name", write_kwargs));
    Resource::new("background-task/pending", Arc::new(shape), "Tasks that wait for the worker")
        .access(PermissionClass::Staff)
        .without_detail()
        .bulk_delete()
}

const RHYTHMS: [(&str, &str); 11] = [
    ("O", "Once"),
    ("I", "Minutes"),
    ("H", "Hourly"),
    ("D", "Daily"),
    ("W", "Weekly"),
    ("BW", "Biweekly"),
    ("M", "Monthly"),
    ("BM", "Bimonthly"),
    ("Q", "Quarterly"),
    ("Y", "Yearly"),
    ("C", "Cron"),
];

/// `background-task/scheduled/`.
pub(super) fn scheduled() -> Resource {
    let rhythm = Choice { max: 2, ..Choice::texts(&RHYTHMS) };
    let shape = Shape::new(models::SCHEDULE, "ScheduledTask")
        .join("done", "django_q_task", "done.id = t.task")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(100)).null().blank().help("What the task is called"))
        .field(Field::column("func", Text::max(256)).required().help("What is done"))
        .field(Field::column("args", Text::any()).null().blank().help("What it is done with"))
        .field(Field::column("kwargs", Text::any()).null().blank().help("What it is done with, by name"))
        .field(Field::column("schedule_type", rhythm).default_value("O").help("How often"))
        .field(
            Field::column("repeats", Int::between(i64::MIN, i64::MAX))
                .default_value(-1)
                .help("How many times; -1 is for ever"),
        )
        .field(Field::computed("last_run", DateTime::MINUTES, "done.started").writable().required().not_null())
        .field(
            Field::column("next_run", DateTime::MINUTES).null().default_value(Value::Null).help("When it is done next"),
        )
        .field(Field::computed("success", Bool, "done.success").writable().required().not_null())
        .field(Field::column("task", Text::max(100)).read_only().null().help("The task that did it last"));
    Resource::new("background-task/scheduled", Arc::new(shape), "Tasks that are done again and again")
        .access(PermissionClass::Staff)
        .without_detail()
        .order("pk", "t.id")
        .order("last_run", "done.started")
        .order_columns(&["func", "next_run"])
        .search(&["t.func", "t.name"])
}
