//! A server of its own for each test, asked over real HTTP, on an empty database at the present schema.
//!
//! ```ignore
//! mod common;
//! use common::each_database;
//! use serde_json::json;
//!
//! #[tokio::test]
//! async fn a_category_can_be_made_and_read() {
//!     each_database(async |app| {
//!         let admin = app.admin();
//!         let made = admin.post("/api/part/category/", json!({"name": "Resistors"})).await.expect(201);
//!         let read = admin.get(&format!("/api/part/category/{}/", made["pk"])).await.expect(200);
//!         assert_eq!(read["name"], "Resistors");
//!         assert_eq!(app.number("SELECT COUNT(*) FROM part_partcategory").await, 1);
//!         let reader = app.actor("reader", &[("part_category", "view")]).await;
//!         reader.delete(&format!("/api/part/category/{}/", made["pk"])).await.expect(403);
//!     })
//!     .await;
//! }
//! ```
//!
//! Each test runs on SQLite, and on PostgreSQL as well where `IRONWOOD_TEST_POSTGRES` names a server
//! (`postgres://user@host:port`, see `scripts/postgres`). Requests are not throttled.
#![allow(dead_code, unused_imports, reason = "each test file uses its own part of the harness")]

mod actors;
mod client;
mod database;
mod files;

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;

use futures_util::FutureExt;
use ironwood_db::{Cell, Db, DbError, Engine, Lane, Param};
use ironwood_rest::{Kernel, MediaRoot, Site};
use ironwood_server::Options;
use jiff::tz::TimeZone;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use actors::{ADMIN, PASSWORD};
pub use client::{Answer, Client};
use database::Database;
pub use files::{bomb, files, picture};

/// Key that signs the sessions of all test servers.
pub const SECRET: &str = "a secret of tests only";

/// Runs a test on a fresh server for each database there is.
pub async fn each_database(test: impl AsyncFn(&App)) {
    each_setup(Setup::default(), test).await;
}

/// The same, with another set-up than usual.
pub async fn each_setup(setup: Setup, test: impl AsyncFn(&App)) {
    for database in Database::all().await {
        let app = App::start(database, &setup).await;
        let outcome = AssertUnwindSafe(test(&app)).catch_unwind().await;
        app.stop().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    }
}

/// What a server is made of.
pub struct Setup {
    /// Its API.
    pub kernel: fn(Engine) -> Kernel,
    /// What is different from the usual options.
    pub options: fn(&mut Options),
}

impl Default for Setup {
    fn default() -> Self {
        Setup { kernel: ironwood_inventory::kernel, options: |_| {} }
    }
}

/// A running server.
pub struct App {
    pub address: SocketAddr,
    pub db: Db,
    /// Folder of its media files.
    pub media: PathBuf,
    database: Database,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl App {
    async fn start(database: Database, setup: &Setup) -> App {
        let db = database.open().await;
        ironwood_db::install(&db, jiff::Timestamp::now()).await.expect("a schema");
        actors::create_admin(&db).await;
        let media = database.home.join("media");
        std::fs::create_dir_all(&media).expect("a folder for media files");
        let mut options = Options::new(SECRET);
        (options.throttle_anonymous, options.throttle_user) = (None, None);
        (setup.options)(&mut options);
        let site = Site::new(TimeZone::UTC, "/media/", MediaRoot::new(&media));
        let kernel = (setup.kernel)(db.engine());
        let app = ironwood_server::App::new(db.clone(), kernel, site, options).shared();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(ironwood_server::serve(app, listener, async {
            // Sent, or the test is over: either way the server ends.
            let _ = stopped.await;
        }));
        App { address, db, media, database, stop, serving }
    }

    async fn stop(self) {
        let _ = self.stop.send(());
        self.serving.await.expect("the server ends by itself");
        drop(self.db);
        self.database.remove().await;
    }

    /// Which database it runs on.
    pub fn engine(&self) -> Engine {
        self.db.engine()
    }

    /// A client that says nothing about itself.
    pub fn nobody(&self) -> Client {
        Client::new(self.address)
    }

    /// The superuser, by token.
    pub fn admin(&self) -> Client {
        self.nobody().token(actors::ADMIN_TOKEN)
    }

    /// A new user who has one group with these roles, by token: `app.actor("clerk", &[("stock", "view change")])`.
    pub async fn actor(&self, name: &str, roles: &[(&str, &str)]) -> Client {
        self.nobody().token(&actors::create(&self.db, name, false, roles).await)
    }

    /// The same with the flag `is_staff`.
    pub async fn staff(&self, name: &str, roles: &[(&str, &str)]) -> Client {
        self.nobody().token(&actors::create(&self.db, name, true, roles).await)
    }

    /// The rows of a query with `N` columns, as the database holds them.
    pub async fn rows<const N: usize>(&self, sql: &str) -> Vec<[Value; N]> {
        let sql = sql.to_owned();
        self.db
            .read(Lane::Quick, move |conn| {
                Box::pin(async move {
                    conn.rows(&sql, &[], |row| Ok(std::array::from_fn(|column| plain(row.cell(column))))).await
                })
            })
            .await
            .unwrap_or_else(|error: DbError| panic!("{error}"))
    }

    /// The first cell of a query; null when there is no row.
    pub async fn value(&self, sql: &str) -> Value {
        let [value] = self.rows(sql).await.into_iter().next().unwrap_or([Value::Null]);
        value
    }

    /// The whole number that a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        self.value(sql).await.as_i64().unwrap_or_else(|| panic!("no number: {sql}"))
    }

    /// Changes the database behind the server's back.
    pub async fn execute(&self, sql: &str, params: &[Param]) -> u64 {
        let (sql, params) = (sql.to_owned(), params.to_vec());
        self.db
            .write("test", move |conn| {
                let (sql, params) = (sql.clone(), params.clone());
                Box::pin(async move { conn.execute(&sql, &params).await })
            })
            .await
            .unwrap_or_else(|error: DbError| panic!("{error}"))
    }
}

/// A cell in the form that both engines can be compared in: truth values as 0 and 1, decimals as numbers, dates as texts.
fn plain(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Bool(flag) => i64::from(flag).into(),
        Cell::Int(number) => number.into(),
        Cell::Real(_) | Cell::Decimal(_) => cell.real().into(),
        Cell::Text(text) => text.into(),
        Cell::Date(_) => cell.date().map(ironwood_db::date_text).into(),
        Cell::Timestamp(micros) => ironwood_db::timestamp_text(micros).into(),
    }
}
