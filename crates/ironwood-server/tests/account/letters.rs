//! What is in people's mailboxes.

use std::time::Duration;

use crate::common::App;

/// A mail as it was written into the log.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub body: String,
}

impl Letter {
    /// The rest of the line behind this text.
    #[track_caller]
    pub fn behind(&self, text: &str) -> String {
        let (_, rest) = self.body.split_once(text).unwrap_or_else(|| panic!("no {text} in {}", self.body));
        rest.lines().next().unwrap_or_default().to_owned()
    }
}

/// All mails, oldest first.
pub async fn letters(app: &App) -> Vec<Letter> {
    let sql = "SELECT m.\"to\", m.subject, m.body FROM common_emailmessage m
               JOIN ironwood_mail q ON q.message_id = m.message_id_key ORDER BY q.id";
    let text = |cell: &serde_json::Value| cell.as_str().unwrap_or_default().to_owned();
    let rows = app.rows(sql).await;
    rows.iter().map(|[to, subject, body]| Letter { to: text(to), subject: text(subject), body: text(body) }).collect()
}

/// The newest of so many mails; those that are asked for are there a moment later.
pub async fn letter(app: &App, number: usize) -> Letter {
    for _ in 0..150 {
        let all = letters(app).await;
        if all.len() >= number {
            assert_eq!(all.len(), number, "{all:#?}");
            return all[number - 1].clone();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not {number} mails: {:#?}", letters(app).await)
}

/// Waits until all wishes were looked at.
pub async fn all_granted(app: &App) {
    for _ in 0..150 {
        if app.number("SELECT COUNT(*) FROM ironwood_wish").await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("wishes are left");
}

/// Lets time pass for whatever is counted.
pub async fn wait_a_while(app: &App) {
    app.execute("DELETE FROM ironwood_limit", &[]).await;
}
