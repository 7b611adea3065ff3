//! The audit trail: who did what to whom, when and from where (spec 10 §7).
//!
//! It is the table `ironwood_audit`, which is only ever added to; the database itself refuses anything else. An entry is written
//! in the transaction of what it tells of, so that there is neither a change without its entry nor an entry without its change.
//!
//! A resource says by [`Resource::audited`] which fields of its rows are kept. Creates, updates and deletions of its rows then
//! leave their entries by themselves, with the values of before and after. Everything else that is worth keeping is written by
//! [`record`], or by [`write`] where there is no [`Ctx`]. Secrets have no place here: no password, no hash, no key.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use ironwood_db::{Conn, Param};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::ctx::Ctx;
use crate::declare::{Field, Model, Resource, Shape};
use crate::error::Result;
use crate::kind::Text;
use crate::query::Query;
use crate::read::{self, Purpose};

/// A row was made.
pub const CREATED: &str = "created";
/// A row was changed.
pub const CHANGED: &str = "changed";
/// A row was deleted.
pub const DELETED: &str = "deleted";

/// Longest texts that the columns hold.
const MOST_ADDRESS: usize = 45;
const MOST_USERNAME: usize = 150;
const MOST_USER_AGENT: usize = 200;
const MOST_NAME: usize = 250;

/// From where somebody acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Address of the client: that of the connection or, where the operator said that a proxy is in front, what the proxy says.
    pub address: IpAddr,
    /// What the client calls itself.
    pub user_agent: String,
}

/// Whose doing something was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doer {
    /// Primary key of the user; `None` when nobody is signed in.
    pub user: Option<i64>,
    /// The user's name at that time.
    pub username: String,
    /// From where; `None` for what the server's own commands do.
    pub visitor: Option<Visitor>,
}

impl Doer {
    /// Whoever acts in this context.
    pub fn of(ctx: &Ctx<'_>) -> Self {
        Doer { user: ctx.user(), username: ctx.actor.username.clone(), visitor: ctx.visitor.clone() }
    }
}

/// Something that happened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// What it was, in a word that can be searched for: [`CREATED`], `signed_in`.
    pub kind: &'static str,
    /// The model of the row that it was about, by its lower-case name; empty for none.
    pub model: &'static str,
    /// Primary key of that row.
    pub object: Option<i64>,
    /// What that row was called at the time.
    pub name: String,
    /// Fields that changed.
    changes: Map<String, Value>,
    /// Whatever else there is to say.
    details: Map<String, Value>,
}

impl Entry {
    /// An entry about nothing but its kind.
    pub fn new(kind: &'static str) -> Self {
        Entry { kind, ..Entry::default() }
    }

    /// The row that it is about, and what that is called.
    pub fn about(mut self, model: &Model, key: i64, name: impl Into<String>) -> Self {
        (self.model, self.object, self.name) = (model.name, Some(key), name.into());
        self
    }

    /// A field that changed. `null` stands for the value of a row that is not there yet, or no more.
    pub fn changed(mut self, field: &str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        self.changes.insert(field.to_owned(), json!({"before": before.into(), "after": after.into()}));
        self
    }

    /// Something else to say about it, such as by which means somebody signed in.
    pub fn detail(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }
}

/// Adds entries about what the caller does, in the caller's transaction.
///
/// # Errors
/// From storage.
pub async fn record(ctx: &mut Ctx<'_>, entries: &[Entry]) -> Result<()> {
    let (doer, now) = (Doer::of(ctx), ctx.now);
    write(ctx.conn, &doer, now, entries).await
}

/// Adds entries: one statement, however many they are.
///
/// # Errors
/// From storage.
pub async fn write(conn: &mut Conn, doer: &Doer, now: Timestamp, entries: &[Entry]) -> Result<()> {
    const COLUMNS: [&str; 11] = [
        "time",
        "kind",
        "user_id",
        "username",
        "address",
        "user_agent",
        "model",
        "object_id",
        "object_name",
        "changes",
        "details",
    ];
    if entries.is_empty() {
        return Ok(());
    }
    let address = doer.visitor.as_ref().map(|visitor| visitor.address.to_string()).unwrap_or_default();
    let user_agent = doer.visitor.as_ref().map_or("", |visitor| visitor.user_agent.as_str());
    let row = |entry: &Entry| {
        vec![
            now.into(),
            entry.kind.into(),
            doer.user.into(),
            cut(&doer.username, MOST_USERNAME),
            cut(&address, MOST_ADDRESS),
            cut(user_agent, MOST_USER_AGENT),
            entry.model.into(),
            entry.object.into(),
            cut(&entry.name, MOST_NAME),
            Param::Json(Value::Object(entry.changes.clone()).to_string()),
            Param::Json(Value::Object(entry.details.clone()).to_string()),
        ]
    };
    let rows: Vec<Vec<Param>> = entries.iter().map(row).collect();
    conn.insert_many("ironwood_audit", &COLUMNS, &rows).await?;
    Ok(())
}

/// As much of a text as its column holds, without what no database text may have.
fn cut(text: &str, most: usize) -> Param {
    Param::Text(text.chars().filter(|letter| *letter != '\0').take(most).collect())
}

/// The field of an audited shape that says what a row is called.
const CALLED: &str = "called";

/// What is kept of the rows of a resource.
#[derive(Clone)]
pub struct Audited {
    /// The fields.
    shape: Arc<Shape>,
    /// The word for a deletion, which may only take a row out of use.
    removed: &'static str,
}

/// What is kept of rows as they are at one moment, by their keys.
pub(crate) type Snapshot = HashMap<i64, Map<String, Value>>;

impl Audited {
    /// Keeps the fields of `shape`; `called` is a fragment with the name of a row.
    pub(crate) fn new(shape: Shape, called: impl Into<String>) -> Self {
        let shape = Arc::new(shape.field(Field::computed(CALLED, Text::any(), called)));
        Audited { shape, removed: DELETED }
    }

    pub(crate) fn removed_as(self, word: &'static str) -> Self {
        Audited { removed: word, ..self }
    }
}

/// What is kept of these rows; nothing for a resource that is not audited.
///
/// # Errors
/// From storage.
pub(crate) async fn snapshot(ctx: &mut Ctx<'_>, resource: &Resource, keys: &[i64]) -> Result<Snapshot> {
    let Some(audited) = &resource.writes.audited else { return Ok(Snapshot::new()) };
    let projection = read::projection(&audited.shape, Purpose::Detail, &Query::default(), ctx);
    let rows = projection.read_apart(ctx, keys).await?;
    Ok(rows.into_iter().map(|(key, row)| (key, serde_json::from_slice(&row).unwrap_or_default())).collect())
}

/// Tells of rows that were just made: for actions that make rows of an audited resource by themselves.
///
/// # Errors
/// From storage.
pub async fn created(ctx: &mut Ctx<'_>, resource: &Resource, keys: &[i64]) -> Result<()> {
    saved(ctx, resource, keys, Snapshot::new()).await
}

/// Tells of rows that were made or changed since `before`.
///
/// # Errors
/// From storage.
pub(crate) async fn saved(ctx: &mut Ctx<'_>, resource: &Resource, keys: &[i64], before: Snapshot) -> Result<()> {
    tell(ctx, resource, keys, before, CHANGED).await
}

/// Tells of rows that were deleted, or taken out of use, since `before`.
///
/// # Errors
/// From storage.
pub(crate) async fn removed(ctx: &mut Ctx<'_>, resource: &Resource, keys: &[i64], before: Snapshot) -> Result<()> {
    let Some(audited) = &resource.writes.audited else { return Ok(()) };
    tell(ctx, resource, keys, before, audited.removed).await
}

async fn tell(
    ctx: &mut Ctx<'_>,
    resource: &Resource,
    keys: &[i64],
    mut before: Snapshot,
    word: &'static str,
) -> Result<()> {
    if resource.writes.audited.is_none() {
        return Ok(());
    }
    let mut after = snapshot(ctx, resource, keys).await?;
    let entries: Vec<Entry> = keys
        .iter()
        .filter_map(|key| {
            let (old, new) = (before.remove(key), after.remove(key));
            let kind = match (&old, &new) {
                (None, None) => return None,
                (None, Some(_)) => CREATED,
                (Some(_), _) => word,
            };
            let entry = compared(kind, old.unwrap_or_default(), new.unwrap_or_default());
            // What was saved as it was is no news.
            (!entry.changes.is_empty()).then(|| Entry { model: resource.model().name, object: Some(*key), ..entry })
        })
        .collect();
    record(ctx, &entries).await
}

/// The fields in which two states of a row differ.
fn compared(kind: &'static str, mut old: Map<String, Value>, mut new: Map<String, Value>) -> Entry {
    let name = [new.remove(CALLED), old.remove(CALLED)].into_iter().flatten().find_map(|name| match name {
        Value::String(name) => Some(name),
        _ => None,
    });
    let mut entry = Entry { name: name.unwrap_or_default(), ..Entry::new(kind) };
    let fields: Vec<String> = old.keys().chain(new.keys().filter(|field| !old.contains_key(*field))).cloned().collect();
    for field in fields {
        let (before, after) = (old.remove(&field).unwrap_or_default(), new.remove(&field).unwrap_or_default());
        if before != after {
            entry = entry.changed(&field, before, after);
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn only_what_differs_is_told() {
        let old = row(json!({"username": "zoe", "is_staff": false, "groups": ["a"], "called": "zoe"}));
        let new = row(json!({"username": "zoe", "is_staff": true, "groups": ["a", "b"], "called": "zoe"}));
        let entry = compared(CHANGED, old.clone(), new);
        assert_eq!(entry.name, "zoe");
        assert_eq!(
            Value::Object(entry.changes),
            json!({"is_staff": {"before": false, "after": true}, "groups": {"before": ["a"], "after": ["a", "b"]}})
        );
        assert!(compared(CHANGED, old.clone(), old).changes.is_empty());
    }

    #[test]
    fn a_row_that_comes_or_goes_has_one_side() {
        let there = row(json!({"name": "Buyers", "users": [], "called": "Buyers"}));
        let entry = compared(DELETED, there.clone(), Map::new());
        assert_eq!(
            (entry.name.as_str(), &entry.changes["name"]),
            ("Buyers", &json!({"before": "Buyers", "after": null}))
        );
        let entry = compared(CREATED, Map::new(), there);
        assert_eq!(entry.changes["name"], json!({"before": null, "after": "Buyers"}));
    }

    #[test]
    fn texts_are_cut_to_their_columns() {
        assert_eq!(cut("a\0bc", 2), Param::Text("ab".into()));
    }
}
