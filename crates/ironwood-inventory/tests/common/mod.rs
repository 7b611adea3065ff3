//! Databases for tests of the declarations: fresh, installed, on both engines where there is a PostgreSQL.

use std::sync::atomic::{AtomicU32, Ordering};

use ironwood_db::{DatabaseUrl, Db, Lane, Options, install};
use ironwood_rest::{Authority, Ctx, Error, Kernel, Method, Query, Reply, Request, Route, Site};

/// A fresh database with everything that is declared.
pub struct Installed {
    pub db: Db,
    pub kernel: std::sync::Arc<Kernel>,
    pub name: &'static str,
    _directory: tempfile::TempDir,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A fresh database of each engine; PostgreSQL only where `IRONWOOD_TEST_POSTGRES` names a server.
pub async fn installed() -> Vec<Installed> {
    let mut all = Vec::new();
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("test.sqlite3");
    all.push(open("SQLite", DatabaseUrl::Sqlite(path), directory).await);
    if let Ok(server) = std::env::var("IRONWOOD_TEST_POSTGRES") {
        let name = format!("declarations_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let (client, connection) = tokio_postgres::connect(&format!("{server}/postgres"), tokio_postgres::NoTls)
            .await
            .expect("a PostgreSQL server");
        tokio::spawn(connection);
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a new database");
        let url = DatabaseUrl::parse(&format!("{server}/{name}")).expect("a URL");
        all.push(open("PostgreSQL", url, tempfile::tempdir().expect("a temporary directory")).await);
    }
    all
}

async fn open(name: &'static str, url: DatabaseUrl, directory: tempfile::TempDir) -> Installed {
    let options = Options { readers: 1, postgres_connections: 4, ..Options::default() };
    let db = Db::open(&url, &options).await.expect("a database");
    install(&db, jiff::Timestamp::UNIX_EPOCH).await.expect("a schema");
    let kernel = std::sync::Arc::new(ironwood_inventory::kernel(db.engine()));
    Installed { db, kernel, name, _directory: directory }
}

impl Installed {
    /// What a superuser gets for a GET of the list at `path`.
    pub async fn list(&self, path: &'static str, pairs: Vec<(String, String)>) -> Result<Option<Reply>, Error> {
        let kernel = self.kernel.clone();
        self.db
            .read(Lane::Quick, move |conn| {
                Box::pin(async move {
                    let actor = Authority { user_id: 1, is_active: true, is_superuser: true, ..Authority::default() };
                    let site = Site::new(jiff::tz::TimeZone::UTC, "/media/", ironwood_rest::MediaRoot::new("media"));
                    let mut ctx = Ctx::new(conn, &actor, jiff::Timestamp::UNIX_EPOCH, &site, &kernel);
                    let resource = kernel.resource(path).expect("a declared resource");
                    let request = Request {
                        method: Method::Get,
                        path: format!("/api/{path}/"),
                        origin: "http://test".into(),
                        captures: Vec::new(),
                        query: Query::new(pairs),
                        body: serde_json::Value::Null,
                        uploads: Vec::new(),
                        client: Vec::new(),
                    };
                    ironwood_rest::answer(&mut ctx, Route::List(resource), &request, None).await
                })
            })
            .await
    }
}

/// Whether an error is one that a client caused.
pub fn is_the_clients(error: &Error) -> bool {
    error.answer().0 < 500
}
