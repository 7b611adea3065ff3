//! Sessions of browsers: rows of `django_session` as Django writes them, so that one survives the change from InvenTree to
//! Ironwood and back (spec 10 §1, §5.6), and the list in which users find their own.

use ironwood_auth::django::{
    AUTH_USER_BACKEND, AUTH_USER_HASH, AUTH_USER_ID, SessionCodec, new_session_key, session_auth_hash,
};
use ironwood_db::{Conn, Engine, Param};
pub use ironwood_rest::Visitor;
use ironwood_rest::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::identity;
use crate::audit;

/// How long a session lives after its last change.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The class that signed the user in, as Django wants it named; InvenTree knows it.
const BACKEND: &str = "django.contrib.auth.backends.ModelBackend";

/// Key in a session's object: how its user proved who they are, oldest first. InvenTree's name for it.
pub const METHODS: &str = "account_authentication_methods";

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

    /// What a session carries of the stored hash of its user's password: with another password the session is over.
    pub fn password_digest(&self, stored: &str) -> String {
        session_auth_hash(&self.secret, stored)
    }

    fn encode(&self, values: &Map<String, Value>, now: Timestamp) -> String {
        let text = serde_json::to_string(values).unwrap_or_else(|_| "{}".to_owned());
        self.codec.encode(&text, u64::try_from(now.as_second()).unwrap_or_default())
    }

    fn decode(&self, data: &str) -> Option<Map<String, Value>> {
        serde_json::from_str(&self.codec.decode(data).ok()?).ok()
    }
}

/// The user whom a living session names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// Primary key of the user.
    pub user: i64,
    /// Whether `LOGIN_ENFORCE_MFA` asks for a second factor and this session has not seen one (spec 10 §5.12).
    pub lacks_second_factor: bool,
}

/// The active user a session belongs to, if it is alive: not expired, signed by us, and of the password that the user still has.
///
/// # Errors
/// From storage.
pub async fn user(conn: &mut Conn, signer: &Signer, key: &str, now: Timestamp) -> Result<Option<SignedIn>> {
    let Some(values) = load(conn, signer, key, now).await? else { return Ok(None) };
    let Some((user, digest)) = named(&values) else { return Ok(None) };
    let Some(account) = identity::session_account(conn, user).await? else { return Ok(None) };
    if !account.is_active || signer.password_digest(&account.password) != digest {
        return Ok(None);
    }
    let lacks_second_factor =
        account.must_have_second_factor && !(account.has_second_factor && has_shown_second_factor(&values));
    Ok(Some(SignedIn { user, lacks_second_factor }))
}

/// The object of a session that is alive and signed by us.
///
/// # Errors
/// From storage.
pub async fn load(conn: &mut Conn, signer: &Signer, key: &str, now: Timestamp) -> Result<Option<Map<String, Value>>> {
    let data = identity::session_data(conn, key, now).await?;
    Ok(data.and_then(|data| signer.decode(&data)))
}

/// The user's key and the digest of the password, as a session says them.
pub fn named(values: &Map<String, Value>) -> Option<(i64, &str)> {
    let user = values.get(AUTH_USER_ID)?.as_str()?.parse().ok()?;
    Some((user, values.get(AUTH_USER_HASH)?.as_str()?))
}

/// Whether a second factor took part in the session's sign-in, or came later.
fn has_shown_second_factor(values: &Map<String, Value>) -> bool {
    let methods = values.get(METHODS).and_then(Value::as_array);
    methods.is_some_and(|methods| methods.iter().any(|record| record["method"] == "mfa"))
}

/// The object of a new session of a user.
pub fn object_of(signer: &Signer, user: i64, stored_password: &str) -> Map<String, Value> {
    let mut values = Map::new();
    values.insert(AUTH_USER_ID.into(), user.to_string().into());
    values.insert(AUTH_USER_BACKEND.into(), BACKEND.into());
    values.insert(AUTH_USER_HASH.into(), signer.password_digest(stored_password).into());
    values
}

/// Stores a session's object under a new key, or a changed one under the key it has, and lets it live anew. The key.
///
/// # Errors
/// From storage.
pub async fn save(
    conn: &mut Conn,
    signer: &Signer,
    key: Option<&str>,
    values: &Map<String, Value>,
    now: Timestamp,
) -> Result<String> {
    let key = key.map_or_else(new_session_key, str::to_owned);
    conn.execute(
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)
         ON CONFLICT (session_key) DO UPDATE SET session_data = excluded.session_data, expire_date = excluded.expire_date",
        &[Param::from(&key), signer.encode(values, now).into(), (now + LIFETIME).into()],
    )
    .await?;
    Ok(key)
}

/// Signs a user in: writes a session, lists it among the user's own and notes the day. Its key is for the cookie.
///
/// # Errors
/// [`Error::Internal`] when there is no such user; from storage.
pub async fn open(conn: &mut Conn, signer: &Signer, user: i64, visitor: &Visitor, now: Timestamp) -> Result<String> {
    let Some(account) = identity::session_account(conn, user).await? else {
        return Err(Error::Internal(format!("nobody has the key {user}, so nobody can be signed in")));
    };
    let values = object_of(signer, user, &account.password);
    begin(conn, signer, user, &values, visitor, now).await
}

/// Stores the first object of a user's session, lists it among the user's own and notes the day. Rows of sessions of the user that
/// are over go. The key.
///
/// # Errors
/// From storage.
pub async fn begin(
    conn: &mut Conn,
    signer: &Signer,
    user: i64,
    values: &Map<String, Value>,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<String> {
    let key = save(conn, signer, None, values, now).await?;
    forget_ended(conn, user, now).await?;
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
    audit::sign_in::succeeded(conn, user, "session", visitor, now).await?;
    Ok(key)
}

/// Ends one session.
///
/// # Errors
/// From storage.
pub async fn end(conn: &mut Conn, key: &str) -> Result<()> {
    end_all(conn, vec![key.to_owned()]).await
}

/// Ends sessions.
///
/// # Errors
/// From storage.
pub async fn end_all(conn: &mut Conn, keys: Vec<String>) -> Result<()> {
    let these = conn.engine().any_of("session_key");
    let keys = [Param::Texts(keys)];
    for table in ["django_session", "usersessions_usersession"] {
        conn.execute(&format!("DELETE FROM {table} WHERE {these}"), &keys).await?;
    }
    Ok(())
}

/// Takes the rows of a user's sessions that are over out of the list.
///
/// # Errors
/// From storage.
pub async fn forget_ended(conn: &mut Conn, user: i64, now: Timestamp) -> Result<()> {
    conn.execute(
        "DELETE FROM usersessions_usersession WHERE user_id = ? AND NOT EXISTS (
             SELECT 1 FROM django_session s
             WHERE s.session_key = usersessions_usersession.session_key AND s.expire_date > ?)",
        &[user.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// One of a user's sessions, as they are shown it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Primary key in the list.
    pub id: i64,
    /// Key of the session.
    pub key: String,
    /// Where it was opened from.
    pub address: String,
    /// What the client called itself.
    pub user_agent: String,
    /// When it was opened.
    pub created: Timestamp,
    /// When it was last used, to a minute or so.
    pub last_seen: Timestamp,
}

/// The sessions of a user, oldest first.
///
/// # Errors
/// From storage.
pub async fn list(conn: &mut Conn, user: i64) -> Result<Vec<Listed>> {
    let address = match conn.engine() {
        Engine::Sqlite => "ip",
        Engine::Postgres => "host(ip)",
    };
    let sql = format!(
        "SELECT id, session_key, {address}, user_agent, created_at, last_seen_at FROM usersessions_usersession
         WHERE user_id = ? ORDER BY id"
    );
    let listed = conn
        .rows(&sql, &[user.into()], |row| {
            Ok(Listed {
                id: row.get(0)?,
                key: row.get(1)?,
                address: row.get(2)?,
                user_agent: row.get(3)?,
                created: row.get(4)?,
                last_seen: row.get(5)?,
            })
        })
        .await?;
    Ok(listed)
}

/// Notes that a session was just used.
///
/// # Errors
/// From storage.
pub async fn note_use(conn: &mut Conn, key: &str, now: Timestamp) -> Result<()> {
    let sql = "UPDATE usersessions_usersession SET last_seen_at = ? WHERE session_key = ?";
    conn.execute(sql, &[now.into(), key.into()]).await?;
    Ok(())
}

/// Gives the sessions of a user the digest of a new hash of the same password, so that storing it more safely signs nobody out.
///
/// # Errors
/// From storage.
pub async fn carry_over(
    conn: &mut Conn,
    signer: &Signer,
    user: i64,
    (old, new): (&str, &str),
    now: Timestamp,
) -> Result<()> {
    let sql = "SELECT s.session_key, s.session_data, s.expire_date FROM django_session s
               JOIN usersessions_usersession u ON u.session_key = s.session_key
               WHERE u.user_id = ? AND s.expire_date > ?";
    let rows: Vec<(String, String, Timestamp)> =
        conn.rows(sql, &[user.into(), now.into()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await?;
    let (old, new) = (signer.password_digest(old), signer.password_digest(new));
    let carried = rows.into_iter().filter_map(|(key, data, expires)| {
        let mut values = signer.decode(&data)?;
        if named(&values) != Some((user, &old)) {
            return None;
        }
        values.insert(AUTH_USER_HASH.into(), json!(new));
        Some([key.into(), signer.encode(&values, now).into(), expires.into()])
    });
    let params: Vec<Param> = carried.flatten().collect();
    if params.is_empty() {
        return Ok(());
    }
    let marks = vec!["(?, ?, ?)"; params.len() / 3].join(", ");
    let sql = format!(
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES {marks}
         ON CONFLICT (session_key) DO UPDATE SET session_data = excluded.session_data"
    );
    conn.execute(&sql, &params).await?;
    Ok(())
}
