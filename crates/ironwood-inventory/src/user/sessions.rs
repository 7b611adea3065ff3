//! Sessions of browsers: rows of `django_session` as Django writes them, so that one survives the change from InvenTree to
//! Ironwood and back (spec 10 §1, §5.6).

use ironwood_auth::django::{
    AUTH_USER_BACKEND, AUTH_USER_HASH, AUTH_USER_ID, SessionCodec, new_session_key, session_auth_hash,
};
use ironwood_db::{Conn, Engine, Param};
use ironwood_rest::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::identity;

/// How long a session lives after its last change.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The class that signed the user in, as Django wants it named; InvenTree knows it.
const BACKEND: &str = "django.contrib.auth.backends.ModelBackend";

/// Longest text that the column for the browser's name holds.
const MOST_USER_AGENT: usize = 200;

/// Signs and reads sessions with the installation's secret key.
#[derive(Clone)]
pub struct Signer {
    secret: String,
    codec: SessionCodec,
}

impl Signer {
    /// `secret` is what `INVENTREE_SECRET_KEY` says.
    pub fn new(secret: &str) -> Self {
        Signer { secret: secret.to_owned(), codec: SessionCodec::new(secret) }
    }
}

/// From where somebody signs in; shown to them in the list of their sessions.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Address of the client.
    pub address: std::net::IpAddr,
    /// What the client calls itself.
    pub user_agent: String,
}

/// The active user a session belongs to, if it is alive: not expired, signed by us, and of the password that the user still has.
///
/// # Errors
/// From storage.
pub async fn user(conn: &mut Conn, signer: &Signer, key: &str, now: Timestamp) -> Result<Option<i64>> {
    let Some(data) = identity::session_data(conn, key, now).await? else { return Ok(None) };
    let Some((user, digest)) = read(signer, &data) else { return Ok(None) };
    let account = identity::session_account(conn, user).await?;
    Ok(account
        .filter(|account| account.is_active && session_auth_hash(&signer.secret, &account.password) == digest)
        .map(|account| account.id))
}

/// The user's key and the digest of the password, as the session says them.
fn read(signer: &Signer, data: &str) -> Option<(i64, String)> {
    let session: Value = serde_json::from_str(&signer.codec.decode(data).ok()?).ok()?;
    let user = session.get(AUTH_USER_ID)?.as_str()?.parse().ok()?;
    Some((user, session.get(AUTH_USER_HASH)?.as_str()?.to_owned()))
}

/// Signs a user in: writes a session, lists it among the user's own and notes the day. Its key is for the cookie.
///
/// # Errors
/// [`Error::Internal`] when there is no such user; from storage.
pub async fn open(conn: &mut Conn, signer: &Signer, user: i64, visitor: &Visitor, now: Timestamp) -> Result<String> {
    let Some(account) = identity::session_account(conn, user).await? else {
        return Err(Error::Internal(format!("nobody has the key {user}, so nobody can be signed in")));
    };
    let session = json!({
        AUTH_USER_ID: user.to_string(),
        AUTH_USER_BACKEND: BACKEND,
        AUTH_USER_HASH: session_auth_hash(&signer.secret, &account.password),
    });
    let data = signer.codec.encode(&session.to_string(), u64::try_from(now.as_second()).unwrap_or_default());
    let key = new_session_key();
    conn.execute(
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)",
        &[Param::from(&key), data.into(), (now + LIFETIME).into()],
    )
    .await?;
    let address = match conn.engine() {
        Engine::Sqlite => "?",
        Engine::Postgres => "CAST(CAST(? AS text) AS inet)",
    };
    let sql = format!(
        "INSERT INTO usersessions_usersession (user_id, created_at, last_seen_at, ip, session_key, user_agent, data)
         VALUES (?, ?, ?, {address}, ?, ?, ?)"
    );
    let user_agent: String = visitor.user_agent.chars().take(MOST_USER_AGENT).collect();
    let row = [
        user.into(),
        now.into(),
        now.into(),
        Param::Text(visitor.address.to_string()),
        Param::from(&key),
        user_agent.into(),
        Param::Json("{}".into()),
    ];
    conn.execute(&sql, &row).await?;
    conn.execute("UPDATE auth_user SET last_login = ? WHERE id = ?", &[now.into(), user.into()]).await?;
    Ok(key)
}
