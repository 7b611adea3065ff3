//! The e-mail addresses of users: rows of `account_emailaddress`, and the one in the row of the user (spec 10 §5.8).

use ironwood_db::{Conn, Param};
use ironwood_rest::Result;
use serde_json::{Value, json};

use super::call::{Call, Outcome};
use super::letters;
use super::limits::Limit;
use super::links::Address;
use super::people::{self, Account};

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Primary key.
    pub id: i64,
    /// The address.
    pub email: String,
    /// Whether somebody has shown that they read its mails.
    pub verified: bool,
    /// Whether mails about the account go there.
    pub primary: bool,
}

impl Row {
    /// As its user sees it.
    pub fn to_json(&self) -> Value {
        json!({"email": self.email, "verified": self.verified, "primary": self.primary})
    }
}

/// The addresses of a user, oldest first.
///
/// # Errors
/// From storage.
pub async fn of_user(conn: &mut Conn, user: i64) -> Result<Vec<Row>> {
    let sql = "SELECT id, email, verified, \"primary\" FROM account_emailaddress WHERE user_id = ? ORDER BY id";
    let rows = conn
        .rows(sql, &[user.into()], |row| {
            Ok(Row { id: row.get(0)?, email: row.get(1)?, verified: row.get(2)?, primary: row.get(3)? })
        })
        .await?;
    Ok(rows)
}

/// Adds an address that nobody has proven yet.
///
/// # Errors
/// From storage.
pub async fn add(conn: &mut Conn, user: i64, email: &str, primary: bool) -> Result<Address> {
    let columns =
        [("user_id", user.into()), ("email", email.into()), ("verified", false.into()), ("primary", primary.into())];
    let id = conn.insert("account_emailaddress", &columns).await?;
    Ok(Address { id, user, email: email.to_owned() })
}

/// Makes an address the primary one of its user.
///
/// # Errors
/// From storage.
pub async fn make_primary(conn: &mut Conn, user: i64, id: i64, email: &str) -> Result<()> {
    // In this order: no moment has two primary addresses.
    for (sql, params) in [
        (
            "UPDATE account_emailaddress SET \"primary\" = ? WHERE user_id = ? AND id <> ?",
            [false.into(), user.into(), id.into()],
        ),
        (
            "UPDATE account_emailaddress SET \"primary\" = ? WHERE user_id = ? AND id = ?",
            [true.into(), user.into(), id.into()],
        ),
    ] {
        let params: [Param; 3] = params;
        conn.execute(sql, &params).await?;
    }
    set_own(conn, user, email).await
}

/// Lets nobody else change rows of this address until the end of the transaction, whosever they are.
///
/// # Errors
/// From storage.
pub async fn lock(conn: &mut Conn, email: &str) -> Result<()> {
    let for_update = conn.engine().for_update();
    let sql = format!("SELECT id FROM account_emailaddress WHERE LOWER(email) = LOWER(?) ORDER BY id{for_update}");
    let _rows: Vec<i64> = conn.column(&sql, &[email.into()]).await?;
    Ok(())
}

/// Sets the address in the row of the user.
///
/// # Errors
/// From storage.
pub async fn set_own(conn: &mut Conn, user: i64, email: &str) -> Result<()> {
    conn.execute("UPDATE auth_user SET email = ? WHERE id = ?", &[email.into(), user.into()]).await?;
    Ok(())
}

/// Whether any account has this address, proven or not.
///
/// # Errors
/// From storage.
pub async fn is_in_use(conn: &mut Conn, email: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM auth_user WHERE LOWER(email) = ?
               UNION ALL SELECT 1 FROM account_emailaddress WHERE LOWER(email) = ?";
    Ok(conn.exists(sql, &[email.into(), email.into()]).await?)
}

/// Whether somebody else has shown that they read the mails of this address.
///
/// # Errors
/// From storage.
pub async fn is_proven_by_others(conn: &mut Conn, user: i64, email: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM account_emailaddress WHERE LOWER(email) = ? AND verified = ? AND user_id <> ?";
    Ok(conn.exists(sql, &[email.into(), true.into(), user.into()]).await?)
}

/// The active accounts that an address stands for, each with the address as it is stored: those that have proven it, and if there
/// are none, all that have it.
///
/// # Errors
/// From storage.
pub async fn holders(conn: &mut Conn, email: &str) -> Result<Vec<(Account, String)>> {
    let sql = "SELECT u.id, e.email, e.verified FROM account_emailaddress e JOIN auth_user u ON u.id = e.user_id
               WHERE LOWER(e.email) = ? AND u.is_active = ?
               UNION ALL SELECT u.id, u.email, ? FROM auth_user u WHERE LOWER(u.email) = ? AND u.is_active = ?";
    let params = [email.into(), true.into(), false.into(), email.into(), true.into()];
    let found: Vec<(i64, String, bool)> =
        conn.rows(sql, &params, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await?;
    let is_proven = found.iter().any(|(_, _, verified)| *verified);
    let mut holders: Vec<(Account, String)> = Vec::new();
    let wanted: Vec<i64> = found.iter().filter(|one| one.2 == is_proven).map(|one| one.0).collect();
    for account in people::by_ids(conn, wanted).await? {
        let stored = found.iter().find(|one| one.0 == account.id).map(|one| one.1.clone());
        holders.push((account, stored.unwrap_or_default()));
    }
    Ok(holders)
}

/// Sends the mail by which an address is proven, at most one in a while to the same address. Whether it is on its way.
///
/// # Errors
/// From storage.
pub async fn ask_for_proof(call: &mut Call<'_>, account: &Account, address: &Address) -> Outcome<bool> {
    if !Limit::proofs_of(&address.email).admit(call).await? {
        return Ok(false);
    }
    let key = call.accounts.links.verify_key(address, call.now);
    let letter =
        letters::verify(&call.asked.origin, &account.username, &address.email, &key, call.accounts.policy.confirm_days);
    call.send(letter).await?;
    Ok(true)
}
