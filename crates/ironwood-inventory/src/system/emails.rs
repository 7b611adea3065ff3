//! `admin/email/`: the log of mails (spec 60-system §9.1).

use std::sync::{Arc, LazyLock};

use ironwood_db::{Cell, Param};
use ironwood_rest::declare::{Answer, Endpoint, Field, Form, Model, Shape, Target};
use ironwood_rest::kind::{Choice, DateTime, Email, Json, Kind, Rejected, Related, Text};
use ironwood_rest::read::Render;
use ironwood_rest::{BoxFuture, Ctx, Error, JsonWriter, Method, PermissionClass, Reply, Request, Result};
use serde_json::{Map, Value, json};

use super::text_rows::TextRows;
use crate::common::settings::definitions::INVENTREE_PROTECT_EMAIL_LOG;
use crate::models;

const STATES: [(&str, &str); 6] =
    [("A", "Announced"), ("S", "Sent"), ("F", "Failed"), ("D", "Delivered"), ("R", "Read"), ("C", "Confirmed")];
const DIRECTIONS: [(&str, &str); 2] = [("I", "Inbound"), ("O", "Outbound")];
const PRIORITIES: [(i64, &str); 6] =
    [(0, "None"), (1, "Very High"), (2, "High"), (3, "Normal"), (4, "Low"), (5, "Very Low")];

/// The other model of the log; it has no list of its own.
const THREAD: Model = Model {
    app: "common",
    name: "emailthread",
    class: "EmailThread",
    verbose: "Email Thread",
    table: "common_emailthread",
    key: "common_emailthread",
};

/// A UUID as it is written, whichever way the engine keeps it.
struct Identifier;

impl Kind for Identifier {
    fn decode(&self, input: &Value) -> std::result::Result<Param, Rejected> {
        Text::any().decode(input)
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match cell.text().and_then(plain) {
            Some(hex) => out.text(&dashed(&hex)),
            None => out.null(),
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "string".into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "string", "format": "uuid"})
    }
}

/// The 32 digits of a UUID; `None` when the text is none.
fn plain(text: &str) -> Option<String> {
    let hex: String = text.chars().filter(|letter| *letter != '-').map(|letter| letter.to_ascii_lowercase()).collect();
    (hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(hex)
}

fn dashed(hex: &str) -> String {
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

static MAILS: LazyLock<TextRows> = LazyLock::new(|| TextRows {
    shape: Arc::new(shape()),
    key: "REPLACE(CAST(global_id AS TEXT), '-', '')",
    condition: "TRUE",
    search: &["subject", "to", "sender", "global_id", "message_id_key", "thread_id_key"],
    orders: &ORDERS,
});

/// What the list can be ordered by.
const ORDERS: [&str; 6] = ["subject", "to", "sender", "status", "timestamp", "direction"];

fn shape() -> Shape {
    let choice = |choices: &[(&str, &str)]| Choice { max: 50, ..Choice::texts(choices) };
    let key = |name| Field::column(name, Text::max(250)).null().blank();
    let identifier = |name| Field::column(name, Identifier).stored_as("global_id").read_only();
    let thread = Related { target: Target::new(THREAD, "admin/email") };
    Shape::new(models::EMAIL_MESSAGE, "EmailMessage")
        .field(identifier("pk").help("Identifier of the mail in this log"))
        .field(identifier("global_id").help("Identifier of the mail in this log"))
        .field(key("message_id_key").help("Identifier of the mail among all mails"))
        .field(key("thread_id_key").help("Identifier of the conversation among all mails"))
        .field(
            Field::column("thread", thread).stored_as("thread_id").null().help("The conversation that it belongs to"),
        )
        .field(Field::column("subject", Text::max(250)).required())
        .field(Field::column("body", Text::any()).required())
        .field(Field::column("to", Email { max: 254 }).required())
        .field(Field::column("sender", Email { max: 254 }).required())
        .field(Field::column("status", choice(&STATES)).null().blank())
        .field(Field::column("timestamp", DateTime::MINUTES).read_only())
        .field(Field::column("headers", Json).null())
        .field(Field::column("full_message", Text::any()).null().blank())
        .field(Field::column("direction", choice(&DIRECTIONS)).null().blank())
        .field(Field::column("priority", Choice::numbers(&PRIORITIES)).required())
        .field(Field::column("error_code", Text::max(50)).null().blank())
        .field(Field::column("error_message", Text::any()).null().blank())
        .field(Field::column("error_timestamp", DateTime::MINUTES).null())
        .field(Field::column("delivery_options", Json).null())
}

/// The log and one mail of it.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new("admin/email", "Log of mails")
            .model(models::EMAIL_MESSAGE)
            .answers_list(MAILS.shape.clone())
            .get(PermissionClass::Superuser, list)
            .replies(200, Answer::Page(MAILS.shape.clone()))
            .ordered_by(&ORDERS)
            .parameter("search", "string", "Words to look for in subject, addresses and identifiers")
            .on(Method::Delete, PermissionClass::Superuser, Form::bulk_request(), delete_many)
            .operation("admin_email_bulk_destroy"),
        Endpoint::new("admin/email/<key>", "One mail of the log")
            .model(models::EMAIL_MESSAGE)
            .answers(MAILS.shape.clone())
            .get(PermissionClass::Superuser, one)
            .on(Method::Delete, PermissionClass::Superuser, Form::new("EmailDelete"), delete_one),
    ]
}

fn list<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(MAILS.list(ctx, request))
}

fn one<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let key = plain(request.capture(0)).ok_or_else(Error::not_found)?;
        MAILS.one(ctx, &key).await
    })
}

fn delete_one<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let key = plain(request.capture(0)).ok_or_else(Error::not_found)?;
        unprotected(ctx).await?;
        MAILS.delete_one(ctx, &key).await
    })
}

fn delete_many<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        unprotected(ctx).await?;
        let mut request = request.clone();
        if let Some(Value::Array(items)) = request.body.get_mut("items") {
            items.iter_mut().for_each(|item| {
                *item = item.as_str().and_then(plain).map_or(Value::Null, Value::String);
            });
        }
        MAILS.delete_many(ctx, &request).await
    })
}

async fn unprotected(ctx: &mut Ctx<'_>) -> Result<()> {
    if ctx.setting_bool(INVENTREE_PROTECT_EMAIL_LOG.key(), false).await? {
        let key = INVENTREE_PROTECT_EMAIL_LOG.key();
        return Err(Error::general(format!("The log of mails is protected by the setting {key}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_read_with_and_without_dashes() {
        let hex = plain("0E1C5F0E-1234-0000-0000-0000000000AB").expect("a UUID");
        assert_eq!(hex, "0e1c5f0e1234000000000000000000ab");
        assert_eq!(dashed(&hex), "0e1c5f0e-1234-0000-0000-0000000000ab");
        assert_eq!(plain("999999"), None);
    }
}
