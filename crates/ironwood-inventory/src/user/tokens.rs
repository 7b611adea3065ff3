//! API tokens of users (spec 10 §2, §4.6).

use std::sync::Arc;

use ironwood_auth::token;
use ironwood_db::{Cell, Param};
use ironwood_rest::declare::{Clause, Field, Filter, Given, Resource, Shape, Source, embed};
use ironwood_rest::kind::{Anything, Bool, Date, DateTime, Int, Opaque, Text};
use ironwood_rest::query::loose_bool;
use ironwood_rest::read::Render;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, JsonWriter, PermissionClass, Query, Result};
use jiff::ToSpan;
use jiff::civil;
use serde_json::Value;

use super::{brief, kept};
use crate::{audit, models, targets};

/// Days that a token works unless it says otherwise.
const LIFETIME_DAYS: i64 = 365;

/// The last day of a token made today.
pub(super) fn last_day(today: civil::Date) -> civil::Date {
    today.saturating_add(LIFETIME_DAYS.days())
}

/// A field with the last day of a token, by default a year from today.
pub(super) fn expiry() -> Field {
    Field::column("expiry", Date).default_from(in_a_year).help("Last day on which the token works")
}

fn in_a_year<'a>(ctx: &'a mut Ctx<'_>) -> BoxFuture<'a, Result<Value>> {
    Box::pin(async move { Ok(ironwood_db::date_text(last_day(ctx.today())).into()) })
}

fn shape() -> Shape {
    let key = |write| Field::new("token", Anything, Source::Derived { inputs: vec!["t.key".into()], write });
    Shape::new(models::API_TOKEN, "ApiToken")
        .field(Field::column("created", DateTime::MINUTES).read_only())
        .field(expiry())
        .field(Field::column("id", Int::ANY).read_only().label("ID"))
        .field(Field::column("last_seen", Date).null().help("Last day on which the token was used"))
        .field(Field::column("name", Text::max(token::MAX_LENGTH)).blank().help("What the token is for"))
        .field(key(write_key).only_after_create().unlisted())
        .field(key(write_redacted).absent_on_create())
        .field(Field::computed("active", Opaque(Bool), "NOT t.revoked AND t.expiry >= :today").not_null())
        .field(Field::column("revoked", Bool).default_value(false).help("The token was taken out of use"))
        .field(Field::column("user", targets::to(targets::user())).stored_as("user_id"))
        .field(embed("user_detail", Arc::new(brief()), "t.user_id").for_everyone().not_null())
        .field(Field::computed("in_use", Opaque(Bool), "COALESCE(t.key = :token, FALSE)").not_null())
        .hidden("key", Param::Null)
        .hidden("metadata", Param::Json("{}".into()))
}

fn key_of<'c>(cells: &[Cell<'c>]) -> &'c str {
    cells.first().and_then(|cell| cell.text()).unwrap_or_default()
}

fn write_key(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    out.text(key_of(cells));
}

fn write_redacted(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    out.text(&token::redact(key_of(cells)));
}

/// `user/tokens/`.
pub fn resource() -> Resource {
    Resource::new("user/tokens", Arc::new(shape()), "Keys by which programs act for a user")
        .access(PermissionClass::Authenticated)
        .creatable()
        .removed_by(revoke)
        .scope(own)
        .filter(Filter::boolean("revoked", "t.revoked").help("Taken out of use"))
        .filter(Filter::key("user", "t.user_id", targets::user()).help("Of this user"))
        .order_columns(&["created", "expiry", "last_seen", "name", "revoked"])
        .order("user", "t.user_id")
        .search(&["t.name", "t.key"])
        .rule(only_superusers_for_others)
        .before_save(issue)
        .audited(kept::token(), kept::NAME)
        .audited_removal(audit::REVOKED)
}

/// One's own tokens; a superuser who asks for it sees everybody's.
fn own(ctx: &Ctx<'_>, query: &Query) -> Option<Clause> {
    let everybodys = ctx.actor.acts_as_superuser() && query.get("all_users").is_some_and(loose_bool);
    (!everybodys).then(|| Clause::raw("t.user_id = :user"))
}

fn only_superusers_for_others<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            let for_other = draft.key("user_id").is_some_and(|user| user != ctx.actor.user_id);
            if for_other && !ctx.actor.acts_as_superuser() {
                draft.refuse_all("Only a superuser can create a token for another user");
            }
        }
        Ok(())
    })
}

/// A new token gets its key, belongs to whoever asked unless said otherwise, and has no past, whatever the body says.
fn issue<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.is_new()) {
            draft.set("key", token::generate(ctx.today()));
            draft.set("created", ctx.now);
            draft.set("revoked", false);
            draft.set("last_seen", Param::Null);
            if draft.key("user_id").is_none() {
                draft.set("user_id", ctx.actor.user_id);
            }
        }
        Ok(())
    })
}

/// A deleted token stays, revoked, so that its use can still be told from that of an unknown one.
fn revoke<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, keys: &'a [i64], _: &'a Given) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let sql = format!("UPDATE users_apitoken SET revoked = ? WHERE {}", ctx.conn.engine().any_of("id"));
        ctx.conn.execute(&sql, &[true.into(), Param::Ints(keys.to_vec())]).await?;
        Ok(())
    })
}
