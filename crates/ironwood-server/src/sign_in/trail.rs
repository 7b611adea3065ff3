//! What callers leave behind by showing credentials: the day on which a token was last used, and entries of the audit trail
//! (spec 10 §1, §7). Reading stays reading: what succeeded is noted after the answer, and nobody waits for it.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use ironwood_db::{Db, Lane};
use ironwood_inventory::audit::sign_in;
use ironwood_inventory::user::identity;
use ironwood_rest::{Result, Visitor};
use jiff::Timestamp;
use jiff::civil::Date;

/// Uses of tokens that are remembered at most; beyond that the database is asked again, which costs nobody but itself.
const MOST_REMEMBERED: usize = 10_000;

/// How the trail calls name and password in the head of a request.
const BASIC: &str = "basic credentials";

/// An instant, and the day that it is at the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) now: Timestamp,
    pub(crate) today: Date,
    /// When that day began.
    pub(crate) midnight: Timestamp,
}

/// A day, and the tokens seen on it, each with the addresses it came from.
type Seen = (Date, HashSet<(i64, IpAddr)>);

/// Writes the trail of sign-ins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    /// The tokens that this process has seen today.
    seen: Arc<Mutex<Seen>>,
}

impl Trail {
    /// Whether a use of a token from this address is the first one today that this process has seen; from now on it is not.
    fn is_news(&self, token: i64, address: IpAddr, today: Date) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.0 != today || seen.1.len() >= MOST_REMEMBERED {
            *seen = (today, HashSet::new());
        }
        seen.1.insert((token, address))
    }

    fn forget(&self, token: i64, address: IpAddr) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).1.remove(&(token, address));
    }

    /// Notes the use of a token: its day, when that `is_old`, and its address, when that is new. A use that cannot be noted is
    /// noted by the next one.
    pub(crate) fn token_used(&self, db: &Db, token: i64, is_old: bool, visitor: &Visitor, at: Moment) {
        if !self.is_news(token, visitor.address, at.today) {
            return;
        }
        let (trail, db, visitor) = (self.clone(), db.clone(), visitor.clone());
        tokio::spawn(async move {
            if let Err(error) = note_token(&db, token, is_old, &visitor, at).await {
                trail.forget(token, visitor.address);
                tracing::warn!(%error, token, "the use of a token was not noted");
            }
        });
    }

    /// Notes that name and password were right.
    pub(crate) fn password_right(&self, db: &Db, user: i64, visitor: &Visitor, at: Moment) {
        let (db, visitor) = (db.clone(), visitor.clone());
        tokio::spawn(async move {
            let noted: Result<()> = db
                .write("note a sign-in", move |conn| {
                    let visitor = visitor.clone();
                    Box::pin(async move { sign_in::by_request(conn, user, BASIC, &visitor, at.now, at.midnight).await })
                })
                .await;
            if let Err(error) = noted {
                tracing::warn!(%error, user, "a sign-in was not noted");
            }
        });
    }

    /// Notes that name and password do not belong together, before the answer says so.
    pub(crate) async fn password_wrong(&self, db: &Db, account: Option<i64>, visitor: &Visitor, at: Moment) {
        let visitor = visitor.clone();
        let noted: Result<()> = db
            .write("note a failed sign-in", move |conn| {
                let visitor = visitor.clone();
                Box::pin(async move { sign_in::failed(conn, account, BASIC, &visitor, at.now).await })
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "a failed sign-in was not noted");
        }
    }
}

async fn note_token(db: &Db, token: i64, is_old: bool, visitor: &Visitor, at: Moment) -> Result<()> {
    let theirs = visitor.clone();
    let is_known: bool = db
        .read(Lane::Quick, move |conn| Box::pin(async move { sign_in::token_is_known_at(conn, token, &theirs).await }))
        .await?;
    if is_known && !is_old {
        return Ok(());
    }
    let visitor = visitor.clone();
    db.write("note the use of a token", move |conn| {
        let visitor = visitor.clone();
        Box::pin(async move {
            if is_old {
                identity::note_use(conn, token, at.today).await?;
            }
            if !is_known {
                sign_in::by_token(conn, token, &visitor, at.now).await?;
            }
            Ok(())
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_token_is_news_once_a_day_and_address() {
        let trail = Trail::default();
        let (monday, tuesday) = (date(2026, 11, 23), date(2026, 11, 24));
        let [here, there] = [1, 2].map(|last| IpAddr::from([10, 0, 0, last]));
        assert!(trail.is_news(1, here, monday) && trail.is_news(2, here, monday));
        assert!(!trail.is_news(1, here, monday));
        assert!(trail.is_news(1, there, monday) && !trail.is_news(1, there, monday));
        assert!(trail.is_news(1, here, tuesday) && !trail.is_news(1, here, tuesday));
    }

    #[test]
    fn a_use_that_was_not_noted_is_news_again() {
        let trail = Trail::default();
        let (today, here) = (date(2026, 11, 23), IpAddr::from([10, 0, 0, 1]));
        assert!(trail.is_news(1, here, today));
        trail.forget(1, here);
        assert!(trail.is_news(1, here, today));
    }

    #[test]
    fn memory_is_bounded() {
        let trail = Trail::default();
        for token in 0..3 * MOST_REMEMBERED as i64 {
            trail.is_news(token, IpAddr::from([10, 0, 0, 1]), date(2026, 11, 23));
        }
        assert!(trail.seen.lock().unwrap().1.len() <= MOST_REMEMBERED);
    }
}
