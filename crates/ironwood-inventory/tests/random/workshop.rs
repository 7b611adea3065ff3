//! A filled database, and somebody who asks it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use ironwood_db::{Conn, DbError, Engine, Lane, Refusal};
use ironwood_demo::{Size, fill};
use ironwood_rest::declare::{Resource, Target};
use ironwood_rest::{Authority, Ctx, Error, Kernel, MediaRoot, Method, Query, Request, Route, Site};

use crate::common::{Installed, installed};

/// Enough rows for every list to have some, few enough to ask for all of them again and again.
const SIZE: Size = Size { parts: 60, stock: 150 };

/// What the workshop does not have, but the API shows.
const MESSAGES: &str = "
    INSERT INTO common_newsfeedentry (feed_id, title, link, published, author, summary, read)
        VALUES ('1', 'News', 'https://example.com', '2026-11-24 10:00:00', 'somebody', 'few words', FALSE);
    INSERT INTO error_report_error (kind, info, data, path, \"when\", modified, html)
        VALUES ('Trouble', 'what', 'where', 'https://example.com/api/', '2026-11-24 10:00:00', '2026-11-24 10:00:00', '');
    INSERT INTO common_notificationmessage (target_content_type_id, target_object_id, user_id, category, name, creation, read)
        SELECT (SELECT MIN(id) FROM django_content_type), '1', MIN(id), 'test', 'Look here', '2026-11-24 10:00:00', FALSE
        FROM auth_user;
    INSERT INTO common_dataoutput (created, total, progress, complete, output_type)
        VALUES ('2026-11-24', 1, 1, TRUE, 'test');
    INSERT INTO django_q_ormq (key, payload, lock) VALUES ('inventree', 'e30:x:y', '2026-11-24 10:00:00')";

/// A filled database.
pub struct Workshop {
    installed: Installed,
    /// Somebody who may do everything.
    user: i64,
    /// Keys of some rows, by the query that finds them.
    keys: Mutex<HashMap<String, Vec<i64>>>,
}

/// One path of the API.
pub struct Place {
    /// Its position among the kernel's routes.
    at: usize,
    /// As it is declared, with its placeholders.
    pub pattern: String,
}

/// How a request ends whose changes are not kept: always as an error, so that the transaction is rolled back.
enum Undone {
    Served,
    Refused(Error),
}

impl From<DbError> for Undone {
    fn from(error: DbError) -> Self {
        Undone::Refused(error.into())
    }
}

impl Refusal for Undone {
    fn is_retryable(&self) -> bool {
        false
    }
}

/// One for each engine.
pub async fn workshops() -> Vec<Workshop> {
    let mut all = Vec::new();
    for installed in installed().await {
        let now = "2026-11-25T12:00:00Z".parse().expect("an instant");
        fill(&installed.db, &SIZE, now).await.expect("an empty database");
        let sql = "SELECT MIN(id) FROM auth_user";
        let user: Option<i64> = installed
            .db
            .read(Lane::Quick, move |conn| Box::pin(async move { conn.value(sql, &[]).await }))
            .await
            .unwrap_or_else(|error: DbError| panic!("{error}"));
        let messages = installed.db.write("messages", |conn| Box::pin(conn.script(MESSAGES))).await;
        messages.unwrap_or_else(|error: DbError| panic!("{error}"));
        all.push(Workshop { installed, user: user.expect("a user"), keys: Mutex::default() });
    }
    all
}

impl Workshop {
    pub fn name(&self) -> &'static str {
        self.installed.name
    }

    pub fn kernel(&self) -> &Kernel {
        &self.installed.kernel
    }

    /// Every path.
    pub fn places(&self) -> Vec<Place> {
        let patterns = self.kernel().routes().into_iter().map(|(pattern, _)| pattern);
        patterns.enumerate().map(|(at, pattern)| Place { at, pattern }).collect()
    }

    pub fn route(&self, place: &Place) -> Route<'_> {
        self.kernel().routes()[place.at].1
    }

    /// Keys of rows that a key field may name.
    pub async fn targets(&self, target: &Target) -> Vec<i64> {
        let condition = target.restriction.unwrap_or("TRUE");
        self.some_keys(format!("SELECT r.id FROM {} AS r WHERE {condition} ORDER BY r.id LIMIT 40", target.model.table))
            .await
    }

    /// Keys of rows of a resource.
    pub async fn rows_of(&self, resource: &Resource) -> Vec<i64> {
        if resource.text_key.is_some() {
            return Vec::new();
        }
        let key = resource.shape.key;
        self.some_keys(format!("SELECT \"{key}\" FROM {} ORDER BY 1 LIMIT 40", resource.model().table)).await
    }

    async fn some_keys(&self, sql: String) -> Vec<i64> {
        if let Some(known) = self.keys.lock().expect("nobody panics with it").get(&sql) {
            return known.clone();
        }
        let asked = sql.clone();
        let found: Result<Vec<i64>, DbError> = self
            .installed
            .db
            .read(Lane::Quick, move |conn| Box::pin(async move { conn.column(&asked, &[]).await }))
            .await;
        let found = found.unwrap_or_else(|error| panic!("{sql}: {error}"));
        // What is empty now may be filled when somebody has created something.
        if !found.is_empty() {
            self.keys.lock().expect("nobody panics with it").insert(sql, found.clone());
        }
        found
    }

    /// Sends a request and undoes what it did.
    ///
    /// # Errors
    /// Everything that is no success, and rows that would point nowhere.
    pub async fn ask(&self, place: &Place, request: Request) -> Result<(), Error> {
        self.send(place, request, false).await
    }

    /// Sends a request.
    ///
    /// # Errors
    /// As [`Workshop::ask`].
    pub async fn keep(&self, place: &Place, request: Request) -> Result<(), Error> {
        self.send(place, request, true).await
    }

    async fn send(&self, place: &Place, request: Request, keep: bool) -> Result<(), Error> {
        let writes = self.route(place).writes(request.method);
        let visit = Visit {
            kernel: self.installed.kernel.clone(),
            at: place.at,
            actor: Authority { user_id: self.user, is_active: true, is_superuser: true, ..Authority::default() },
            request,
            keep,
        };
        let db = &self.installed.db;
        let end: Result<(), Undone> = if writes {
            db.write("random", move |conn| {
                let visit = visit.clone();
                Box::pin(async move { visit.make(conn).await })
            })
            .await
        } else {
            db.read(Lane::Quick, move |conn| Box::pin(async move { visit.make(conn).await })).await
        };
        match end {
            Err(Undone::Refused(error)) => Err(error),
            Ok(()) | Err(Undone::Served) => Ok(()),
        }
    }
}

#[derive(Clone)]
struct Visit {
    kernel: Arc<Kernel>,
    at: usize,
    actor: Authority,
    request: Request,
    keep: bool,
}

impl Visit {
    async fn make(&self, conn: &mut Conn) -> Result<(), Undone> {
        let now = "2026-11-25T13:00:00Z".parse().expect("an instant");
        let media = MediaRoot::new(std::env::temp_dir());
        let site = Site::new(jiff::tz::TimeZone::UTC, "/media/", media);
        let route = self.kernel.routes()[self.at].1;
        let mut ctx = Ctx::new(conn, &self.actor, now, &site, &self.kernel);
        ironwood_rest::answer(&mut ctx, route, &self.request, None).await.map_err(Undone::Refused)?;
        if route.writes(self.request.method) {
            nothing_points_nowhere(conn).await?;
        }
        if self.keep { Ok(()) } else { Err(Undone::Served) }
    }
}

/// What a commit would look at.
async fn nothing_points_nowhere(conn: &mut Conn) -> Result<(), Undone> {
    match conn.engine() {
        Engine::Postgres => Ok(conn.script("SET CONSTRAINTS ALL IMMEDIATE").await?),
        Engine::Sqlite => {
            let sql = "SELECT \"table\" || ' -> ' || parent FROM pragma_foreign_key_check";
            match conn.value::<String>(sql, &[]).await? {
                None => Ok(()),
                Some(dangling) => Err(Undone::Refused(Error::Internal(format!("a row points nowhere: {dangling}")))),
            }
        }
    }
}

/// A request of a client.
pub fn request(method: Method, place: &Place, captures: Vec<String>, pairs: Vec<(String, String)>) -> Request {
    let mut words = captures.iter().map(String::as_str);
    let segments = place.pattern.split('/');
    let path =
        segments.map(|segment| if segment.starts_with('<') { words.next().unwrap_or_default() } else { segment });
    let path = format!("/api/{}", path.collect::<Vec<&str>>().join("/"));
    Request {
        method,
        path,
        origin: "http://test".into(),
        captures,
        query: Query::new(pairs),
        body: serde_json::Value::Null,
        uploads: Vec::new(),
        client: Vec::new(),
    }
}

/// What is wrong with a refusal: a failure of ours, or a client's error that does not say which.
pub fn complaint(error: &Error) -> Option<String> {
    // Slow work that the server would do and come back with.
    if matches!(error, Error::Away(_)) {
        return None;
    }
    let (status, body) = error.answer();
    let says_something = body.to_string().len() > 4;
    (status >= 500 || !says_something).then(|| format!("{status}: {error}"))
}
