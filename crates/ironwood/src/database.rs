//! The database of a command: opened, checked, installed, and with somebody who may administer it.

use anyhow::Context;
use ironwood_auth::django::new_session_key;
use ironwood_auth::password::PasswordHasher;
use ironwood_db::{DatabaseUrl, Db, DbError, Options, install};
use ironwood_demo::{Size, Summary};
use ironwood_inventory::user::accounts::{self, NewSuperuser};
use ironwood_rest::Error;
use jiff::Timestamp;

use crate::advice::Advice;
use crate::config::{Administrator, Storage};
use crate::secret::make_directory;

/// Letters and digits of a made-up password: more than a hundred bits.
const PASSWORD_LENGTH: usize = 20;

/// An open database at the present schema.
pub struct Opened {
    pub db: Db,
    /// Whether the schema was installed just now.
    pub is_new: bool,
}

/// Opens a database and brings it to the present schema.
///
/// # Errors
/// When it cannot be reached or belongs to another version; it is unchanged then.
pub async fn open(storage: &Storage) -> anyhow::Result<Opened> {
    let url = &storage.database;
    if let DatabaseUrl::Sqlite(path) = url
        && path.parent() == Some(&storage.data_dir)
    {
        make_directory(&storage.data_dir)?;
    }
    let options = Options { durable: storage.durable, ..Options::default() };
    let db = Db::open(url, &options).await.map_err(|error| unreachable(url, &error))?;
    let is_new = install(&db, Timestamp::now()).await.map_err(|error| refused(url, &error))?;
    Ok(Opened { db, is_new })
}

fn unreachable(url: &DatabaseUrl, error: &DbError) -> Advice {
    let text = error.to_string();
    if let Some((problem, hint)) = text.split_once("\nhint: ") {
        return Advice::new(problem, hint);
    }
    let hint = match url {
        DatabaseUrl::Sqlite(_) => {
            "the folder must exist, and this user must be allowed to write the file and beside it"
        }
        DatabaseUrl::Postgres(_) => "check that the server runs, and host, user, password and name in the database URL",
    };
    Advice::new(text, hint)
}

/// The reasons of a refusal bring their own hint along.
fn refused(url: &DatabaseUrl, error: &DbError) -> anyhow::Error {
    let text = error.to_string();
    match text.split_once("\nhint: ") {
        Some((problem, hint)) => {
            Advice::new(format!("the database {} cannot be used: {problem}", url.shown()), hint).into()
        }
        None => anyhow::anyhow!("the database {} cannot be used: {text}", url.shown()),
    }
}

/// Fills an empty database with an invented workshop.
///
/// # Errors
/// When the database is not empty; it is unchanged then.
pub async fn fill(db: &Db, size: &Size, now: Timestamp) -> anyhow::Result<Summary> {
    ironwood_demo::fill(db, size, now).await.map_err(|error| match error.to_string().split_once("\nhint: ") {
        Some((problem, hint)) => Advice::new(problem, hint).into(),
        None => error.into(),
    })
}

/// What happened about the administrator.
#[derive(Debug, PartialEq, Eq)]
pub enum Administration {
    /// There is one.
    Present,
    /// Made, with the password that was asked for.
    Created(String),
    /// Made, with a password that nobody else knows yet.
    CreatedWith { username: String, password: String },
}

/// Makes the administrator, when the database has none.
///
/// # Errors
/// When the name cannot be used.
pub async fn ensure_administrator(db: &Db, wanted: &Administrator) -> anyhow::Result<Administration> {
    let present = db.read(ironwood_db::Lane::Quick, |conn| Box::pin(accounts::has_superuser(conn))).await?;
    if present { Ok(Administration::Present) } else { create(db, wanted, true).await }
}

/// Makes another administrator.
///
/// # Errors
/// When the name cannot be used or is taken.
pub async fn create_administrator(db: &Db, wanted: &Administrator) -> anyhow::Result<Administration> {
    create(db, wanted, false).await
}

async fn create(db: &Db, wanted: &Administrator, only_the_first: bool) -> anyhow::Result<Administration> {
    let made_up = wanted.password.is_none();
    let password = wanted.password.clone().unwrap_or_else(|| new_session_key()[..PASSWORD_LENGTH].to_owned());
    let hashed = password.clone();
    let password_hash = tokio::task::spawn_blocking(move || PasswordHasher::default().hash(&hashed))
        .await
        .context("the password could not be hashed")?;
    let (username, email) = (wanted.username.clone(), wanted.email.clone());
    let new = NewSuperuser { username: username.clone(), email, password_hash };
    let now = Timestamp::now();
    let created = db
        .write("create an administrator", move |conn| {
            let new = new.clone();
            Box::pin(async move {
                // Two servers may start on one new database.
                if only_the_first && accounts::has_superuser(conn).await? {
                    return Ok(false);
                }
                accounts::create_superuser(conn, &new, now).await.map(|_| true)
            })
        })
        .await;
    match created {
        Ok(false) => Ok(Administration::Present),
        Ok(true) if made_up => Ok(Administration::CreatedWith { username, password }),
        Ok(true) => Ok(Administration::Created(username)),
        Err(Error::Storage(DbError::Violated(_))) if only_the_first => Ok(Administration::Present),
        Err(error) => {
            let (_, answer) = error.answer();
            Err(Advice::new(
                format!("`{username}` cannot become an administrator: {answer}"),
                "choose another name, with --admin-user or --username",
            )
            .into())
        }
    }
}
