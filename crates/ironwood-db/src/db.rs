//! The database handle: reader lanes, the one writer of SQLite with its group commit, the pool of PostgreSQL.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::conn::{Conn, Ending, Inner};
use crate::engine::Engine;
use crate::error::{DbError, Result};
use crate::postgres::Lease;
use crate::queue::{Queue, block_on};
use crate::url::DatabaseUrl;

/// A future that may live on any thread.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Attempts of an action that others keep getting in the way of.
const MOST_ATTEMPTS: u32 = 10;
/// Actions that share one transaction of the SQLite writer (STACK 2.3).
const GROUP: usize = 64;

/// Which readers a question goes to, so that an export does not delay a look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Pages, single rows.
    Quick,
    /// Lists without a limit, exports. On PostgreSQL they see one snapshot of the database.
    Bulk,
}

/// What an operator may tune.
#[derive(Debug, Clone)]
pub struct Options {
    /// SQLite: wait for the disk at each commit (`synchronous=FULL`), so that not even a power cut loses an acknowledged change.
    pub durable: bool,
    /// SQLite: page cache of each connection, in KiB.
    pub sqlite_cache_kib: u32,
    /// SQLite: how much of the file is mapped into memory, in bytes.
    pub sqlite_mmap_bytes: u64,
    /// SQLite: reader threads of the quick lane.
    pub readers: usize,
    /// PostgreSQL: connections at most.
    pub postgres_connections: usize,
    /// PostgreSQL: how long one statement may run.
    pub statement_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Options {
            durable: false,
            sqlite_cache_kib: 4096,
            sqlite_mmap_bytes: 0,
            readers: cores.max(2),
            postgres_connections: 24,
            statement_timeout: Duration::from_secs(60),
        }
    }
}

/// An error an action may end with.
pub trait Refusal: From<DbError> + Send + 'static {
    /// Whether the action may be run again with a chance to succeed.
    fn is_retryable(&self) -> bool;
}

impl Refusal for DbError {
    fn is_retryable(&self) -> bool {
        DbError::is_retryable(self)
    }
}

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
}

struct Shared {
    backend: Backend,
    statements: Arc<AtomicU64>,
}

enum Backend {
    Sqlite(Threads),
    Postgres(deadpool_postgres::Pool),
}

struct Threads {
    quick: Arc<Queue<ReadJob>>,
    bulk: Arc<Queue<ReadJob>>,
    writes: Arc<Queue<Box<dyn WriteJob>>>,
    handles: Vec<std::thread::JoinHandle<()>>,
}

type ReadJob = Box<dyn FnOnce(&mut Conn) + Send>;

impl Db {
    /// Opens the database; a SQLite file is created when missing. Nothing is installed or checked yet: see [`crate::state`].
    ///
    /// # Errors
    /// When the file or server cannot be reached.
    pub async fn open(url: &DatabaseUrl, options: &Options) -> Result<Self> {
        let statements = Arc::new(AtomicU64::new(0));
        let backend = match url {
            DatabaseUrl::Sqlite(path) => Backend::Sqlite(Threads::start(path, options, &statements)?),
            DatabaseUrl::Postgres(text) => {
                let pool = crate::postgres::pool(text, options)?;
                drop(pool.get().await.map_err(|error| {
                    let hint = match &error {
                        deadpool_postgres::PoolError::Backend(error) => crate::tls::advice(error),
                        _ => None,
                    };
                    let hint = hint.map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
                    let error = DbError::from(error);
                    DbError::Unusable(format!("cannot reach PostgreSQL at {}: {error}{hint}", url.shown()))
                })?);
                Backend::Postgres(pool)
            }
        };
        Ok(Db { shared: Arc::new(Shared { backend, statements }) })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self.shared.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// Statements run so far, for tests that count them.
    pub fn statements(&self) -> u64 {
        self.shared.statements.load(Ordering::Relaxed)
    }

    /// Asks the database something. On SQLite the whole question sees one snapshot.
    ///
    /// # Errors
    /// What the question ends with.
    pub async fn read<T, E, F>(&self, lane: Lane, question: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: for<'a> FnOnce(&'a mut Conn) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    {
        match &self.shared.backend {
            Backend::Sqlite(threads) => {
                let (reply, answer) = oneshot::channel();
                let job: ReadJob = Box::new(move |conn| {
                    let outcome = snapshot(conn, question);
                    // Whoever asked may have gone away; then nobody minds.
                    let _ = reply.send(outcome);
                });
                let queue = if lane == Lane::Quick { &threads.quick } else { &threads.bulk };
                queue.push(job).map_err(|_| DbError::Engine("the database is closing".into()))?;
                answer.await.map_err(|_| DbError::Engine("a reader thread ended".into()))?
            }
            Backend::Postgres(pool) => {
                let lease = Lease::take(pool).await?;
                let mut conn = Conn::new(Inner::Postgres(lease), self.shared.statements.clone());
                if lane == Lane::Quick {
                    return question(&mut conn).await;
                }
                if let Inner::Postgres(lease) = &mut conn.inner {
                    lease.begin_snapshot().await?;
                }
                let outcome = question(&mut conn).await;
                if let Inner::Postgres(lease) = &mut conn.inner {
                    lease.end(false).await?;
                }
                outcome
            }
        }
    }

    /// Runs an action in one transaction: all of it or nothing. It may run several times when others are in the way, so it
    /// must own nothing outside of the connection, or say by [`Conn::at_end`] what becomes of it. It awaits nothing but the
    /// database.
    ///
    /// The answer comes only after the commit.
    ///
    /// # Errors
    /// What the action ends with, or what the commit says.
    pub async fn write<T, E, F>(&self, name: &'static str, action: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Refusal,
        F: for<'a> Fn(&'a mut Conn) -> BoxFuture<'a, Result<T, E>> + Send + Sync + 'static,
    {
        let action = Arc::new(action);
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(action.clone()).await;
            match outcome {
                Err(error) if error.is_retryable() && attempt < MOST_ATTEMPTS => {
                    tracing::debug!(action = name, attempt, "an action is tried again");
                    tokio::time::sleep(pause(attempt)).await;
                    attempt += 1;
                }
                done => return done,
            }
        }
    }

    async fn attempt<T, E, F>(&self, action: Arc<F>) -> Result<T, E>
    where
        T: Send + 'static,
        E: Refusal,
        F: for<'a> Fn(&'a mut Conn) -> BoxFuture<'a, Result<T, E>> + Send + Sync + 'static,
    {
        match &self.shared.backend {
            Backend::Sqlite(threads) => {
                let (reply, answer) = oneshot::channel();
                let job = Box::new(Job { action, outcome: None, endings: Vec::new(), reply });
                threads.writes.push(job).map_err(|_| DbError::Engine("the database is closing".into()))?;
                answer.await.map_err(|_| DbError::Engine("the writer thread ended".into()))?
            }
            Backend::Postgres(pool) => {
                let lease = Lease::take(pool).await?;
                let statements = self.shared.statements.clone();
                // In a task of its own: a client that hangs up must not leave a transaction half way.
                let task = tokio::spawn(async move {
                    let mut conn = Conn::new(Inner::Postgres(lease), statements);
                    if let Inner::Postgres(lease) = &mut conn.inner {
                        lease.begin().await?;
                    }
                    let outcome = action(&mut conn).await;
                    let endings = conn.take_endings();
                    if let Inner::Postgres(lease) = &mut conn.inner {
                        match &outcome {
                            Ok(_) => {
                                let commit = lease.end(true).await;
                                match &commit {
                                    Ok(()) => end(endings, true),
                                    Err(DbError::Violated(_) | DbError::Contended(_)) => end(endings, false),
                                    // Nobody knows what the server did before the connection broke.
                                    Err(_) => {}
                                }
                                commit?;
                            }
                            // The action's own error is the one to report; a connection that cannot roll back is dropped.
                            Err(_) => {
                                drop(lease.end(false).await);
                                end(endings, false);
                            }
                        }
                    }
                    outcome
                });
                task.await.map_err(|error| DbError::Engine(format!("an action broke off: {error}")))?
            }
        }
    }
}

/// Tells those who wait for it how the transaction ended.
fn end(endings: Vec<Ending>, committed: bool) {
    endings.into_iter().for_each(|ending| ending(committed));
}

/// A pause that grows with the attempts and differs between competitors.
fn pause(attempt: u32) -> Duration {
    let spread = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |elapsed| u64::from(elapsed.subsec_micros() % 7));
    Duration::from_millis((u64::from(attempt) * 4 + spread).min(50))
}

fn snapshot<T, E, F>(conn: &mut Conn, question: F) -> Result<T, E>
where
    E: From<DbError>,
    F: for<'a> FnOnce(&'a mut Conn) -> BoxFuture<'a, Result<T, E>>,
{
    sqlite_command(conn, "BEGIN")?;
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| block_on(question(conn))));
    end(conn.take_endings(), false);
    sqlite_command(conn, "ROLLBACK")?;
    outcome.unwrap_or_else(|_| Err(DbError::Engine("a question panicked".into()).into()))
}

fn sqlite_command(conn: &mut Conn, sql: &str) -> Result<()> {
    match &mut conn.inner {
        Inner::Sqlite(connection) => {
            connection.prepare_cached(sql)?.execute([])?;
            Ok(())
        }
        Inner::Postgres(_) => Err(DbError::Engine("not a SQLite connection".into())),
    }
}

impl Threads {
    fn start(path: &Path, options: &Options, statements: &Arc<AtomicU64>) -> Result<Self> {
        let open = |read_only| -> Result<Conn> {
            Ok(Conn::new(Inner::Sqlite(crate::sqlite::open(path, options, read_only)?), statements.clone()))
        };
        let (quick, bulk, writes) = (Arc::new(Queue::new()), Arc::new(Queue::new()), Arc::new(Queue::new()));
        let mut handles = Vec::new();
        // The writer first: it makes the file and switches it to WAL.
        let mut writer = open(false)?;
        let line = writes.clone();
        handles.push(spawn("sqlite-writer", move || {
            while let Some(first) = line.take() {
                write_group(&mut writer, first, &line);
            }
        })?);
        for (queue, count) in [(&quick, options.readers), (&bulk, 2)] {
            for _ in 0..count {
                let mut reader = open(true)?;
                let line: Arc<Queue<ReadJob>> = Arc::clone(queue);
                handles.push(spawn("sqlite-reader", move || {
                    while let Some(job) = line.take() {
                        job(&mut reader);
                    }
                })?);
            }
        }
        Ok(Threads { quick, bulk, writes, handles })
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<std::thread::JoinHandle<()>> {
    std::thread::Builder::new().name(name.into()).spawn(body).map_err(DbError::engine)
}

impl Drop for Threads {
    fn drop(&mut self) {
        for queue in [&self.quick, &self.bulk] {
            queue.close();
        }
        self.writes.close();
        for handle in self.handles.drain(..) {
            // The last handle may be dropped on a database thread itself, which cannot wait for its own end.
            if handle.thread().id() != std::thread::current().id() {
                let _ = handle.join();
            }
        }
    }
}

/// An action on its way through the SQLite writer.
trait WriteJob: Send {
    /// Runs the action and keeps its outcome; whether it succeeded.
    fn run(&mut self, conn: &mut Conn) -> bool;
    /// Tells the caller, with the error of the commit if there was one.
    fn finish(self: Box<Self>, commit_error: Option<&DbError>);
}

struct Job<T, E, F> {
    action: Arc<F>,
    outcome: Option<Result<T, E>>,
    endings: Vec<Ending>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> WriteJob for Job<T, E, F>
where
    T: Send,
    E: Refusal,
    F: for<'a> Fn(&'a mut Conn) -> BoxFuture<'a, Result<T, E>> + Send + Sync,
{
    fn run(&mut self, conn: &mut Conn) -> bool {
        // What an earlier run of it did was rolled back.
        end(std::mem::take(&mut self.endings), false);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| block_on((self.action)(conn))))
            .unwrap_or_else(|_| Err(DbError::Engine("an action panicked".into()).into()));
        let succeeded = outcome.is_ok();
        self.endings = conn.take_endings();
        self.outcome = Some(outcome);
        succeeded
    }

    fn finish(self: Box<Self>, commit_error: Option<&DbError>) {
        let Job { action, outcome, endings, reply } = *self;
        end(endings, commit_error.is_none() && matches!(outcome, Some(Ok(_))));
        // Whatever it holds is given back before the caller goes on.
        drop(action);
        let outcome = match (outcome, commit_error) {
            (Some(Ok(_)) | None, Some(DbError::Violated(violation))) => {
                Err(DbError::Violated(violation.clone()).into())
            }
            (Some(Ok(_)) | None, Some(error)) => Err(DbError::Contended(error.to_string()).into()),
            (Some(outcome), _) => outcome,
            (None, None) => Err(DbError::Engine("the action did not run".into()).into()),
        };
        let _ = reply.send(outcome);
    }
}

/// Runs the first job and whatever waits behind it in one transaction, each in a savepoint of its own; all are answered after
/// the one commit.
fn write_group(conn: &mut Conn, first: Box<dyn WriteJob>, line: &Queue<Box<dyn WriteJob>>) {
    let mut group = Vec::with_capacity(8);
    if let Err(error) = sqlite_command(conn, "BEGIN IMMEDIATE") {
        return first.finish(Some(&error));
    }
    let mut next = Some(first);
    while let Some(mut job) = next {
        if let Err(error) = run_in_savepoint(conn, job.as_mut()) {
            tracing::error!(%error, "a savepoint failed");
        }
        group.push(job);
        next = if group.len() < GROUP { line.try_take() } else { None };
    }
    match sqlite_command(conn, "COMMIT") {
        Ok(()) => group.into_iter().for_each(|job| job.finish(None)),
        Err(error) => {
            let _ = sqlite_command(conn, "ROLLBACK");
            // One job broke a deferred constraint: each must show on its own whether it was that one.
            tracing::debug!(%error, jobs = group.len(), "a group commit failed, its jobs run one by one");
            for job in group {
                run_alone(conn, job);
            }
        }
    }
}

fn run_in_savepoint(conn: &mut Conn, job: &mut dyn WriteJob) -> Result<()> {
    sqlite_command(conn, "SAVEPOINT job")?;
    if !job.run(conn) {
        sqlite_command(conn, "ROLLBACK TO job")?;
    }
    sqlite_command(conn, "RELEASE job")
}

fn run_alone(conn: &mut Conn, mut job: Box<dyn WriteJob>) {
    let committed = sqlite_command(conn, "BEGIN IMMEDIATE")
        .and_then(|()| if job.run(conn) { sqlite_command(conn, "COMMIT") } else { sqlite_command(conn, "ROLLBACK") });
    match committed {
        Ok(()) => job.finish(None),
        Err(error) => {
            let _ = sqlite_command(conn, "ROLLBACK");
            job.finish(Some(&error));
        }
    }
}
