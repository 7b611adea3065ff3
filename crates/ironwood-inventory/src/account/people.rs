//! The accounts of people, as far as signing in is concerned.

use ironwood_auth::password;
use ironwood_db::{Conn, Param, Row};
use ironwood_rest::Result;
use serde_json::{Value, json};

use super::policy::Factor;

/// An account.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Primary key.
    pub id: i64,
    /// Name to sign in with.
    pub username: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// The address in the row of the user.
    pub email: String,
    /// The primary one among the user's addresses, if there are any.
    pub primary_email: Option<String>,
    /// The stored hash of the password.
    pub password: String,
    /// Whether the account may be used.
    pub is_active: bool,
}

const COLUMNS: &str = "u.id, u.username, u.first_name, u.last_name, u.email,
    (SELECT e.email FROM account_emailaddress e WHERE e.user_id = u.id AND e.\"primary\"), u.password, u.is_active";

fn read(row: &Row<'_>) -> ironwood_db::Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        username: row.get(1)?,
        first_name: row.get(2)?,
        last_name: row.get(3)?,
        email: row.get(4)?,
        primary_email: row.get(5)?,
        password: row.get(6)?,
        is_active: row.get(7)?,
    })
}

impl Account {
    /// The address that mails about the account go to; empty when there is none.
    pub fn address(&self) -> &str {
        self.primary_email.as_deref().unwrap_or(&self.email)
    }

    /// Whether a password can open the account.
    pub fn has_password(&self) -> bool {
        password::is_usable(&self.password)
    }

    /// The account as its own user sees it (spec 10 §5.1); keys that say nothing are left out.
    pub fn to_json(&self) -> Value {
        let mut user = json!({"id": self.id, "display": self.username});
        if !self.address().is_empty() {
            user["email"] = self.address().into();
        }
        user["has_usable_password"] = self.has_password().into();
        user["username"] = self.username.as_str().into();
        user
    }
}

/// The account with this primary key.
///
/// # Errors
/// From storage.
pub async fn by_id(conn: &mut Conn, id: i64) -> Result<Option<Account>> {
    Ok(conn.first(&format!("SELECT {COLUMNS} FROM auth_user u WHERE u.id = ?"), &[id.into()], read).await?)
}

/// Accounts by their primary keys, in the order of these.
///
/// # Errors
/// From storage.
pub async fn by_ids(conn: &mut Conn, mut ids: Vec<i64>) -> Result<Vec<Account>> {
    ids.sort_unstable();
    ids.dedup();
    let these = conn.engine().any_of("u.id");
    let sql = format!("SELECT {COLUMNS} FROM auth_user u WHERE {these} ORDER BY u.id");
    Ok(conn.rows(&sql, &[Param::Ints(ids)], read).await?)
}

/// Lets nobody else change what belongs to an account until the end of the transaction.
///
/// # Errors
/// From storage.
pub async fn lock(conn: &mut Conn, id: i64) -> Result<()> {
    let sql = format!("SELECT id FROM auth_user WHERE id = ?{}", conn.engine().for_update());
    conn.exists(&sql, &[id.into()]).await?;
    Ok(())
}

/// The account of this user name, letter case aside; of several that differ in case only, the one written like it.
///
/// # Errors
/// From storage.
pub async fn by_name(conn: &mut Conn, username: &str) -> Result<Option<Account>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM auth_user u WHERE LOWER(u.username) = LOWER(?)
         ORDER BY CASE WHEN u.username = ? THEN 0 ELSE 1 END, u.id"
    );
    Ok(conn.first(&sql, &[username.into(), username.into()], read).await?)
}

/// A second factor that a user has, without its secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Primary key.
    pub id: i64,
    /// Its kind.
    pub factor: Factor,
}

/// The second factors of a user, in the order in which clients are told: recovery codes, app, keys.
///
/// # Errors
/// From storage.
pub async fn factors(conn: &mut Conn, user: i64) -> Result<Vec<Kept>> {
    let sql = "SELECT id, type FROM mfa_authenticator WHERE user_id = ? ORDER BY type, id";
    let rows: Vec<(i64, String)> = conn.rows(sql, &[Param::from(user)], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    let kept = |(id, name): (i64, String)| Factor::from_name(&name).map(|factor| Kept { id, factor });
    Ok(rows.into_iter().filter_map(kept).collect())
}

/// Whether these factors make a sign-in take a second step: recovery codes alone do not.
pub fn need_second_step(kept: &[Kept]) -> bool {
    kept.iter().any(|one| one.factor != Factor::RecoveryCodes)
}
