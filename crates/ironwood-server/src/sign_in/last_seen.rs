//! The day on which a token was last used: written down at most once per token and day, after the answer (spec 10 §1).

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use ironwood_db::Db;
use ironwood_inventory::user::identity;
use ironwood_rest::Error;
use jiff::civil::Date;

/// The tokens whose use this process has noted.
#[derive(Debug, Default)]
pub(crate) struct LastSeen {
    noted: Mutex<(Date, HashSet<i64>)>,
}

impl LastSeen {
    /// Whether the use of a token today is still to be noted; from now on it is not.
    fn is_news(&self, token: i64, today: Date) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.0 != today {
            *noted = (today, HashSet::new());
        }
        noted.1.insert(token)
    }

    /// Notes the use of a token in the background: nobody waits for it, and a use that is lost is noted by the next one.
    pub(crate) fn note(&self, db: &Db, token: i64, today: Date) {
        if !self.is_news(token, today) {
            return;
        }
        let db = db.clone();
        tokio::spawn(async move {
            let noted = db
                .write("note the use of a token", move |conn| {
                    Box::pin(async move { identity::note_use(conn, token, today).await })
                })
                .await;
            if let Err(error) = noted {
                let error: Error = error;
                tracing::warn!(%error, token, "the use of a token was not noted");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_token_is_news_once_a_day() {
        let seen = LastSeen::default();
        let (monday, tuesday) = (date(2026, 11, 23), date(2026, 11, 24));
        assert!(seen.is_news(1, monday) && seen.is_news(2, monday));
        assert!(!seen.is_news(1, monday));
        assert!(seen.is_news(1, tuesday) && !seen.is_news(1, tuesday));
    }
}
