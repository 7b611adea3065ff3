//! Long lists: sent while they are still being read, in constant memory (spec 00 §15).

use std::io;
use std::time::Duration;

use bytes::Bytes;
use ironwood_db::Lane;
use ironwood_rest::read::Outlet;
use ironwood_rest::{Error, Reply};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::hop::{Guest, Reception, Visit};
use crate::refusal::Failure;

/// How long a client may leave a piece of a list unread. Its list is being read from the database meanwhile, in one of few lanes.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer as a whole, or piece by piece.
pub(super) enum Pieces {
    Whole(Reply),
    /// Ends with an error when the list could not be read to its end.
    Stream(mpsc::Receiver<io::Result<Bytes>>),
}

/// What a visit gave so far.
pub(super) enum Received {
    Whole(Reception),
    Streaming(Pieces),
}

pub(super) fn whole(visit: Visit<Reception>) -> Visit<Received> {
    match visit {
        Visit::Done(reception) => Visit::Done(Received::Whole(reception)),
        Visit::Unproven(account) => Visit::Unproven(account),
    }
}

type Reading = JoinHandle<Result<Visit<Reception>, Failure>>;

/// Reads a list. As soon as its first piece is there it is answered; a short list, and an error before that, come as a whole.
pub(super) async fn visit(guest: Guest) -> Result<Visit<Received>, Failure> {
    let (outlet, mut pieces) = Outlet::new();
    let (db, theirs) = (guest.app.db.clone(), guest.clone());
    let reading: Reading = tokio::spawn(async move {
        db.read(Lane::Bulk, move |conn| Box::pin(async move { theirs.visit(conn, Some(&outlet)).await })).await
    });
    let Some(first) = pieces.recv().await else {
        return end(reading).await.map(whole);
    };
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(forward(guest, first, pieces, reading, sender));
    Ok(Visit::Done(Received::Streaming(Pieces::Stream(receiver))))
}

/// Hands the pieces on to the client, and at the end says how the reading ended. A client that stops taking them ends it.
async fn forward(
    guest: Guest,
    first: Bytes,
    mut pieces: mpsc::Receiver<Bytes>,
    reading: Reading,
    sender: mpsc::Sender<io::Result<Bytes>>,
) {
    let mut next = Some(first);
    while let Some(piece) = next {
        if sender.send_timeout(Ok(piece), PATIENCE).await.is_err() {
            return tracing::debug!(request = %guest.job.id, "a client left a list half read");
        }
        next = pieces.recv().await;
    }
    match end(reading).await {
        Ok(Visit::Done(Reception { caller, .. })) => {
            guest.app.sign_in.note_use(&guest.app.db, &caller, &guest.job.visitor, guest.job.at);
        }
        Ok(Visit::Unproven(_)) => {}
        Err(error) => {
            tracing::error!(request = %guest.job.id, %error, "a list broke off");
            // The client may be gone as well.
            let _ = sender.send(Err(io::Error::other("the list could not be read to its end"))).await;
        }
    }
}

async fn end(reading: Reading) -> Result<Visit<Reception>, Failure> {
    reading.await.map_err(|error| Error::Internal(format!("a list broke off: {error}")))?
}
