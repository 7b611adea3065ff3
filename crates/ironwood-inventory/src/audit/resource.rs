//! `ironwood/audit/`.

use std::sync::Arc;

use ironwood_rest::declare::{Clause, Field, Filter, Resource, Selection, Shape};
use ironwood_rest::kind::{Choice, DateTime, Int, Json, Text};
use ironwood_rest::{Error, PermissionClass, Result};

use super::KINDS;
use crate::{models, targets};

fn shape() -> Shape {
    let text = |name, max| Field::column(name, Text::max(max)).read_only();
    Shape::new(models::AUDIT_ENTRY, "AuditEntry")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("time", DateTime::ISO).read_only().help("When it happened"))
        .field(
            Field::column("kind", Choice::texts(KINDS).named("AuditKind"))
                .read_only()
                .help("What happened, in one word"),
        )
        .field(
            Field::column("user", targets::shown(targets::user()))
                .stored_as("user_id")
                .read_only()
                .null()
                .help("Whose doing it was; null when nobody was signed in"),
        )
        .field(text("username", 150).help("The user's name at that time"))
        .field(text("address", 45).help("Address that the request came from; empty for the server's own commands"))
        .field(text("user_agent", 200).help("What the client called itself"))
        .field(text("model", 100).help("What kind of row it was about"))
        .field(Field::column("object", Int::ANY).stored_as("object_id").read_only().null().help("The row's key"))
        .field(text("object_name", 250).help("What the row was called at that time"))
        .field(Field::column("changes", Json).read_only().help("Fields that changed, each with before and after"))
        .field(Field::column("details", Json).read_only().help("What else there is to say"))
}

/// The resource.
pub(crate) fn resource() -> Resource {
    Resource::new("ironwood/audit", Arc::new(shape()), "Who did what, when and from where")
        .access(PermissionClass::Superuser)
        .filter(Filter::custom("kind", "string", of_kind).help("What happened"))
        .filter(Filter::custom("user", "integer", by_user).help("Whose doing it was; users that are gone count too"))
        .filter(Filter::text("model", "t.model").help("What kind of row it was about"))
        .filter(Filter::number("object", "t.object_id", "=").whole().help("Key of the row that it was about"))
        .filter(Filter::text("address", "t.address").help("Address that the request came from"))
        .filter(Filter::midnight("time_after", "t.time", ">").help("On this day or later"))
        .filter(Filter::midnight("time_before", "t.time", "<").help("Before this day"))
        .order_columns(&["time", "kind", "username", "address", "model", "object_name"])
        .order("pk", "t.id")
        .default_order(&["-t.id"])
        .search(&["t.username", "t.object_name", "t.address", "t.user_agent"])
}

fn of_kind(_: &Selection<'_>, kind: &str) -> Result<Option<Clause>> {
    if KINDS.iter().any(|(known, _)| *known == kind) {
        return Ok(Some(Clause::new("t.kind = ?", [kind.into()])));
    }
    let message = format!("Select a valid choice. {kind} is not one of the available choices.");
    Err(Error::field("kind", message))
}

fn by_user(_: &Selection<'_>, user: &str) -> Result<Option<Clause>> {
    match user.trim().parse::<i32>() {
        Ok(user) => Ok(Some(Clause::new("t.user_id = ?", [user.into()]))),
        Err(_) => Err(Error::field("user", "Enter a number.")),
    }
}
