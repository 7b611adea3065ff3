//! How often somebody may ask (spec 00 §14): the generic cell rate algorithm, one instant remembered per caller.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Requests per period. All of them may come at once; then they are given back one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    requests: u32,
    period: Duration,
}

impl Rate {
    /// At most `requests` in `period`; at least one.
    pub const fn new(requests: u32, period: Duration) -> Self {
        Rate { requests: if requests == 0 { 1 } else { requests }, period }
    }

    /// Reads `20/minute` (second, minute, hour, day; the first letter is enough). `none` and the empty text are no limit.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Option<Self>, String> {
        let text = text.trim();
        if text.is_empty() || text.eq_ignore_ascii_case("none") {
            return Ok(None);
        }
        let refuse = || format!("`{text}` is no rate: use `20/minute`, `60/second` or `none`");
        let (requests, unit) = text.split_once('/').ok_or_else(refuse)?;
        let requests = requests.trim().parse().ok().filter(|number| *number > 0).ok_or_else(refuse)?;
        let seconds = match unit.trim().bytes().next().map(|letter| letter.to_ascii_lowercase()) {
            Some(b's') => 1,
            Some(b'm') => 60,
            Some(b'h') => 3600,
            Some(b'd') => 86_400,
            _ => return Err(refuse()),
        };
        Ok(Some(Rate { requests, period: Duration::from_secs(seconds) }))
    }
}

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    /// A signed-in user, by primary key.
    User(i64),
    /// Nobody, by address.
    Address(IpAddr),
}

/// Where the memory is shared out, so that requests on different threads seldom wait for each other.
const SHARDS: usize = 16;
/// Callers remembered per shard before those who have been silent are forgotten.
const MOST_REMEMBERED: usize = 4096;

/// One rate and what its callers have used of it.
#[derive(Debug)]
pub(crate) struct Throttle {
    rate: Option<Rate>,
    hasher: RandomState,
    /// For each caller the instant at which everything is given back.
    shards: [Mutex<HashMap<Caller, Instant>>; SHARDS],
}

impl Throttle {
    pub(crate) fn new(rate: Option<Rate>) -> Self {
        Throttle { rate, hasher: RandomState::new(), shards: Default::default() }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// How long the caller must wait.
    pub(crate) fn admit(&self, caller: Caller, now: Instant) -> Result<(), Duration> {
        let Some(Rate { requests, period }) = self.rate else { return Ok(()) };
        let interval = period / requests;
        let shard = &self.shards[self.hasher.hash_one(caller) as usize % SHARDS];
        let mut remembered = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= MOST_REMEMBERED {
            remembered.retain(|_, free_at| *free_at > now);
        }
        let free_at = remembered.get(&caller).copied().filter(|free_at| *free_at > now).unwrap_or(now);
        let after = free_at + interval;
        match after.saturating_duration_since(now).checked_sub(period) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                remembered.insert(caller, after);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn rates_are_read_as_the_operator_writes_them() {
        assert_eq!(Rate::parse("20/minute"), Ok(Some(Rate::new(20, 60 * SECOND))));
        assert_eq!(Rate::parse(" 60 / s "), Ok(Some(Rate::new(60, SECOND))));
        assert_eq!(Rate::parse("5/day"), Ok(Some(Rate::new(5, 86_400 * SECOND))));
        assert_eq!((Rate::parse("none"), Rate::parse("")), (Ok(None), Ok(None)));
        for text in ["20", "0/minute", "x/minute", "20/fortnight", "-1/s"] {
            assert!(Rate::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_burst_of_the_whole_rate_passes_and_the_next_request_waits() {
        let throttle = Throttle::new(Some(Rate::new(3, 6 * SECOND)));
        let (caller, start) = (Caller::User(1), Instant::now());
        for _ in 0..3 {
            assert_eq!(throttle.admit(caller, start), Ok(()));
        }
        assert_eq!(throttle.admit(caller, start), Err(2 * SECOND));
        assert_eq!(throttle.admit(caller, start + SECOND), Err(SECOND));
        // A refused request costs nothing.
        assert_eq!(throttle.admit(caller, start + 2 * SECOND), Ok(()));
        assert_eq!(throttle.admit(caller, start + 2 * SECOND), Err(2 * SECOND));
        assert_eq!(throttle.admit(Caller::User(2), start), Ok(()));
    }

    #[test]
    fn callers_who_fell_silent_are_forgotten() {
        let throttle = Throttle::new(Some(Rate::new(1, SECOND)));
        let start = Instant::now();
        let total = (SHARDS * MOST_REMEMBERED * 2) as i64;
        for user in 0..total {
            let at = start + Duration::from_millis(user as u64);
            assert_eq!(throttle.admit(Caller::User(user), at), Ok(()));
        }
        let remembered: usize = throttle.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(remembered <= SHARDS * MOST_REMEMBERED, "{remembered}");
    }

    #[test]
    fn no_rate_is_no_limit() {
        let throttle = Throttle::new(None);
        for _ in 0..1000 {
            assert_eq!(throttle.admit(Caller::User(1), Instant::now()), Ok(()));
        }
    }
}
