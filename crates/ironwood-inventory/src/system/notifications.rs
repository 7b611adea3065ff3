//! `notifications/`: messages to the caller (spec 60-system §2).

use std::sync::Arc;

use ironwood_db::{Cell, Param};
use ironwood_rest::declare::{Answer, Clause, Endpoint, Field, Filter, Form, Resource, Shape, Source};
use ironwood_rest::kind::{Anything, Bool, DateTime, Int, Opaque, Text};
use ironwood_rest::read::Render;
use ironwood_rest::{BoxFuture, Ctx, JsonWriter, Method, PermissionClass, Query, Reply, Request, Result};
use serde_json::json;

use crate::common::objects;
use crate::{models, targets};

/// Seconds between two instants.
fn seconds(cells: &[Cell<'_>]) -> i64 {
    let at = |position: usize| cells.get(position).and_then(|cell| cell.timestamp()).unwrap_or_default();
    (at(1) - at(0)).max(0) / 1_000_000
}

fn write_age(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    out.int(seconds(cells));
}

fn write_age_in_words(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    out.text(&in_words(seconds(cells)));
}

/// `3 hours ago`, in the largest unit that fits.
fn in_words(seconds: i64) -> String {
    const UNITS: [(i64, &str); 6] = [
        (365 * 86_400, "year"),
        (30 * 86_400, "month"),
        (7 * 86_400, "week"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
    ];
    match UNITS.iter().find(|(length, _)| seconds >= *length) {
        Some((length, unit)) => {
            let number = seconds / length;
            format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" })
        }
        None => "now".to_owned(),
    }
}

fn shape() -> Shape {
    let since = || vec!["t.creation".to_owned(), ":now".to_owned()];
    Shape::new(models::NOTIFICATION_MESSAGE, "NotificationMessage")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(objects::field("target", "t.target_content_type_id", "t.target_object_id", Some("t.link")))
        .field(objects::field("source", "t.source_content_type_id", "t.source_object_id", None))
        .field(
            Field::column("user", targets::shown(targets::user()))
                .stored_as("user_id")
                .read_only()
                .lists_filters()
                .help("Whom the message is for"),
        )
        .field(Field::column("category", Text::max(250)).read_only())
        .field(Field::column("name", Text::max(250)).read_only())
        .field(Field::column("message", Text::max(250)).read_only().null())
        .field(Field::column("creation", DateTime::MINUTES).read_only())
        .field(Field::new("age", Opaque(Int::ANY), Source::Derived { inputs: since(), write: write_age }))
        .field(Field::new("age_human", Anything, Source::Derived { inputs: since(), write: write_age_in_words }))
        .field(Field::column("read", Bool).required().default_value(false))
}

/// Everybody sees their own messages only, superusers too.
fn own(_: &Ctx<'_>, _: &Query) -> Option<Clause> {
    Some(Clause::raw("t.user_id = :user"))
}

/// `notifications/`.
pub fn resource() -> Resource {
    Resource::new("notifications", Arc::new(shape()), "Messages to the caller")
        .access(PermissionClass::Authenticated)
        .any_key()
        .scope(own)
        .updatable()
        .deletable()
        .bulk_delete()
        .filter(Filter::text("category", "t.category"))
        .filter(Filter::boolean("read", "t.read"))
        .order_columns(&["category", "name", "read", "creation"])
        .search(&["t.name", "t.message"])
}

/// `notifications/readall/`.
pub fn endpoint() -> Endpoint {
    Endpoint::new("notifications/readall", "Marks all messages to the caller as read")
        .model(models::NOTIFICATION_MESSAGE)
        .on(Method::Post, PermissionClass::Authenticated, Form::default(), read_all)
        .replies(200, Answer::Object(Form::default().field(Field::new("status", Text::any(), Source::Input))))
}

fn read_all<'a>(ctx: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let sql = "UPDATE common_notificationmessage SET read = ? WHERE user_id = ? AND read = ?";
        ctx.conn.execute(sql, &[Param::Bool(true), ctx.actor.user_id.into(), Param::Bool(false)]).await?;
        Ok(Reply::value(&json!({"status": "ok"})))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_the_largest_unit() {
        for (seconds, words) in [
            (0, "now"),
            (59, "now"),
            (60, "1 minute ago"),
            (7_199, "1 hour ago"),
            (7_200, "2 hours ago"),
            (13 * 86_400, "1 week ago"),
            (800 * 86_400, "2 years ago"),
        ] {
            assert_eq!(in_words(seconds), words);
        }
    }
}
