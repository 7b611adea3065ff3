//! What sign-ins leave in the trail. Each function is an action of its own: a request that only reads has no transaction to
//! write in, and one that is refused has none that would be kept.

use ironwood_db::{Conn, Param};
use ironwood_rest::audit::{Doer, Entry, write};
use ironwood_rest::{Result, Visitor};
use jiff::Timestamp;

use super::{SIGN_IN_FAILED, SIGNED_IN, USED_FROM_NEW_ADDRESS};
use crate::models;

/// Somebody whose name and password do not belong together, or whose account may not be used. `account` is the one of the name,
/// when there is one.
///
/// # Errors
/// From storage.
pub async fn failed(
    conn: &mut Conn,
    account: Option<i64>,
    means: &'static str,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<()> {
    let doer = Doer { visitor: Some(visitor.clone()), ..Doer::default() };
    let mut entry = Entry::new(SIGN_IN_FAILED).detail("by", means);
    if let Some(user) = account {
        entry = entry.about(&models::USER, user, username(conn, user).await?);
    }
    write(conn, &doer, now, &[entry]).await
}

/// Somebody signed in, by these means.
///
/// # Errors
/// From storage.
pub async fn succeeded(
    conn: &mut Conn,
    user: i64,
    means: &'static str,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<()> {
    let username = username(conn, user).await?;
    let doer = Doer { user: Some(user), username: username.clone(), visitor: Some(visitor.clone()) };
    let entry = Entry::new(SIGNED_IN).about(&models::USER, user, username).detail("by", means);
    write(conn, &doer, now, &[entry]).await
}

/// What a request showed of its user was right. Programs show it with every request: the first one since `midnight` from an
/// address is a sign-in.
///
/// # Errors
/// From storage.
pub async fn by_request(
    conn: &mut Conn,
    user: i64,
    means: &'static str,
    visitor: &Visitor,
    now: Timestamp,
    midnight: Timestamp,
) -> Result<()> {
    let sql = "SELECT 1 FROM ironwood_audit WHERE address = ? AND time >= ? AND kind = ? AND user_id = ? LIMIT 1";
    let params = [Param::Text(visitor.address.to_string()), midnight.into(), SIGNED_IN.into(), user.into()];
    if conn.exists(sql, &params).await? {
        return Ok(());
    }
    succeeded(conn, user, means, visitor, now).await
}

/// Whether a token was made at, or used from, this address before.
///
/// # Errors
/// From storage.
pub async fn token_is_known_at(conn: &mut Conn, token: i64, visitor: &Visitor) -> Result<bool> {
    let sql =
        "SELECT 1 FROM ironwood_audit WHERE model = ? AND object_id = ? AND address = ? AND kind IN (?, ?) LIMIT 1";
    let params = [
        models::API_TOKEN.name.into(),
        token.into(),
        Param::Text(visitor.address.to_string()),
        super::CREATED.into(),
        USED_FROM_NEW_ADDRESS.into(),
    ];
    Ok(conn.exists(sql, &params).await?)
}

/// Notes that a token was used from an address, unless that is known.
///
/// # Errors
/// From storage.
pub async fn by_token(conn: &mut Conn, token: i64, visitor: &Visitor, now: Timestamp) -> Result<()> {
    if token_is_known_at(conn, token, visitor).await? {
        return Ok(());
    }
    let sql =
        "SELECT k.name, u.id, u.username FROM users_apitoken k JOIN auth_user u ON u.id = k.user_id WHERE k.id = ?";
    let found = conn
        .first(sql, &[token.into()], |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?)))
        .await?;
    // A token that went meanwhile has nothing to tell any more.
    let Some((name, user, username)) = found else { return Ok(()) };
    let doer = Doer { user: Some(user), username, visitor: Some(visitor.clone()) };
    write(conn, &doer, now, &[Entry::new(USED_FROM_NEW_ADDRESS).about(&models::API_TOKEN, token, name)]).await
}

async fn username(conn: &mut Conn, user: i64) -> Result<String> {
    let sql = "SELECT username FROM auth_user WHERE id = ?";
    Ok(conn.value(sql, &[user.into()]).await?.unwrap_or_default())
}
