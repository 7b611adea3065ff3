//! Mails that wait to be sent. A server takes some for a while; if it does not come back with them, another one takes them.

use ironwood_db::{Conn, Param};
use ironwood_rest::Result;
use jiff::{SignedDuration, Timestamp};

/// How long a server has to send what it took.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// Mails that a server takes at once.
const AT_ONCE: i64 = 10;
/// Pauses between tries, in minutes; after the last one a mail is given up.
const PAUSES: [i64; 5] = [1, 5, 30, 120, 360];

/// A mail that a server has taken in order to send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    id: i64,
    tries: i64,
    /// Tells it from all other mails.
    pub message_id: String,
    /// Where it comes from.
    pub sender: String,
    /// Where it goes.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub body: String,
}

pub(super) async fn wait(conn: &mut Conn, message_id: &str, now: Timestamp) -> Result<()> {
    let columns = [("message_id", message_id.into()), ("due", now.into()), ("tries", 0_i64.into())];
    conn.insert("ironwood_mail", &columns).await?;
    Ok(())
}

/// Whether any mail is due.
///
/// # Errors
/// From storage.
pub async fn any_due(conn: &mut Conn, now: Timestamp) -> Result<bool> {
    Ok(conn.exists("SELECT 1 FROM ironwood_mail WHERE due <= ? LIMIT 1", &[now.into()]).await?)
}

/// Takes mails that are due, for this server alone.
///
/// # Errors
/// From storage.
pub async fn take(conn: &mut Conn, now: Timestamp) -> Result<Vec<Waiting>> {
    let sql = format!(
        "SELECT q.id, q.tries, m.message_id_key, m.sender, m.\"to\", m.subject, m.body
         FROM ironwood_mail q JOIN common_emailmessage m ON m.message_id_key = q.message_id
         WHERE q.due <= ? ORDER BY q.id LIMIT ?{}",
        conn.engine().for_update_unlocked_of("q")
    );
    let taken = conn
        .rows(&sql, &[now.into(), AT_ONCE.into()], |row| {
            Ok(Waiting {
                id: row.get(0)?,
                tries: row.get(1)?,
                message_id: row.get(2)?,
                sender: row.get(3)?,
                to: row.get(4)?,
                subject: row.get(5)?,
                body: row.get(6)?,
            })
        })
        .await?;
    if taken.is_empty() {
        // What was deleted from the log need not be sent any more.
        conn.execute("DELETE FROM ironwood_mail WHERE due <= ?", &[now.into()]).await?;
    } else {
        let these = conn.engine().any_of("id");
        let sql = format!("UPDATE ironwood_mail SET due = ?, tries = tries + 1 WHERE {these}");
        let ids = taken.iter().map(|waiting| waiting.id).collect();
        conn.execute(&sql, &[(now + LEASE).into(), Param::Ints(ids)]).await?;
    }
    Ok(taken)
}

/// Notes that a mail was sent.
///
/// # Errors
/// From storage.
pub async fn sent(conn: &mut Conn, mail: &Waiting) -> Result<()> {
    conn.execute("DELETE FROM ironwood_mail WHERE id = ?", &[mail.id.into()]).await?;
    let sql =
        "UPDATE common_emailmessage SET status = 'S', error_code = NULL, error_message = NULL, error_timestamp = NULL
               WHERE message_id_key = ?";
    conn.execute(sql, &[Param::from(&mail.message_id)]).await?;
    Ok(())
}

/// Notes that a mail could not be sent. Unless that is final it is tried again, after longer and longer pauses; the log and the
/// server's errors have the reason either way.
///
/// # Errors
/// From storage.
pub async fn failed(conn: &mut Conn, mail: &Waiting, reason: &str, is_final: bool, now: Timestamp) -> Result<()> {
    let pause = usize::try_from(mail.tries).ok().and_then(|tries| PAUSES.get(tries)).filter(|_| !is_final);
    let status = match pause {
        Some(minutes) => {
            let due = now + SignedDuration::from_mins(*minutes);
            conn.execute("UPDATE ironwood_mail SET due = ? WHERE id = ?", &[due.into(), mail.id.into()]).await?;
            "A"
        }
        None => {
            conn.execute("DELETE FROM ironwood_mail WHERE id = ?", &[mail.id.into()]).await?;
            "F"
        }
    };
    let sql =
        "UPDATE common_emailmessage SET status = ?, error_code = 'delivery', error_message = ?, error_timestamp = ?
               WHERE message_id_key = ?";
    conn.execute(sql, &[status.into(), reason.into(), now.into(), Param::from(&mail.message_id)]).await?;
    let columns = [
        ("kind", "MailError".into()),
        ("info", Param::from(reason)),
        ("data", Param::Text(format!("Mail to {}: {}", mail.to, mail.subject))),
        ("path", "mail".into()),
        ("when", now.into()),
        ("html", "".into()),
        ("modified", now.into()),
    ];
    conn.insert("error_report_error", &columns).await?;
    Ok(())
}
