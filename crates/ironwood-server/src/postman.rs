//! Sends the mails that wait in the database, ours and those of servers that did not get to it.

use std::sync::Arc;
use std::time::Duration;

use ironwood_db::Lane;
use ironwood_inventory::account;
use ironwood_inventory::mail::{self, Bell, Waiting};
use ironwood_mail::{Mail, Mailer};
use ironwood_rest::Error;
use jiff::Timestamp;
use tokio::sync::Notify;

use crate::app::App;

/// How often it looks although nobody called.
const ROUND: Duration = Duration::from_secs(5);

/// Sends mails, where any are sent.
pub(crate) struct Postman {
    mailer: Option<Arc<Mailer>>,
    call: Arc<Notify>,
}

impl Postman {
    pub(crate) fn new(mailer: Option<Arc<Mailer>>) -> Self {
        Postman { mailer, call: Arc::default() }
    }

    /// What calls it.
    pub(crate) fn bell(&self) -> Bell {
        let call = self.call.clone();
        Bell::new(move || call.notify_one())
    }
}

/// Grants wishes for mails and sends what waits, for as long as the server runs.
pub(crate) async fn work(app: Arc<App>) {
    if !app.account.accounts.policy.sends_mail() {
        return;
    }
    loop {
        match round(&app).await {
            Ok(true) => {}
            Ok(false) => {
                // Either is a reason to look.
                drop(tokio::time::timeout(ROUND, app.postman.call.notified()).await);
            }
            Err(error) => {
                tracing::error!(%error, "mails could not be looked for");
                tokio::time::sleep(ROUND).await;
            }
        }
    }
}

/// Looks once; whether there was anything to do.
async fn round(app: &Arc<App>) -> Result<bool, Error> {
    let now = Timestamp::now();
    let (has_wishes, is_due): (bool, bool) = app
        .db
        .read(Lane::Quick, move |conn| {
            Box::pin(async move { Ok::<_, Error>((account::has_wishes(conn).await?, mail::any_due(conn, now).await?)) })
        })
        .await?;
    if has_wishes {
        let accounts = app.account.accounts.clone();
        app.db
            .write("grant wishes for mails", move |conn| {
                let accounts = accounts.clone();
                Box::pin(async move { account::grant_wishes(conn, &accounts, now).await })
            })
            .await?;
    }
    match &app.postman.mailer {
        Some(mailer) if is_due => deliver(app, mailer).await.map(|any| any || has_wishes),
        _ => Ok(has_wishes),
    }
}

/// Takes some mails and sends them; whether there were any.
async fn deliver(app: &App, mailer: &Mailer) -> Result<bool, Error> {
    let now = Timestamp::now();
    let taken = app.db.write("take mails", move |conn| Box::pin(async move { mail::take(conn, now).await })).await?;
    for waiting in &taken {
        let outcome = mailer.send(&letter(waiting)).await;
        let (waiting, now) = (waiting.clone(), Timestamp::now());
        let failure = outcome.err().map(|error| (error.to_string(), error.is_final()));
        if let Some((reason, _)) = &failure {
            tracing::warn!(to = %waiting.to, %reason, "a mail was not sent");
        }
        app.db
            .write("note what became of a mail", move |conn| {
                let (waiting, failure) = (waiting.clone(), failure.clone());
                Box::pin(async move {
                    match failure {
                        None => mail::sent(conn, &waiting).await,
                        Some((reason, is_final)) => mail::failed(conn, &waiting, &reason, is_final, now).await,
                    }
                })
            })
            .await?;
    }
    Ok(!taken.is_empty())
}

fn letter(waiting: &Waiting) -> Mail {
    Mail {
        id: waiting.message_id.clone(),
        sender: waiting.sender.clone(),
        to: waiting.to.clone(),
        subject: waiting.subject.clone(),
        body: waiting.body.clone(),
    }
}
