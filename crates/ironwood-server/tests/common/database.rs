//! Databases that live as long as one test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use ironwood_db::{DatabaseUrl, Db, DbError, Engine, Lane, Options};

/// Names the PostgreSQL server for tests.
const SERVER: &str = "IRONWOOD_TEST_POSTGRES";

/// A database and a folder.
pub struct Database {
    url: DatabaseUrl,
    pub home: PathBuf,
    name: String,
}

impl Database {
    /// One for each engine that is at hand.
    pub async fn all() -> Vec<Self> {
        let sqlite = Self::place(|home, _| DatabaseUrl::Sqlite(home.join("test.sqlite3")));
        let Ok(server) = std::env::var(SERVER) else { return vec![sqlite] };
        let postgres = Self::place(|_, name| DatabaseUrl::Postgres(format!("{}/{name}", server.trim_end_matches('/'))));
        administer(&server, format!("CREATE DATABASE {}", postgres.name)).await;
        vec![sqlite, postgres]
    }

    fn place(url: impl FnOnce(&PathBuf, &str) -> DatabaseUrl) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("ironwood_test_{}_{number}", std::process::id());
        let home = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&home).expect("a temporary folder");
        Database { url: url(&home, &name), home, name }
    }

    pub fn engine(&self) -> Engine {
        match self.url {
            DatabaseUrl::Sqlite(_) => Engine::Sqlite,
            DatabaseUrl::Postgres(_) => Engine::Postgres,
        }
    }

    pub async fn open(&self) -> Db {
        let options = Options { postgres_connections: 6, ..Options::default() };
        Db::open(&self.url, &options).await.expect("a database")
    }

    pub async fn remove(self) {
        std::fs::remove_dir_all(&self.home).expect("the temporary folder goes");
        if let (DatabaseUrl::Postgres(_), Ok(server)) = (&self.url, std::env::var(SERVER)) {
            administer(&server, format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        }
    }
}

/// Runs a statement that is not for any one database.
async fn administer(server: &str, sql: String) {
    let url = DatabaseUrl::Postgres(format!("{}/postgres", server.trim_end_matches('/')));
    let db = Db::open(&url, &Options { postgres_connections: 1, ..Options::default() }).await.expect("a server");
    db.read(Lane::Quick, move |conn| Box::pin(async move { conn.script(&sql).await }))
        .await
        .unwrap_or_else(|error: DbError| panic!("{error}"));
}
