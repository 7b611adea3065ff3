//! Whoever does something outside of the database learns how the transaction ended.

use std::sync::{Arc, Mutex};

use ironwood_db::{DatabaseUrl, Db, DbError, Options};

type Log = Arc<Mutex<Vec<(String, bool)>>>;

/// SQLite, and PostgreSQL where there is one.
async fn databases() -> Vec<(Db, tempfile::TempDir)> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut urls = vec![DatabaseUrl::Sqlite(folder.path().join("test.sqlite3"))];
    if let Ok(server) = std::env::var("IRONWOOD_TEST_POSTGRES") {
        urls.push(DatabaseUrl::parse(&format!("{server}/postgres")).expect("a URL"));
    }
    let mut all = Vec::new();
    let mut folder = Some(folder);
    for url in urls {
        let options = Options { readers: 1, postgres_connections: 4, ..Options::default() };
        let db = Db::open(&url, &options).await.expect("a database");
        all.push((db, folder.take().unwrap_or_else(|| tempfile::tempdir().expect("a folder"))));
    }
    all
}

/// Runs an action that succeeds or not.
async fn act(db: &Db, log: &Log, name: &str, succeeds: bool) -> Result<(), DbError> {
    let (log, name) = (log.clone(), name.to_owned());
    db.write("test", move |conn| {
        let (log, name) = (log.clone(), name.clone());
        Box::pin(async move {
            conn.at_end(move |committed| log.lock().expect("a log").push((name, committed)));
            if succeeds { Ok(()) } else { Err(DbError::OutOfRange("on purpose".into())) }
        })
    })
    .await
}

#[tokio::test]
async fn an_ending_learns_whether_its_own_action_was_committed() {
    for (db, _folder) in databases().await {
        let log = Log::default();
        // At the same time, so that on SQLite they share one commit.
        let (good, bad, good_too) =
            tokio::join!(act(&db, &log, "a", true), act(&db, &log, "b", false), act(&db, &log, "c", true));
        assert!(good.is_ok() && bad.is_err() && good_too.is_ok());
        let mut seen = std::mem::take(&mut *log.lock().expect("a log"));
        seen.sort();
        assert_eq!(seen, [("a".to_owned(), true), ("b".to_owned(), false), ("c".to_owned(), true)]);
    }
}

#[tokio::test]
async fn an_action_that_runs_again_ends_its_earlier_runs() {
    for (db, _folder) in databases().await {
        let log = Log::default();
        let runs = Arc::new(Mutex::new(0));
        let (seen, counted) = (log.clone(), runs.clone());
        let outcome: Result<(), DbError> = db
            .write("test", move |conn| {
                let (log, runs) = (seen.clone(), counted.clone());
                Box::pin(async move {
                    let run = {
                        let mut runs = runs.lock().expect("a count");
                        *runs += 1;
                        *runs
                    };
                    conn.at_end(move |committed| log.lock().expect("a log").push((format!("run {run}"), committed)));
                    if run < 3 { Err(DbError::Contended("on purpose".into())) } else { Ok(()) }
                })
            })
            .await;
        assert!(outcome.is_ok());
        let seen = log.lock().expect("a log").clone();
        let runs = [("run 1", false), ("run 2", false), ("run 3", true)];
        assert_eq!(seen, runs.map(|(name, committed)| (name.to_owned(), committed)));
    }
}

#[tokio::test]
async fn a_commit_that_fails_is_no_commit() {
    for (db, _folder) in databases().await {
        let log = Log::default();
        let seen = log.clone();
        let tables = "CREATE TABLE IF NOT EXISTS endings_a (id INTEGER PRIMARY KEY); \
                      CREATE TABLE IF NOT EXISTS endings_b (id INTEGER PRIMARY KEY, \
                      a INTEGER REFERENCES endings_a (id) DEFERRABLE INITIALLY DEFERRED)";
        let made: Result<(), DbError> =
            db.write("test", move |conn| Box::pin(async move { conn.script(tables).await })).await;
        made.expect("two tables");
        let outcome: Result<(), DbError> = db
            .write("test", move |conn| {
                let log = seen.clone();
                Box::pin(async move {
                    conn.at_end(move |committed| log.lock().expect("a log").push(("only".into(), committed)));
                    // The key points nowhere, which is only found out at the commit.
                    conn.execute("INSERT INTO endings_b (id, a) VALUES (1, 999)", &[]).await.map(drop)
                })
            })
            .await;
        assert!(matches!(outcome, Err(DbError::Violated(_))), "{outcome:?}");
        let seen = log.lock().expect("a log").clone();
        assert!(!seen.is_empty() && seen.iter().all(|(_, committed)| !committed), "{seen:?}");
        let gone: Result<(), DbError> = db
            .write("test", |conn| {
                Box::pin(async move { conn.script("DROP TABLE endings_b; DROP TABLE endings_a").await })
            })
            .await;
        gone.expect("no tables");
    }
}
