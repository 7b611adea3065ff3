//! First start: which state a database is in, and how a new one gets its schema and fixed rows.

use crate::conn::Conn;
use crate::db::Db;
use crate::engine::Engine;
use crate::error::{DbError, Result};
use crate::schema::{self, Diagnosis, SqlDialect};
use crate::value::timestamp_text;

/// What was found in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseState {
    /// No tables of ours or InvenTree's: it can be installed.
    Empty,
    /// At the migration state this server knows.
    Current,
    /// It belongs to another version; the text says which migration differs and what to do.
    Refused(String),
}

fn dialect(engine: Engine) -> SqlDialect {
    match engine {
        Engine::Sqlite => SqlDialect::Sqlite,
        Engine::Postgres => SqlDialect::Postgres,
    }
}

async fn has_table(conn: &mut Conn, name: &str) -> Result<bool> {
    let sql = match conn.engine() {
        Engine::Sqlite => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
        Engine::Postgres => "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?",
    };
    conn.exists(sql, &[name.into()]).await
}

/// Looks at the database without changing it.
///
/// # Errors
/// From storage.
pub async fn state(db: &Db) -> Result<DatabaseState> {
    db.read(crate::Lane::Quick, |conn| Box::pin(look(conn))).await
}

async fn look(conn: &mut Conn) -> Result<DatabaseState> {
    if !has_table(conn, "django_migrations").await? {
        if has_table(conn, "part_part").await? {
            return Ok(DatabaseState::Refused(
                "it has InvenTree's tables but no `django_migrations`, so its version cannot be told\n\
                 hint: restore the table, or start with an empty database; nothing was changed"
                    .into(),
            ));
        }
        return Ok(DatabaseState::Empty);
    }
    let applied: Vec<(String, String)> =
        conn.rows("SELECT app, name FROM django_migrations", &[], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    let diagnosis = schema::diagnose(&applied);
    Ok(match diagnosis.refusal() {
        Some(message) => DatabaseState::Refused(message),
        None if diagnosis == Diagnosis::Empty => DatabaseState::Empty,
        None => DatabaseState::Current,
    })
}

/// Brings an empty database to the present schema with its fixed rows, and adds our own tables to an existing one. Whether
/// anything was installed.
///
/// # Errors
/// [`DbError::Unusable`] when the database belongs to another version; otherwise from storage. Nothing is half done.
pub async fn install(db: &Db, now: jiff::Timestamp) -> Result<bool> {
    db.write("install", move |conn| Box::pin(install_in(conn, now))).await
}

async fn install_in(conn: &mut Conn, now: jiff::Timestamp) -> Result<bool> {
    if conn.engine() == Engine::Postgres {
        // Two servers may start at once on an empty database: the second waits, then finds it installed.
        conn.script("SELECT pg_advisory_xact_lock(20261125)").await?;
    }
    let dialect = dialect(conn.engine());
    match look(conn).await? {
        DatabaseState::Refused(message) => Err(DbError::Unusable(message)),
        DatabaseState::Current => {
            conn.script(schema::own_tables(dialect)).await?;
            Ok(false)
        }
        DatabaseState::Empty => {
            for (_, script) in schema::scripts(dialect) {
                conn.script(script).await?;
            }
            for table in schema::fixed_rows(&timestamp_text(now.as_microsecond())) {
                for insert in table.inserts() {
                    conn.script(&insert).await?;
                }
                if let Some(sql) = table.advance_sequence(dialect) {
                    conn.script(&sql).await?;
                }
            }
            Ok(true)
        }
    }
}
