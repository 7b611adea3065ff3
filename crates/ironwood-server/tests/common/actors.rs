//! People who ask.

use ironwood_auth::password::PasswordHasher;
use ironwood_db::{Conn, Db, Param};
use ironwood_inventory::user::accounts::{self, NewSuperuser};
use ironwood_rest::{Error, Result};
use jiff::Timestamp;

/// The superuser of every test server.
pub const ADMIN: &str = "admin";
pub const ADMIN_TOKEN: &str = "inv-test-admin";
/// Everybody's password.
pub const PASSWORD: &str = "open sesame";

/// One round: tests have no time for more.
fn hash() -> String {
    PasswordHasher::with_iterations(1).hash(PASSWORD)
}

pub async fn create_admin(db: &Db) {
    let new = NewSuperuser { username: ADMIN.into(), email: "admin@example.com".into(), password_hash: hash() };
    let now = Timestamp::now();
    db.write("create admin", move |conn| {
        let new = new.clone();
        Box::pin(async move {
            let user = accounts::create_superuser(conn, &new, now).await?;
            token(conn, user, ADMIN_TOKEN, now).await
        })
    })
    .await
    .unwrap_or_else(|error: Error| panic!("{error}"));
}

/// Makes a user with one group of these roles; the key of a token.
pub async fn create(db: &Db, name: &str, is_staff: bool, roles: &[(&str, &str)]) -> String {
    let key = format!("inv-test-{name}");
    let (name, wanted) = (name.to_owned(), key.clone());
    let roles: Vec<(String, String)> = roles.iter().map(|(role, flags)| ((*role).into(), (*flags).into())).collect();
    let now = Timestamp::now();
    db.write("create an actor", move |conn| {
        let (name, roles, key) = (name.clone(), roles.clone(), wanted.clone());
        Box::pin(async move {
            let columns = [
                ("username", Param::from(&name)),
                ("password", hash().into()),
                ("email", format!("{name}@example.com").into()),
                ("first_name", "".into()),
                ("last_name", "".into()),
                ("is_superuser", false.into()),
                ("is_staff", is_staff.into()),
                ("is_active", true.into()),
                ("date_joined", now.into()),
            ];
            let user = conn.insert("auth_user", &columns).await?;
            let group = conn.insert("auth_group", &[("name", Param::from(&name))]).await?;
            conn.insert("auth_user_groups", &[("user_id", user.into()), ("group_id", group.into())]).await?;
            for (role, flags) in &roles {
                let has = |flag: &str| Param::Bool(flags.split_whitespace().any(|known| known == flag));
                let ruleset = [
                    ("name", Param::from(role)),
                    ("group_id", group.into()),
                    ("can_view", has("view")),
                    ("can_add", has("add")),
                    ("can_change", has("change")),
                    ("can_delete", has("delete")),
                ];
                conn.insert("users_ruleset", &ruleset).await?;
            }
            token(conn, user, &key, now).await
        })
    })
    .await
    .unwrap_or_else(|error: Error| panic!("{error}"));
    key
}

async fn token(conn: &mut Conn, user: i64, key: &str, now: Timestamp) -> Result<()> {
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let columns = [
        ("user_id", Param::from(user)),
        ("key", key.into()),
        ("name", "test".into()),
        ("created", now.into()),
        ("expiry", jiff::civil::date(2100, 1, 1).into()),
        ("last_seen", today.into()),
        ("revoked", false.into()),
        ("metadata", Param::Json("{}".into())),
    ];
    conn.insert("users_apitoken", &columns).await?;
    Ok(())
}
