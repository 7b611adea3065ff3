//! How somebody proved who they are: the records in a session (spec 10 §5.1).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::policy::Factor;

/// For how long a proof counts as recent, in seconds.
const RECENT: f64 = 300.0;

/// One step, in the form in which sessions store it and clients see it. Records that other programs wrote are kept as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Record(pub Value);

impl Record {
    /// A password; the name as it was typed.
    pub fn password(username: &str, now: Timestamp) -> Self {
        Record(json!({"method": "password", "at": epoch(now), "username": username}))
    }

    /// The password once more, by somebody who is signed in.
    pub fn password_again(now: Timestamp) -> Self {
        Record(json!({"method": "password", "at": epoch(now), "reauthenticated": true}))
    }

    /// A second factor; `id` is its row.
    pub fn second_factor(factor: Factor, id: i64, now: Timestamp) -> Self {
        Record(json!({"method": "mfa", "at": epoch(now), "id": id, "type": factor.name()}))
    }

    /// With a further mark.
    pub fn marked(mut self, mark: &str) -> Self {
        self.0[mark] = true.into();
        self
    }

    /// Whether this step was taken just now, so that it need not be taken again.
    pub fn is_recent(&self, now: Timestamp) -> bool {
        let age = self.0["at"].as_f64().map(|at| epoch(now) - at);
        age.is_some_and(|age| (-1.0..RECENT).contains(&age))
    }
}

/// Seconds since 1970, as the API tells instants.
pub fn epoch(at: Timestamp) -> f64 {
    at.as_microsecond() as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_recent_for_five_minutes() {
        let at = |seconds: i64| Timestamp::from_second(1_790_000_000 + seconds).expect("an instant");
        let record = Record::password("zoe", at(0));
        assert_eq!(record.0.to_string(), r#"{"method":"password","at":1790000000.0,"username":"zoe"}"#);
        assert!(record.is_recent(at(0)) && record.is_recent(at(299)));
        assert!(!record.is_recent(at(300)) && !record.is_recent(at(-60)));
        assert!(!Record(json!({"method": "password"})).is_recent(at(0)));
    }
}
