//! Who is asking: from a claim of the request to an [`Authority`], by one statement (spec 10 §1, §3).
//!
//! Nothing is remembered between requests: a revoked token, a changed role or flag counts for the very next one, on every
//! server, whoever changed the row.

use ironwood_auth::Authority;
use ironwood_db::{Conn, Engine, Param, Row};
use ironwood_rest::{Error, Result};

use super::grants;
use crate::common::settings::definitions::LOGIN_ENFORCE_MFA;

/// What a request says about its caller, as far as it can be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Nothing.
    Nobody,
    /// An API token.
    Token(String),
    /// A user whose password was just verified, or whom a valid session names.
    User(i64),
}

/// A caller and how it was recognised.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// What the caller may do; nobody's when no one is signed in.
    pub authority: Authority,
    /// The token that was used.
    pub token: Option<i64>,
    /// Whether the token's last use is older than today and should be noted.
    pub token_last_seen_is_old: bool,
}

/// What is needed to verify a password.
#[derive(Debug, Clone)]
pub struct Account {
    /// Primary key.
    pub id: i64,
    /// The stored hash.
    pub password: String,
    /// Whether the account may be used.
    pub is_active: bool,
}

/// Looks the caller up.
///
/// # Errors
/// [`Error::Unauthenticated`] with the framework's texts for a token that does not work.
pub async fn identify(conn: &mut Conn, claim: &Claim, today: jiff::civil::Date) -> Result<Caller> {
    let (condition, param) = match claim {
        Claim::Nobody => return Ok(Caller::default()),
        Claim::Token(key) => ("k.key = ?", Param::from(key)),
        Claim::User(id) => ("u.id = ?", Param::from(*id)),
    };
    let by_token = matches!(claim, Claim::Token(_));
    let sql = statement(conn.engine(), by_token, condition);
    let found = conn.first(&sql, &[param], |row| read(row, by_token, today)).await?;
    match found {
        Some(found) => found,
        None if by_token => Err(refused("Invalid token.")),
        None => Ok(Caller::default()),
    }
}

/// One row: user, flags, token, roles and granted permissions as the texts of [`grants`].
fn statement(engine: Engine, by_token: bool, condition: &str) -> String {
    let token_columns = if by_token { "k.id, k.revoked, k.expiry, k.last_seen" } else { "NULL, NULL, NULL, NULL" };
    let token_join = if by_token { "users_apitoken k JOIN auth_user u ON u.id = k.user_id" } else { "auth_user u" };
    format!(
        "SELECT u.id, u.username, u.is_active, u.is_staff, u.is_superuser, {token_columns},
            {}, {}
         FROM {token_join} WHERE {condition}",
        grants::roles_of_user(engine, "u.id"),
        grants::permissions_of_user(engine, "u.id"),
    )
}

fn read(row: &Row<'_>, by_token: bool, today: jiff::civil::Date) -> ironwood_db::Result<Result<Caller>> {
    let is_active: bool = row.get(2)?;
    if by_token {
        if row.cell(6).bool().unwrap_or_default() {
            return Ok(Err(refused("Token has been revoked")));
        }
        if row.cell(7).date().is_some_and(|expiry| expiry < today) {
            return Ok(Err(refused("Token has expired")));
        }
        if !is_active {
            return Ok(Err(refused("User inactive or deleted.")));
        }
    }
    let authority = Authority {
        user_id: row.get(0)?,
        username: row.get(1)?,
        is_active,
        is_staff: row.get(3)?,
        is_superuser: row.get(4)?,
        roles: grants::read_roles(row.cell(9).text().unwrap_or_default()),
        granted: grants::read_permissions(row.cell(10).text().unwrap_or_default()),
    };
    Ok(Ok(Caller {
        authority,
        token: row.cell(5).int(),
        token_last_seen_is_old: by_token && row.cell(8).date() != Some(today),
    }))
}

fn refused(message: &str) -> Error {
    Error::Unauthenticated(message.into())
}

/// The account of a user name, letter case aside; for the verification of a password.
///
/// # Errors
/// From storage.
pub async fn account(conn: &mut Conn, username: &str) -> Result<Option<Account>> {
    let sql = "SELECT id, password, is_active FROM auth_user WHERE LOWER(username) = LOWER(?)
               ORDER BY CASE WHEN username = ? THEN 0 ELSE 1 END, id";
    let found = conn
        .first(sql, &[username.into(), username.into()], |row| {
            Ok(Account { id: row.get(0)?, password: row.get(1)?, is_active: row.get(2)? })
        })
        .await?;
    Ok(found)
}

/// The stored, unexpired session of this key, still signed.
///
/// # Errors
/// From storage.
pub async fn session_data(conn: &mut Conn, key: &str, now: jiff::Timestamp) -> Result<Option<String>> {
    let sql = "SELECT session_data FROM django_session WHERE session_key = ? AND expire_date > ?";
    Ok(conn.value(sql, &[key.into(), now.into()]).await?)
}

/// The account that a session names.
#[derive(Debug, Clone)]
pub struct SessionAccount {
    /// The stored hash, which the session's own digest must belong to.
    pub password: String,
    /// Whether the account may be used.
    pub is_active: bool,
    /// Whether the server wants a second factor of everybody.
    pub must_have_second_factor: bool,
    /// Whether the account has one.
    pub has_second_factor: bool,
}

/// The account that a session names, and whether it needs a second factor: one statement, at every request of a browser.
///
/// # Errors
/// From storage.
pub async fn session_account(conn: &mut Conn, user: i64) -> Result<Option<SessionAccount>> {
    let sql = "SELECT u.password, u.is_active,
                   (SELECT s.value FROM common_inventreesetting s WHERE s.key = ?),
                   EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type <> 'recovery_codes')
               FROM auth_user u WHERE u.id = ?";
    let found = conn
        .first(sql, &[LOGIN_ENFORCE_MFA.key().into(), user.into()], |row| {
            Ok(SessionAccount {
                password: row.get(0)?,
                is_active: row.get(1)?,
                must_have_second_factor: LOGIN_ENFORCE_MFA.read(row.cell(2).text()),
                has_second_factor: row.get(3)?,
            })
        })
        .await?;
    Ok(found)
}

/// Notes that a token was used today; at most one write per token and day, whoever else notes it.
///
/// # Errors
/// From storage.
pub async fn note_use(conn: &mut Conn, token: i64, today: jiff::civil::Date) -> Result<()> {
    let sql = "UPDATE users_apitoken SET last_seen = ? WHERE id = ? AND (last_seen IS NULL OR last_seen <> ?)";
    conn.execute(sql, &[today.into(), token.into(), today.into()]).await?;
    Ok(())
}
