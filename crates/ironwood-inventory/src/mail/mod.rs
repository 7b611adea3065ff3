//! Mails that go out (spec 60-system §9.1): written into the log of mails in the transaction of whatever causes them, so that they
//! go out if it is committed and only then, and sent afterwards by whichever server comes first.

mod queue;

use std::sync::Arc;

use ironwood_db::{Conn, Engine, Param};
use ironwood_rest::Result;
use jiff::Timestamp;
use uuid::Uuid;

pub use queue::{Waiting, any_due, failed, sent, take};

/// Who mails come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The address, with or without a name.
    pub address: String,
    /// What every subject begins with.
    pub subject_prefix: String,
}

/// Rung when mails, or wishes for mails, wait: whoever sends them looks at once.
#[derive(Clone, Default)]
pub struct Bell(Option<Arc<dyn Fn() + Send + Sync>>);

impl Bell {
    /// A bell that calls this; it must be quick.
    pub fn new(ring: impl Fn() + Send + Sync + 'static) -> Self {
        Bell(Some(Arc::new(ring)))
    }

    /// Rings when the transaction was committed.
    pub fn ring_after(&self, conn: &mut Conn) {
        if let Some(ring) = self.0.clone() {
            conn.at_end(move |is_committed| {
                if is_committed {
                    ring();
                }
            });
        }
    }
}

/// A mail to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Their address.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub body: String,
}

/// Columns of the log hold no longer subject.
const MOST_SUBJECT: usize = 250;

/// A mail is of ordinary urgency.
const NORMAL: i64 = 3;

/// Writes a mail into the log, in a thread of its own, and lets it wait to be sent.
///
/// # Errors
/// From storage.
pub async fn post(conn: &mut Conn, sender: &Sender, letter: &Letter, now: Timestamp) -> Result<()> {
    let (mail, thread) = (Uuid::new_v4(), Uuid::new_v4());
    let id = match conn.engine() {
        Engine::Sqlite => "?",
        Engine::Postgres => "CAST(CAST(? AS text) AS uuid)",
    };
    let host = sender.address.trim_end_matches('>').rsplit('@').next().unwrap_or("localhost");
    let message_id = format!("{mail}@{host}");
    let subject: String = format!("{}{}", sender.subject_prefix, letter.subject).chars().take(MOST_SUBJECT).collect();
    let sql = format!(
        "INSERT INTO common_emailthread (global_id, key, started_internal, created, updated, metadata)
         VALUES ({id}, ?, ?, ?, ?, ?)"
    );
    let params =
        [key_of(thread), Param::from(&message_id), true.into(), now.into(), now.into(), Param::Json("{}".into())];
    conn.execute(&sql, &params).await?;
    let sql = format!(
        "INSERT INTO common_emailmessage (global_id, thread_id, message_id_key, thread_id_key, subject, body, \"to\", sender,
             status, \"timestamp\", direction, priority)
         VALUES ({id}, {id}, ?, ?, ?, ?, ?, ?, 'A', ?, 'O', ?)"
    );
    let params = [
        key_of(mail),
        key_of(thread),
        Param::from(&message_id),
        Param::from(&message_id),
        subject.into(),
        Param::from(&letter.body),
        Param::from(&letter.to),
        Param::from(&sender.address),
        now.into(),
        NORMAL.into(),
    ];
    conn.execute(&sql, &params).await?;
    queue::wait(conn, &message_id, now).await
}

/// A key as Django writes it: without dashes where the column is text.
fn key_of(id: Uuid) -> Param {
    Param::Text(id.simple().to_string())
}
