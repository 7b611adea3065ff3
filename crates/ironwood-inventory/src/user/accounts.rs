//! Accounts that are made without the API: the administrator of a new database.

use ironwood_db::{Conn, Param};
use ironwood_rest::{Error, Result};
use jiff::Timestamp;

use super::companions;
use crate::audit::{self, Doer, Entry};
use crate::models;

/// Longest user name.
const MOST_USERNAME: usize = 150;

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
    if username.chars().any(|letter| !letter.is_alphanumeric() && !"@.+-_".contains(letter)) {
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
    let columns = [
        ("username", Param::from(&new.username)),
        ("email", Param::from(&new.email)),
        ("password", Param::from(&new.password_hash)),
        ("first_name", "".into()),
        ("last_name", "".into()),
        ("is_superuser", true.into()),
        ("is_staff", true.into()),
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
        .changed("is_staff", (), true)
        .changed("is_superuser", (), true)
        .changed("is_active", (), true)
        .detail("by", "the server's command line");
    audit::write(conn, &Doer::default(), now, &[entry]).await?;
    Ok(user)
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
