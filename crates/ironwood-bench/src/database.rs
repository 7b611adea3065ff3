//! Databases to measure in: new ones, filled, with somebody who may see everything.

use std::path::Path;

use anyhow::{Context, bail};
use ironwood_auth::{password, token};
use ironwood_db::{Conn, DatabaseUrl, Db, DbError, Engine, Lane, Options, Param, Row, install};
use ironwood_demo::Size;
use ironwood_inventory::user::accounts::{self, NewSuperuser};
use ironwood_rest::Error;
use jiff::{Timestamp, ToSpan};

use crate::basket::Subjects;

/// SQLite's cache while a workshop is stored, in KiB: its indexes grow in many places at once.
const CACHE_FOR_FILLING: u32 = 128 << 10;
const ADMINISTRATOR: &str = "bench";

/// Where a database is.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) url: DatabaseUrl,
    /// The PostgreSQL server it is to be dropped from, and its name there.
    server: Option<(String, String)>,
}

impl Place {
    /// A file in the directory, or a new database of the server.
    pub(crate) async fn new(server: Option<&str>, directory: &Path, name: &str) -> anyhow::Result<Self> {
        let Some(server) = server else {
            return Ok(Place { url: DatabaseUrl::Sqlite(directory.join(format!("{name}.sqlite3"))), server: None });
        };
        let base = local_server(server)?;
        let name = format!("ironwood_bench_{}_{name}", std::process::id());
        execute(&base, &format!("CREATE DATABASE {name}")).await?;
        Ok(Place { url: DatabaseUrl::Postgres(format!("{base}/{name}")), server: Some((base, name)) })
    }

    /// Takes it away again.
    pub(crate) async fn remove(self) -> anyhow::Result<()> {
        match (self.server, self.url) {
            (Some((base, name)), _) => execute(&base, &format!("DROP DATABASE {name} WITH (FORCE)")).await,
            // The directory goes with everything in it, but not before all sizes were measured.
            (None, DatabaseUrl::Sqlite(path)) => std::fs::remove_file(&path).context("cannot remove a measured file"),
            (None, DatabaseUrl::Postgres(_)) => Ok(()),
        }
    }
}

/// The URL of a server without a database. Only a server on this machine will do.
///
/// # Errors
/// For any other.
pub(crate) fn local_server(url: &str) -> anyhow::Result<String> {
    let config: tokio_postgres::Config = url.parse().context("the PostgreSQL URL cannot be read")?;
    let is_local = |host: &tokio_postgres::config::Host| match host {
        tokio_postgres::config::Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
        tokio_postgres::config::Host::Unix(_) => true,
    };
    let remote_address = config.get_hostaddrs().iter().any(|address| !address.is_loopback());
    if config.get_hosts().is_empty() || !config.get_hosts().iter().all(is_local) || remote_address {
        bail!("only a PostgreSQL server on this machine is measured: postgres://user@127.0.0.1:port");
    }
    if url.contains('?') {
        bail!("the PostgreSQL URL must end with the port: postgres://user@127.0.0.1:port");
    }
    let (scheme, rest) = url.split_once("://").context("the PostgreSQL URL cannot be read")?;
    Ok(format!("{scheme}://{}", rest.split('/').next().unwrap_or_default()))
}

async fn execute(base: &str, sql: &str) -> anyhow::Result<()> {
    let (client, connection) = tokio_postgres::connect(&format!("{base}/postgres"), tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(sql).await.with_context(|| sql.to_owned())
}

/// A filled database.
pub(crate) struct Prepared {
    pub(crate) db: Db,
    /// The token of somebody who may see everything.
    pub(crate) token: String,
    /// Rows to ask for.
    pub(crate) subjects: Subjects,
}

/// Makes a database: schema, workshop, administrator, token.
pub(crate) async fn prepare(url: &DatabaseUrl, size: &Size) -> anyhow::Result<Prepared> {
    let now = Timestamp::now();
    let options = Options { sqlite_cache_kib: CACHE_FOR_FILLING, ..Options::default() };
    let db = Db::open(url, &options).await?;
    install(&db, now).await?;
    let summary = ironwood_demo::fill(&db, size, now).await?;
    let key = token::generate(jiff::tz::TimeZone::UTC.to_datetime(now).date());
    let theirs = key.clone();
    db.write("bench", move |conn| {
        let key = theirs.clone();
        Box::pin(async move { give_token(conn, &key, now).await })
    })
    .await
    .map_err(|error: Error| anyhow::anyhow!("nobody could be made administrator: {:?}", error.answer()))?;
    if db.engine() == Engine::Postgres {
        // What autovacuum would find out within a minute.
        db.write("analyze", |conn| Box::pin(async move { conn.script("ANALYZE").await })).await?;
    }
    let middle = i64::try_from(summary.parts / 2)?;
    let subjects = db.read(Lane::Quick, move |conn| Box::pin(async move { subjects(conn, middle).await })).await?;
    Ok(Prepared { db, token: key, subjects })
}

async fn subjects(conn: &mut Conn, part: i64) -> ironwood_db::Result<Subjects> {
    let sql = "SELECT p.id, i.id, i.location_id FROM part_part p JOIN stock_stockitem i ON i.serial IS NULL
               JOIN stock_stocklocation l ON l.id = i.location_id AND NOT l.structural
               WHERE p.id >= ? AND i.quantity > 1 AND NOT i.is_building AND i.customer_id IS NULL
               ORDER BY p.id, i.id LIMIT 1";
    let read = |row: &Row<'_>| Ok(Subjects { part: row.get(0)?, item: row.get(1)?, location: row.get(2)? });
    let nothing = || DbError::Unusable("the workshop has no part or stock item to ask for".into());
    conn.first(sql, &[part.into()], read).await?.ok_or_else(nothing)
}

async fn give_token(conn: &mut Conn, key: &str, now: Timestamp) -> Result<(), Error> {
    let new =
        NewSuperuser { username: ADMINISTRATOR.into(), email: String::new(), password_hash: password::unusable() };
    let user = accounts::create_superuser(conn, &new, now).await?;
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let row = [
        ("key", key.into()),
        ("name", "bench".into()),
        ("created", now.into()),
        ("expiry", Param::Date(today.saturating_add(7.days()))),
        // Seen today: no request has to note that.
        ("last_seen", Param::Date(today)),
        ("revoked", false.into()),
        ("user_id", user.into()),
        ("metadata", Param::Json("{}".into())),
    ];
    conn.insert("users_apitoken", &row).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_servers_on_this_machine_are_taken() {
        assert_eq!(local_server("postgres://me@127.0.0.1:5432").expect("local"), "postgres://me@127.0.0.1:5432");
        assert_eq!(local_server("postgres://me@localhost/x").expect("local"), "postgres://me@localhost");
        for url in [
            "postgres://me@db.example/x",
            "postgres://me@localhost,db.example/x",
            "postgres://me@localhost?hostaddr=192.0.2.1",
            "postgres:///x",
        ] {
            assert!(local_server(url).is_err(), "{url}");
        }
    }
}
