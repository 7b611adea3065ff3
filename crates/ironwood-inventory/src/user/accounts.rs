//! Accounts that are made without the API: the administrator of a new database.

use ironwood_db::{Conn, Param};
use ironwood_rest::{Error, Result};
use jiff::Timestamp;

use super::companions;
use crate::audit::{self, Doer, Entry};
use crate::models;

/// Longest user name.
pub const MOST_USERNAME: usize = 150;

/// A superuser to be.
#[derive(Debug, Clone)]
pub struct NewSuperuser {
    /// Name to sign in with.
    pub username: String,
    /// May be empty.
    pub email: String,
    /// The hash of the password, as [`ironwood_auth::password::PasswordHasher`] makes it.
    pub password_hash: String,
}

/// An account to be.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    /// Name to sign in with; checked by whoever makes the account.
    pub username: String,
    /// May be empty.
    pub email: String,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
    /// The hash of the password, or what stands for none.
    pub password_hash: String,
    /// Whether it administers the server.
    pub is_superuser: bool,
}

/// Whether a text consists of what user names are made of.
pub fn is_username(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || "@.+-_".contains(letter))
}

/// Checks a user name (spec 10 §4.1).
///
/// # Errors
/// The framework's messages for `username`.
pub fn check_username(username: &str) -> Result<()> {
    let length = username.chars().count();
    if length == 0 {
        return Err(Error::field("username", "This field may not be blank."));
    }
    if length > MOST_USERNAME {
        let message = format!("Ensure this value has at most {MOST_USERNAME} characters (it has {length}).");
        return Err(Error::field("username", message));
    }
    if !is_username(username) {
        let message = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";
        return Err(Error::field("username", message));
    }
    Ok(())
}

/// Whether anybody can administer this server.
///
/// # Errors
/// From storage.
pub async fn has_superuser(conn: &mut Conn) -> Result<bool> {
    Ok(conn
        .exists("SELECT 1 FROM auth_user WHERE is_superuser = ? AND is_active = ?", &[true.into(), true.into()])
        .await?)
}

/// Makes a superuser, with the owner row and the profile that every user has. Its primary key.
///
/// # Errors
/// For a `username` that cannot be one or is taken; from storage.
pub async fn create_superuser(conn: &mut Conn, new: &NewSuperuser, now: Timestamp) -> Result<i64> {
    check_username(&new.username)?;
    if conn.exists("SELECT 1 FROM auth_user WHERE username = ?", &[Param::from(&new.username)]).await? {
        return Err(Error::field("username", "A user with that username already exists."));
    }
    let account = NewAccount {
        username: new.username.clone(),
        email: new.email.clone(),
        password_hash: new.password_hash.clone(),
        is_superuser: true,
        ..NewAccount::default()
    };
    create(conn, &account, &Doer::default(), "the server's command line", now).await
}

/// Makes an account, with the owner row and the profile that every user has; `by` tells the audit trail how it came about. Its
/// primary key.
///
/// # Errors
/// From storage.
pub async fn create(conn: &mut Conn, new: &NewAccount, doer: &Doer, by: &'static str, now: Timestamp) -> Result<i64> {
    let columns = [
        ("username", Param::from(&new.username)),
        ("email", Param::from(&new.email)),
        ("password", Param::from(&new.password_hash)),
        ("first_name", Param::from(&new.first_name)),
        ("last_name", Param::from(&new.last_name)),
        ("is_superuser", new.is_superuser.into()),
        ("is_staff", new.is_superuser.into()),
        ("is_active", true.into()),
        ("date_joined", now.into()),
    ];
    let user = conn.insert("auth_user", &columns).await?;
    companions::give_owner(conn, &models::USER, user).await?;
    companions::give_profile(conn, user).await?;
    let entry = Entry::new(audit::CREATED)
        .about(&models::USER, user, &new.username)
        .changed("username", (), new.username.as_str())
        .changed("email", (), new.email.as_str())
        .changed("is_staff", (), new.is_superuser)
        .changed("is_superuser", (), new.is_superuser)
        .changed("is_active", (), true)
        .detail("by", by);
    audit::write(conn, doer, now, &[entry]).await?;
    Ok(user)
}

/// Makes a new user a member of the group of this key; there need be no such group.
///
/// # Errors
/// From storage.
pub async fn join(conn: &mut Conn, user: i64, group: &str) -> Result<()> {
    let Ok(group) = group.trim().parse::<i32>() else { return Ok(()) };
    let sql = "INSERT INTO auth_user_groups (user_id, group_id) SELECT ?, g.id FROM auth_group g WHERE g.id = ?";
    conn.execute(sql, &[user.into(), group.into()]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_are_letters_digits_and_five_signs() {
        for good in ["admin", "zoë.2@home+x-y_z", &"a".repeat(150)] {
            assert!(check_username(good).is_ok(), "{good}");
        }
        for bad in ["", "two words", "a/b", "a\0", &"a".repeat(151)] {
            assert!(check_username(bad).is_err(), "{bad}");
        }
    }
}
