//! Fresh databases, on both engines where there is a PostgreSQL.

use std::sync::atomic::{AtomicU32, Ordering};

use ironwood_db::{Cell, DatabaseUrl, Db, Lane, Options, install};

/// A database at the present schema.
pub struct Filled {
    pub db: Db,
    pub name: &'static str,
    _directory: tempfile::TempDir,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// The instant at which everything happens.
pub fn now() -> jiff::Timestamp {
    "2026-05-20T12:00:00Z".parse().expect("an instant")
}

/// A fresh database of each engine; PostgreSQL only where `IRONWOOD_TEST_POSTGRES` names a server.
pub async fn databases() -> Vec<Filled> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("test.sqlite3");
    let mut all = vec![open("SQLite", &DatabaseUrl::Sqlite(path), directory).await];
    if let Ok(server) = std::env::var("IRONWOOD_TEST_POSTGRES") {
        let name = format!("demo_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let (client, connection) = tokio_postgres::connect(&format!("{server}/postgres"), tokio_postgres::NoTls)
            .await
            .expect("a PostgreSQL server");
        tokio::spawn(connection);
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a new database");
        let url = DatabaseUrl::parse(&format!("{server}/{name}")).expect("a URL");
        all.push(open("PostgreSQL", &url, tempfile::tempdir().expect("a temporary directory")).await);
    }
    all
}

async fn open(name: &'static str, url: &DatabaseUrl, directory: tempfile::TempDir) -> Filled {
    let options = Options { readers: 1, postgres_connections: 4, ..Options::default() };
    let db = Db::open(url, &options).await.expect("a database");
    install(&db, now()).await.expect("a schema");
    Filled { db, name, _directory: directory }
}

impl Filled {
    /// All rows of a query as texts; null is empty.
    pub async fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let sql = sql.to_owned();
        let columns = self.columns_of(&sql).await;
        self.db
            .read(Lane::Bulk, move |conn| {
                Box::pin(async move {
                    conn.rows(&sql, &[], |row| Ok((0..columns).map(|at| text(row.cell(at))).collect())).await
                })
            })
            .await
            .expect("an answer")
    }

    /// How many columns a query has.
    async fn columns_of(&self, sql: &str) -> usize {
        match sql.strip_prefix("SELECT * FROM ").and_then(|rest| rest.split(' ').next()) {
            None => sql.split(" FROM ").next().unwrap_or_default().split(',').count(),
            Some(table) => {
                let sql = match self.name {
                    "SQLite" => format!("SELECT COUNT(*) FROM pragma_table_info('{table}')"),
                    _ => format!("SELECT COUNT(*) FROM information_schema.columns WHERE table_name = '{table}'"),
                };
                usize::try_from(self.number(&sql).await).expect("a count")
            }
        }
    }

    /// The first column of a query as texts.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = sql.to_owned();
        self.db
            .read(Lane::Quick, move |conn| {
                Box::pin(async move { conn.rows(&sql, &[], |row| Ok(text(row.cell(0)))).await })
            })
            .await
            .expect("an answer")
    }

    /// The number that a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = sql.to_owned();
        self.db
            .read(Lane::Quick, move |conn| Box::pin(async move { conn.value::<i64>(&sql, &[]).await }))
            .await
            .expect("an answer")
            .expect("a number")
    }
}

fn text(cell: Cell<'_>) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Bool(flag) => flag.to_string(),
        Cell::Int(number) => number.to_string(),
        Cell::Real(number) => number.to_string(),
        Cell::Decimal(number) => number.to_string(),
        Cell::Text(text) => text.to_owned(),
        Cell::Date(days) => days.to_string(),
        Cell::Timestamp(micros) => format!("{micros:020}"),
    }
}
