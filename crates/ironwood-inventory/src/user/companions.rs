//! The rows that come and go with every user and group (spec 10 §4.1, §4.5, §4.8): the owner by which they can be put in charge
//! of something, the profile, the sessions.

use ironwood_db::{Conn, Param};
use ironwood_rest::declare::Model;
use ironwood_rest::write::remove;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::common::tags::content_type;
use crate::models;

/// Makes the owner of a new user or group.
///
/// # Errors
/// From storage.
pub async fn give_owner(conn: &mut Conn, model: &Model, key: i64) -> Result<i64> {
    let kind: Option<i64> = conn.value(&format!("SELECT {}", content_type(model)), &[]).await?;
    let columns = [("owner_type_id", kind.into()), ("owner_id", key.into())];
    Ok(conn.insert(models::OWNER.table, &columns).await?)
}

/// Makes the profile of a new user.
///
/// # Errors
/// From storage.
pub async fn give_profile(conn: &mut Conn, user: i64) -> Result<i64> {
    let columns = [
        ("user_id", user.into()),
        ("metadata", Param::Json("{}".into())),
        ("active", true.into()),
        ("type", "internal".into()),
    ];
    Ok(conn.insert(models::USER_PROFILE.table, &columns).await?)
}

/// Ends all sessions of users. Their rows would not let anybody in any more once the password or the user changed, but the list
/// of a user's sessions must not show them either.
///
/// # Errors
/// From storage.
pub async fn end_sessions(conn: &mut Conn, users: &[i64]) -> Result<()> {
    let theirs = conn.engine().any_of("s.user_id");
    let users = [Param::Ints(users.to_vec())];
    let sql = format!(
        "DELETE FROM django_session WHERE session_key IN (SELECT s.session_key FROM usersessions_usersession s WHERE {theirs})"
    );
    conn.execute(&sql, &users).await?;
    let theirs = conn.engine().any_of("user_id");
    conn.execute(&format!("DELETE FROM usersessions_usersession WHERE {theirs}"), &users).await?;
    Ok(())
}

/// Takes away what belongs to users and groups about to be deleted and is tied to them by no foreign key: the owners, with what
/// points to these.
pub fn leave<'a>(ctx: &'a mut Ctx<'_>, table: &'a str, keys: &'a [i64]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let Some(model) = [models::USER, models::GROUP].into_iter().find(|model| model.table == table) else {
            return Ok(());
        };
        let sql = format!(
            "SELECT id FROM users_owner WHERE owner_type_id = {} AND {}",
            content_type(&model),
            ctx.conn.engine().any_of("owner_id")
        );
        let owners: Vec<i64> = ctx.conn.column(&sql, &[Param::Ints(keys.to_vec())]).await?;
        remove(ctx, models::OWNER.table, &owners).await
    })
}
