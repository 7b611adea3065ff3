//! The context of every question and every action: who acts, when, inside what.

use std::any::Any;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use ironwood_auth::Authority;
use ironwood_db::{Conn, Param};
use ironwood_media::{MediaRoot, Placed};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use crate::audit::Visitor;
use crate::error::{Brought, Errand, Error, Result};
use crate::kernel::Kernel;
use crate::query::Query;

/// What the server is set up with and every request needs.
#[derive(Debug, Clone)]
pub struct Site {
    /// The server's time zone.
    pub zone: TimeZone,
    /// URL prefix of media files.
    pub media_url: String,
    /// Where the media files are.
    pub media: MediaRoot,
    /// When the server was started.
    pub started: Timestamp,
}

impl Site {
    /// A server that was started just now.
    pub fn new(zone: TimeZone, media_url: impl Into<String>, media: MediaRoot) -> Self {
        Site { zone, media_url: media_url.into(), media, started: Timestamp::now() }
    }
}

/// A variable that the server was set up with. Never its value: some of them are secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configured {
    /// The name by which operators know it.
    pub name: &'static str,
    /// Where its value came from: `env`, `file`, `flag` or `default`.
    pub source: &'static str,
    /// When it was read.
    pub read: Timestamp,
}

/// Context of one question or action. `now` is one instant for every row of a change.
pub struct Ctx<'c> {
    /// The connection; inside an action, its transaction.
    pub conn: &'c mut Conn,
    /// Who acts. Nobody is [`Authority::default`], which may nothing.
    pub actor: &'c Authority,
    /// The instant of this request.
    pub now: Timestamp,
    /// The server's set-up.
    pub site: &'c Site,
    /// All declarations.
    pub kernel: &'c Kernel,
    /// The key of the row whose sub-list the path is about: the `1` of `selection/1/entry/5/`.
    pub owner: Option<i64>,
    /// The query of the list that is asked for; empty where it is no list.
    pub asked: Query,
    /// The API token that the caller showed, for telling it from the caller's other tokens.
    pub token: Option<String>,
    /// The key of the session that speaks for the caller, for telling it from others.
    pub session: Option<String>,
    /// From where the caller asks; `None` for what the server's own commands do.
    pub visitor: Option<Visitor>,
    /// What came of the slow work that an earlier run of this action asked for.
    pub errand: Option<Brought>,
    /// Folders in which files have got a name or another one: their lists should be on the disk before the caller is told.
    pub folders: Vec<PathBuf>,
    events: Vec<Event>,
    settings: HashMap<&'static str, Option<String>>,
}

/// Something that happened, for notifications, webhooks and plugins. Written to the outbox in the same transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its name, such as `stockitem.moved`.
    pub name: String,
    /// What it is about, as JSON.
    pub payload: String,
}

impl<'c> Ctx<'c> {
    /// A context at `now`.
    pub fn new(conn: &'c mut Conn, actor: &'c Authority, now: Timestamp, site: &'c Site, kernel: &'c Kernel) -> Self {
        Ctx {
            conn,
            actor,
            now,
            site,
            kernel,
            owner: None,
            asked: Query::default(),
            token: None,
            session: None,
            visitor: None,
            errand: None,
            folders: Vec::new(),
            events: Vec::new(),
            settings: HashMap::new(),
        }
    }

    /// Today, in the server's time zone.
    pub fn today(&self) -> civil::Date {
        self.site.zone.to_datetime(self.now).date()
    }

    /// The acting user's key, for columns that remember who did it.
    pub fn user(&self) -> Option<i64> {
        (self.actor.user_id != 0).then_some(self.actor.user_id)
    }

    /// The result of slow work, which is done outside of the transaction: the first time this ends the action, and whoever runs it
    /// does the work and runs the action again. An action may have one such piece of work, made of its request and nothing else.
    ///
    /// # Errors
    /// [`Error::Away`] the first time.
    pub fn away<T: Any + Send + Sync>(&mut self, work: impl Fn() -> T + Send + Sync + 'static) -> Result<Arc<T>> {
        let Some(brought) = self.errand.take() else { return Err(Error::Away(Errand::new(work))) };
        brought.downcast().map_err(|_| Error::Internal("an errand brought something else than it was sent for".into()))
    }

    /// Ties files that have just got their names to the transaction: they lose them again when it fails. `content` is what must
    /// be there for that.
    pub fn tie(&mut self, placed: Placed, content: impl Any + Send) {
        self.folders.extend(placed.folders());
        self.conn.at_end(move |committed| {
            if !committed {
                placed.take_back();
            }
            drop(content);
        });
    }

    /// Removes files when the transaction has been committed, and only then.
    pub fn remove_files(&mut self, paths: Vec<String>) {
        let media = self.site.media.clone();
        self.conn.at_end(move |committed| {
            for path in paths.into_iter().filter(|_| committed) {
                if let Err(error) = media.remove(&path) {
                    tracing::warn!(%error, path, "a file that is no longer needed cannot be removed");
                }
            }
        });
    }

    /// Records an event; it is stored with the change, or not at all.
    pub fn emit(&mut self, name: impl Into<String>, payload: &serde_json::Value) {
        self.events.push(Event { name: name.into(), payload: payload.to_string() });
    }

    /// The stored text of a setting; `None` when nobody ever set it. Read once per context, from the database.
    ///
    /// # Errors
    /// From storage.
    pub async fn setting(&mut self, key: &'static str) -> Result<Option<String>> {
        if let Some(known) = self.settings.get(key) {
            return Ok(known.clone());
        }
        let value =
            self.conn.value::<String>("SELECT value FROM common_inventreesetting WHERE key = ?", &[key.into()]).await?;
        self.settings.insert(key, value.clone());
        Ok(value)
    }

    /// A setting that is a truth value.
    ///
    /// # Errors
    /// From storage.
    pub async fn setting_bool(&mut self, key: &'static str, otherwise: bool) -> Result<bool> {
        Ok(self.setting(key).await?.map_or(otherwise, |text| crate::query::loose_bool(&text)))
    }

    /// A setting that is a whole number.
    ///
    /// # Errors
    /// From storage.
    pub async fn setting_int(&mut self, key: &'static str, otherwise: i64) -> Result<i64> {
        Ok(self.setting(key).await?.and_then(|text| text.trim().parse().ok()).unwrap_or(otherwise))
    }

    /// Writes the events of an action to the outbox: one statement, however many there are.
    ///
    /// # Errors
    /// From storage.
    pub async fn store_events(&mut self) -> Result<()> {
        if self.events.is_empty() {
            return Ok(());
        }
        let created = Param::Timestamp(self.now.as_microsecond());
        let rows: Vec<Vec<Param>> = self
            .events
            .drain(..)
            .map(|event| vec![created.clone(), Param::Text(event.name), Param::Json(event.payload)])
            .collect();
        self.conn.insert_many("ironwood_outbox", &["created", "name", "payload"], &rows).await?;
        Ok(())
    }

    /// Values that fragments may ask for by `:name`; `:asked_build` is the key that the query of a list has under `build`.
    ///
    /// # Panics
    /// Never; an unknown name is null, which a test over all declarations would show.
    pub fn value_of(&self, name: &str) -> Param {
        match name {
            "user" => Param::Int(self.actor.user_id),
            "today" => Param::Date(self.today()),
            "now" => Param::Timestamp(self.now.as_microsecond()),
            "owner" => self.owner.into(),
            "token" => self.token.as_deref().into(),
            "session" => self.session.as_deref().into(),
            "staff" => Param::Bool(self.actor.acts_as_staff()),
            _ => match name.strip_prefix("asked_") {
                // The key of a row: what is larger is none.
                Some(parameter) => self.asked.get(parameter).and_then(|text| text.trim().parse::<i32>().ok()).into(),
                None => Param::Null,
            },
        }
    }
}
