//! A connection as its user sees it, the same for both engines.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::db::BoxFuture;
use crate::engine::Engine;
use crate::error::{DbError, Result};
use crate::postgres::Lease;
use crate::row::Row;
use crate::sql::Sql;
use crate::value::{FromCell, Param};

/// A connection: alone in its transaction inside [`crate::Db::write`], a snapshot inside [`crate::Db::read`].
pub struct Conn {
    pub(crate) inner: Inner,
    statements: Arc<AtomicU64>,
    tape: Option<Vec<Sql>>,
    endings: Vec<Ending>,
}

/// What is to be done when the transaction has ended; it is told whether that was a commit.
pub(crate) type Ending = Box<dyn FnOnce(bool) + Send>;

pub(crate) enum Inner {
    Sqlite(rusqlite::Connection),
    Postgres(Lease),
}

/// Takes rows as they come and may make the source wait.
pub trait RowSink: Send {
    /// Takes one row.
    ///
    /// # Errors
    /// Ends the statement.
    fn row(&mut self, row: &Row<'_>) -> Result<()>;

    /// Whether [`RowSink::drain`] wants to be called before the next row.
    fn is_full(&self) -> bool;

    /// Hands on what has been collected, waiting for a slow reader if need be.
    fn drain(&mut self) -> BoxFuture<'_, Result<()>>;
}

impl Conn {
    pub(crate) fn new(inner: Inner, statements: Arc<AtomicU64>) -> Self {
        Conn { inner, statements, tape: None, endings: Vec::new() }
    }

    /// Which engine answers.
    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Does something when the transaction has ended: whoever changes anything outside of the database inside of an action says
    /// here how that is completed or undone. `ending` is told whether the transaction was committed, and is quick: others wait
    /// meanwhile. Where nobody can know, because the connection broke during the commit, it is dropped without a call.
    pub fn at_end(&mut self, ending: impl FnOnce(bool) + Send + 'static) {
        self.endings.push(Box::new(ending));
    }

    pub(crate) fn take_endings(&mut self) -> Vec<Ending> {
        std::mem::take(&mut self.endings)
    }

    fn note(&mut self, sql: &str, params: &[Param]) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        if let Some(tape) = &mut self.tape {
            tape.push(Sql::new(sql, params));
        }
    }

    /// Keeps a copy of every statement from now on, until [`Conn::recorded`]: for tests, and for whoever wants to know what a
    /// request asks the database.
    pub fn record(&mut self) {
        self.tape = Some(Vec::new());
    }

    /// The statements since [`Conn::record`], in their order, and the end of the recording.
    pub fn recorded(&mut self) -> Vec<Sql> {
        self.tape.take().unwrap_or_default()
    }

    /// Runs a query and lends each row to `take`.
    ///
    /// # Errors
    /// From the engine, or from `take`, which ends the query.
    pub async fn each(
        &mut self,
        sql: &str,
        params: &[Param],
        take: &mut (dyn FnMut(&Row<'_>) -> Result<()> + Send),
    ) -> Result<()> {
        self.note(sql, params);
        match &mut self.inner {
            Inner::Sqlite(connection) => crate::sqlite::each(connection, sql, params, take),
            Inner::Postgres(lease) => lease.each(sql, params, take).await,
        }
    }

    /// Runs a query into a sink that may slow it down. Memory stays bounded by the sink, however many rows there are.
    ///
    /// # Errors
    /// From the engine or the sink.
    pub async fn stream(&mut self, sql: &str, params: &[Param], sink: &mut dyn RowSink) -> Result<()> {
        self.note(sql, params);
        match &mut self.inner {
            Inner::Sqlite(connection) => crate::sqlite::each(connection, sql, params, &mut |row| {
                sink.row(row)?;
                if sink.is_full() { crate::queue::block_on(sink.drain()) } else { Ok(()) }
            }),
            Inner::Postgres(lease) => lease.stream(sql, params, sink).await,
        }
    }

    /// Runs a query and collects what `read` makes of each row.
    ///
    /// # Errors
    /// From the engine or from `read`.
    pub async fn rows<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param],
        mut read: impl FnMut(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.each(sql, params, &mut |row| {
            out.push(read(row)?);
            Ok(())
        })
        .await?;
        Ok(out)
    }

    /// The first row of a query, or `None`.
    ///
    /// # Errors
    /// From the engine or from `read`.
    pub async fn first<T: Send>(
        &mut self,
        sql: &str,
        params: &[Param],
        read: impl FnMut(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Option<T>> {
        Ok(self.rows(sql, params, read).await?.into_iter().next())
    }

    /// The first cell of the first row; `None` when there is no row or the cell is null.
    ///
    /// # Errors
    /// From the engine, or when the cell holds something else.
    pub async fn value<T: FromCell + Send>(&mut self, sql: &str, params: &[Param]) -> Result<Option<T>> {
        Ok(self.first(sql, params, |row| row.get::<Option<T>>(0)).await?.flatten())
    }

    /// All first cells of a query.
    ///
    /// # Errors
    /// From the engine, or when a cell holds something else.
    pub async fn column<T: FromCell + Send>(&mut self, sql: &str, params: &[Param]) -> Result<Vec<T>> {
        self.rows(sql, params, |row| row.get(0)).await
    }

    /// Whether the query has any row.
    ///
    /// # Errors
    /// From the engine.
    pub async fn exists(&mut self, sql: &str, params: &[Param]) -> Result<bool> {
        Ok(self.first(sql, params, |_| Ok(())).await?.is_some())
    }

    /// Runs a statement that returns no rows; how many rows it touched.
    ///
    /// # Errors
    /// From the engine.
    pub async fn execute(&mut self, sql: &str, params: &[Param]) -> Result<u64> {
        self.note(sql, params);
        match &mut self.inner {
            Inner::Sqlite(connection) => crate::sqlite::execute(connection, sql, params),
            Inner::Postgres(lease) => lease.execute(sql, params).await,
        }
    }

    /// Runs a statement that must touch exactly one row.
    ///
    /// # Errors
    /// [`DbError::Contended`] when it touched none or several: somebody else changed what was read.
    pub async fn execute_one(&mut self, sql: &str, params: &[Param]) -> Result<()> {
        match self.execute(sql, params).await? {
            1 => Ok(()),
            n => Err(DbError::Contended(format!("a statement for one row touched {n}"))),
        }
    }

    /// Inserts one row and gives its new primary key.
    ///
    /// # Errors
    /// From the engine.
    pub async fn insert(&mut self, table: &str, columns: &[(&str, Param)]) -> Result<i64> {
        let names: Vec<String> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let marks = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO {table} ({}) VALUES ({marks}) RETURNING id", names.join(", "));
        let params: Vec<Param> = columns.iter().map(|(_, value)| value.clone()).collect();
        self.value(&sql, &params).await?.ok_or_else(|| DbError::Engine(format!("{table} gave no key for a new row")))
    }

    /// Inserts many rows with as few statements as the engines' limits allow; their new primary keys, in the order of `rows`.
    ///
    /// # Errors
    /// From the engine.
    pub async fn insert_many(&mut self, table: &str, columns: &[&str], rows: &[Vec<Param>]) -> Result<Vec<i64>> {
        const MOST_PARAMETERS: usize = 30_000;
        let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let one = format!("({})", vec!["?"; columns.len()].join(", "));
        let mut keys = Vec::with_capacity(rows.len());
        for chunk in rows.chunks((MOST_PARAMETERS / columns.len().max(1)).max(1)) {
            let marks = vec![one.as_str(); chunk.len()].join(", ");
            let sql = format!("INSERT INTO {table} ({}) VALUES {marks} RETURNING id", names.join(", "));
            let params: Vec<Param> = chunk.iter().flatten().cloned().collect();
            let mut new: Vec<i64> = self.column(&sql, &params).await?;
            // Neither engine promises the order of RETURNING, both hand out keys in the order of the values.
            new.sort_unstable();
            keys.extend(new);
        }
        Ok(keys)
    }

    /// Inserts rows that bring all their values, keys included, the fastest way the engine has: for filling tables that nobody
    /// else writes to. Rows are taken one by one and never held; keys given out later follow the highest one.
    ///
    /// # Errors
    /// From the engine.
    pub async fn load(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &mut (dyn Iterator<Item = Vec<Param>> + Send),
    ) -> Result<u64> {
        let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let names = names.join(", ");
        match &mut self.inner {
            Inner::Sqlite(connection) => {
                let marks = vec!["?"; columns.len()].join(", ");
                let sql = format!("INSERT INTO {table} ({names}) VALUES ({marks})");
                self.statements.fetch_add(1, Ordering::Relaxed);
                crate::sqlite::load(connection, &sql, rows)
            }
            Inner::Postgres(lease) => {
                self.statements.fetch_add(1, Ordering::Relaxed);
                let loaded = lease.copy_in(&format!("COPY {table} ({names}) FROM STDIN"), rows).await?;
                if columns.contains(&"id") {
                    lease.script(&crate::schema::sequence_after(table)).await?;
                }
                Ok(loaded)
            }
        }
    }

    /// Runs several statements that have no parameters, such as a schema script.
    ///
    /// # Errors
    /// From the engine.
    pub async fn script(&mut self, sql: &str) -> Result<()> {
        self.note(sql, &[]);
        match &mut self.inner {
            Inner::Sqlite(connection) => connection.execute_batch(sql).map_err(DbError::from),
            Inner::Postgres(lease) => lease.script(sql).await,
        }
    }
}
