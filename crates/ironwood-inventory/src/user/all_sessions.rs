//! `ironwood/session/`: the sessions of all users, for those who must be able to end them. The public API shows users their own
//! only (spec 10 §5.6).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Clause, Field, Filter, Given, Resource, Shape, embed};
use ironwood_rest::kind::{Bool, DateTime, Int, Text};
use ironwood_rest::{BoxFuture, Ctx, PermissionClass, Query, Result};

use super::brief;
use crate::audit;
use crate::{models, targets};

fn address(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "t.ip",
        Engine::Postgres => "host(t.ip)",
    }
}

fn shape(engine: Engine) -> Shape {
    Shape::new(models::SESSION, "UserSession")
        .join("stored", "django_session", "stored.session_key = t.session_key")
        .join("owner", "auth_user", "owner.id = t.user_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("user", targets::shown(targets::user()))
                .stored_as("user_id")
                .read_only()
                .help("Whose session"),
        )
        .field(embed("user_detail", Arc::new(brief()), "t.user_id").for_everyone().not_null())
        .field(Field::computed("address", Text::any(), address(engine)).help("Address that it was opened from"))
        .field(Field::column("user_agent", Text::max(200)).read_only().help("What the browser calls itself"))
        .field(Field::column("created", DateTime::ISO).stored_as("created_at").read_only().help("When it was opened"))
        .field(
            Field::column("last_seen", DateTime::ISO)
                .stored_as("last_seen_at")
                .read_only()
                .help("When it was last known to be used"),
        )
        .field(
            Field::computed("expires", DateTime::ISO, "stored.expire_date")
                .help("When it ends unless it is used before"),
        )
        .field(
            Field::computed("is_current", Bool, "COALESCE(t.session_key = :session, FALSE)")
                .not_null()
                .help("It is the session of this very request"),
        )
}

/// What the audit trail keeps of a session: whose it was, and from where.
fn kept(engine: Engine) -> Shape {
    let owner = "(SELECT u.username FROM auth_user u WHERE u.id = t.user_id)";
    Shape::new(models::SESSION, "")
        .field(Field::computed("user", Text::any(), owner))
        .field(Field::computed("address", Text::any(), address(engine)))
        .field(Field::column("user_agent", Text::any()))
}

/// The resource.
pub fn resource(engine: Engine) -> Resource {
    Resource::new("ironwood/session", Arc::new(shape(engine)), "The sessions of browsers that are alive")
        .access(PermissionClass::Superuser)
        .scope(alive)
        .removed_by(end)
        .bulk_delete()
        .filter(Filter::key("user", "t.user_id", targets::user()).help("Of this user"))
        .order("pk", "t.id")
        .order("user", "t.user_id")
        .order("created", "t.created_at")
        .order("last_seen", "t.last_seen_at")
        .order("expires", "stored.expire_date")
        .search(&["owner.username", "t.user_agent"])
        .audited(kept(engine), "(SELECT u.username FROM auth_user u WHERE u.id = t.user_id)")
        .audited_removal(audit::ENDED)
}

/// Sessions that would let somebody in.
fn alive(_: &Ctx<'_>, _: &Query) -> Option<Clause> {
    Some(Clause::raw("stored.expire_date > :now"))
}

/// A session ends with its row in `django_session`; that in the list goes with it.
fn end<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, keys: &'a [i64], _: &'a Given) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let keys = [Param::Ints(keys.to_vec())];
        let engine = ctx.conn.engine();
        let sql = format!(
            "DELETE FROM django_session WHERE session_key IN
                 (SELECT s.session_key FROM usersessions_usersession s WHERE {})",
            engine.any_of("s.id")
        );
        ctx.conn.execute(&sql, &keys).await?;
        let sql = format!("DELETE FROM usersessions_usersession WHERE {}", engine.any_of("id"));
        ctx.conn.execute(&sql, &keys).await?;
        Ok(())
    })
}
