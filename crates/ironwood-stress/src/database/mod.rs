//! The database under the server: read for the proof, written only to make the test parts.

mod postgres;
mod sqlite;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context, bail};
use tokio_postgres::config::Host;

use crate::snapshot::Snapshot;

/// Where the database is: `sqlite:///absolute/path` or `postgres://user@host:port/name` on this machine.
#[derive(Clone)]
pub struct DatabaseUrl {
    text: String,
    engine: Engine,
}

#[derive(Clone)]
enum Engine {
    Sqlite(PathBuf),
    Postgres(Box<tokio_postgres::Config>),
}

impl FromStr for DatabaseUrl {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let engine = if let Some(path) = text.strip_prefix("sqlite://") {
            let path = PathBuf::from(path);
            if !path.is_absolute() {
                bail!("an SQLite URL needs an absolute path, as in sqlite:///tmp/stress.sqlite3");
            }
            Engine::Sqlite(path)
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let config: tokio_postgres::Config = text.parse().context("not a PostgreSQL connection URL")?;
            only_this_machine(&config)?;
            Engine::Postgres(Box::new(config))
        } else {
            bail!("a database URL begins with sqlite:// or postgres://");
        };
        Ok(Self { text: text.to_owned(), engine })
    }
}

/// A stress run writes without mercy: it must not reach a database that somebody else uses by mistyping a host.
fn only_this_machine(config: &tokio_postgres::Config) -> anyhow::Result<()> {
    let local = |host: &Host| match host {
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
        Host::Unix(_) => true,
    };
    if config.get_hosts().is_empty()
        || !config.get_hosts().iter().all(local)
        || !config.get_hostaddrs().iter().all(|address| address.is_loopback())
    {
        bail!("only databases on this machine may be put under stress (localhost, 127.0.0.1, ::1, a socket)");
    }
    Ok(())
}

impl fmt::Display for DatabaseUrl {
    /// The URL as it was given, for the server's command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({})", self.engine_name())
    }
}

impl DatabaseUrl {
    /// `sqlite` or `postgresql`.
    pub fn engine_name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgresql",
        }
    }

    /// Makes one part per name and returns their keys, in that order.
    pub async fn make_parts(&self, names: Vec<String>) -> anyhow::Result<Vec<i64>> {
        match &self.engine {
            Engine::Sqlite(path) => {
                let path = path.clone();
                tokio::task::spawn_blocking(move || sqlite::make_parts(&path, &names)).await?
            }
            Engine::Postgres(config) => postgres::make_parts(config, &names).await,
        }
    }

    /// Reads the stock of `parts`, or of all parts, in one transaction.
    pub async fn snapshot(&self, parts: Option<Vec<i64>>) -> anyhow::Result<Snapshot> {
        let queries = Queries::new(parts.as_deref());
        match &self.engine {
            Engine::Sqlite(path) => {
                let path = path.clone();
                tokio::task::spawn_blocking(move || sqlite::snapshot(&path, &queries)).await?
            }
            Engine::Postgres(config) => postgres::snapshot(config, &queries).await,
        }
    }

    /// What the engine itself finds wrong with its file; always nothing on PostgreSQL, which has no such check.
    pub async fn damages(&self) -> anyhow::Result<Vec<String>> {
        match &self.engine {
            Engine::Sqlite(path) => {
                let path = path.clone();
                tokio::task::spawn_blocking(move || sqlite::damages(&path)).await?
            }
            Engine::Postgres(_) => Ok(Vec::new()),
        }
    }
}

/// A plain, active, untracked part at the root of a variant tree of its own. Parameter: its name.
const INSERT_PART: &str = r#"
    INSERT INTO part_part (
        name, description, minimum_stock, maximum_stock, base_cost, multiple, default_expiry, bom_checksum,
        trackable, purchaseable, salable, active, is_template, assembly, component, virtual, locked, testable,
        bom_validated, consumable, level, lft, rght, tree_id, barcode_data, barcode_hash)
    VALUES (
        $1, 'Made by ironwood-stress', 0, 0, 0, 1, 0, '',
        FALSE, TRUE, TRUE, TRUE, FALSE, FALSE, TRUE, FALSE, FALSE, FALSE,
        FALSE, FALSE, 0, 1, 2, (SELECT COALESCE(MAX(tree_id), 0) + 1 FROM part_part), '', '')
    RETURNING id"#;

/// The two statements of a snapshot, in the SQL both engines share. Columns: item key, part key, quantity, location
/// key; and row key, item key, code, notes, deltas. On PostgreSQL quantity and deltas are wrapped in a cast to text.
struct Queries {
    parts: String,
}

impl Queries {
    fn new(parts: Option<&[i64]>) -> Self {
        let parts = parts.map_or("SELECT id FROM part_part".to_owned(), |parts| {
            let keys: Vec<String> = parts.iter().map(i64::to_string).collect();
            if keys.is_empty() { "NULL".to_owned() } else { keys.join(", ") }
        });
        Self { parts }
    }

    fn items(&self, cast: impl Fn(&str) -> String) -> String {
        format!(
            "SELECT id, part_id, {}, location_id FROM stock_stockitem WHERE part_id IN ({}) ORDER BY id",
            cast("quantity"),
            self.parts
        )
    }

    /// A row without a part is found through its item.
    fn rows(&self, cast: impl Fn(&str) -> String) -> String {
        format!(
            "SELECT id, item_id, tracking_type, notes, {} FROM stock_stockitemtracking \
             WHERE part_id IN ({parts}) \
             OR item_id IN (SELECT id FROM stock_stockitem WHERE part_id IN ({parts})) ORDER BY id",
            cast("deltas"),
            parts = self.parts
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_databases_on_this_machine_are_accepted() {
        for url in
            ["sqlite:///var/tmp/a.sqlite3", "postgres://me@127.0.0.1:5432/stress", "postgresql://me@localhost/stress"]
        {
            assert!(url.parse::<DatabaseUrl>().is_ok(), "{url}");
        }
        for url in [
            "sqlite://relative.sqlite3",
            "postgres://me@db.example.org/stress",
            "postgres://me@127.0.0.1,db.example.org/stress",
            "postgres://me@localhost/stress?hostaddr=192.0.2.1",
            "postgres:///stress",
            "mysql://localhost/stress",
        ] {
            assert!(url.parse::<DatabaseUrl>().is_err(), "{url}");
        }
    }
}
