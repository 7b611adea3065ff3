//! The floor: statements straight on the driver, prepared, every cell of every row looked at.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::hint::black_box;

use anyhow::Context;
use futures_util::TryStreamExt;
use ironwood_db::{DatabaseUrl, Options, Sql, bare};
use postgres_types::{FromSql, ToSql, Type};
use tokio_postgres::{Client, Statement};

/// A connection of the driver's own.
pub(crate) enum Floor {
    Sqlite(Box<rusqlite::Connection>),
    Postgres { client: Client, prepared: HashMap<String, Statement> },
}

impl Floor {
    /// Opens one, set up as the server's are.
    pub(crate) async fn open(url: &DatabaseUrl) -> anyhow::Result<Self> {
        match url {
            DatabaseUrl::Sqlite(path) => Ok(Floor::Sqlite(Box::new(bare::sqlite(path, &Options::default())?))),
            DatabaseUrl::Postgres(url) => {
                let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
                tokio::spawn(connection);
                client.batch_execute("SET TIME ZONE 'UTC'").await?;
                Ok(Floor::Postgres { client, prepared: HashMap::new() })
            }
        }
    }

    /// Runs the statements one after the other, in the kind of transaction that the server has for them; how many cells there
    /// were.
    pub(crate) async fn run(&mut self, statements: &[Sql], changes: bool) -> anyhow::Result<u64> {
        match self {
            Floor::Sqlite(connection) => tokio::task::block_in_place(|| in_sqlite(connection, statements, changes)),
            Floor::Postgres { client, prepared } => in_postgres(client, prepared, statements, changes).await,
        }
    }
}

fn in_sqlite(connection: &rusqlite::Connection, statements: &[Sql], changes: bool) -> anyhow::Result<u64> {
    let (begin, end) = if changes { ("BEGIN IMMEDIATE", "COMMIT") } else { ("BEGIN", "ROLLBACK") };
    connection.prepare_cached(begin)?.execute([])?;
    let mut cells = 0;
    for sql in statements {
        cells += touch(connection, sql).with_context(|| sql.text.clone())?;
    }
    connection.prepare_cached(end)?.execute([])?;
    Ok(cells)
}

fn touch(connection: &rusqlite::Connection, sql: &Sql) -> rusqlite::Result<u64> {
    let mut statement = connection.prepare_cached(&sql.text)?;
    let columns = statement.column_count();
    let mut rows = statement.query(rusqlite::params_from_iter(&sql.params))?;
    let mut cells = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            black_box(row.get_ref(column)?);
        }
        cells += columns as u64;
    }
    Ok(cells)
}

async fn in_postgres(
    client: &Client,
    prepared: &mut HashMap<String, Statement>,
    statements: &[Sql],
    changes: bool,
) -> anyhow::Result<u64> {
    if changes {
        client.batch_execute("BEGIN").await?;
    }
    let mut cells = 0;
    for sql in statements {
        let text = bare::postgres_text(&sql.text, &sql.params);
        let statement = match prepared.get(&text) {
            Some(statement) => statement.clone(),
            None => {
                let statement = client.prepare(&text).await.with_context(|| text.clone())?;
                prepared.insert(text, statement.clone());
                statement
            }
        };
        let params = sql.params.iter().map(|param| param as &(dyn ToSql + Sync));
        let rows = client.query_raw(&statement, params).await.with_context(|| sql.text.clone())?;
        let mut rows = std::pin::pin!(rows);
        while let Some(row) = rows.try_next().await? {
            for column in 0..row.len() {
                black_box(row.try_get::<_, Raw<'_>>(column)?.0);
            }
            cells += row.len() as u64;
        }
    }
    if changes {
        client.batch_execute("COMMIT").await?;
    }
    Ok(cells)
}

/// A cell as it came over the wire.
struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
