//! Passwords that were right a moment ago.
//!
//! Basic credentials come with every request, and PBKDF2 is slow on purpose: without this a
//! script spends its day, and our processor, on proving the same password again (spec 10 §1).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{PasswordHasher, Verdict};
use crate::{digest, random};

/// How long a verified password counts.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// How many are remembered at most.
const CAPACITY: usize = 4096;

/// Remembers which (user, password, stored hash) were found to match, for five minutes and in
/// bounded space; for use by all threads.
///
/// Only a digest is kept, HMAC-SHA256 under a key that is made with the cache and dies with
/// the process, so a memory dump holds nothing that could be tried elsewhere. The stored hash
/// is part of the digest: when it changes, the old entry can no longer be met.
pub struct VerifiedPasswords {
    key: [u8; 32],
    capacity: usize,
    lifetime: Duration,
    verified: Mutex<HashMap<[u8; 32], Instant>>,
}

impl Default for VerifiedPasswords {
    fn default() -> Self {
        Self::with_limits(CAPACITY, LIFETIME)
    }
}

impl VerifiedPasswords {
    /// A cache of at most `capacity` entries, each good for `lifetime`.
    pub fn with_limits(capacity: usize, lifetime: Duration) -> Self {
        Self { key: random::bytes(), capacity, lifetime, verified: Mutex::new(HashMap::new()) }
    }

    /// [`PasswordHasher::verify`], unless this very password was right within the last minutes
    /// (then nothing is slow and no upgrade is reported). `username` is the one of the
    /// account's row, so that its spelling in the request makes no difference.
    pub fn verify(&self, hasher: &PasswordHasher, username: &str, password: &str, stored: &str) -> Verdict {
        if self.contains(username, password, stored) {
            return Verdict { matches: true, needs_upgrade: false };
        }
        let verdict = hasher.verify(password, stored);
        if verdict.matches {
            self.remember(username, password, stored);
        }
        verdict
    }

    /// Whether this password was right within the last minutes. Fast: may be asked where
    /// blocking is not allowed.
    pub fn contains(&self, username: &str, password: &str, stored: &str) -> bool {
        self.contains_at(self.digest(username, password, stored), Instant::now())
    }

    /// Notes that a verification succeeded just now.
    pub fn remember(&self, username: &str, password: &str, stored: &str) {
        self.remember_at(self.digest(username, password, stored), Instant::now());
    }

    fn contains_at(&self, digest: [u8; 32], now: Instant) -> bool {
        self.lock().get(&digest).is_some_and(|at| now.saturating_duration_since(*at) < self.lifetime)
    }

    fn remember_at(&self, digest: [u8; 32], now: Instant) {
        let mut verified = self.lock();
        if verified.len() >= self.capacity {
            verified.retain(|_, at| now.saturating_duration_since(*at) < self.lifetime);
        }
        if verified.len() >= self.capacity {
            let oldest = verified.iter().min_by_key(|(_, at)| **at).map(|(d, _)| *d);
            if let Some(oldest) = oldest {
                verified.remove(&oldest);
            }
        }
        if self.capacity > 0 {
            verified.insert(digest, now);
        }
    }

    /// Lengths come first, so that no text can move from one field into the next.
    fn digest(&self, username: &str, password: &str, stored: &str) -> [u8; 32] {
        let lengths = [username.len(), password.len()].map(|length| (length as u64).to_be_bytes());
        digest::hmac_sha256(
            &self.key,
            &[&lengths[0], &lengths[1], username.as_bytes(), password.as_bytes(), stored.as_bytes()],
        )
    }

    /// No code that holds the lock can leave the map half changed, so a panic elsewhere in the
    /// thread is no reason to stop trusting it.
    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Instant>> {
        self.verified.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORED: &str = "pbkdf2_sha256$1$salt$hash";

    #[test]
    fn a_right_password_is_hashed_once() {
        let hasher = PasswordHasher::with_iterations(10);
        let stored = PasswordHasher::with_iterations(1).hash("secret");
        let cache = VerifiedPasswords::default();
        let first = cache.verify(&hasher, "zoe", "secret", &stored);
        assert!(first.matches && first.needs_upgrade);
        assert!(cache.contains("zoe", "secret", &stored));
        // Told apart from a second hashing by the upgrade, which only a hashing reports.
        let second = cache.verify(&hasher, "zoe", "secret", &stored);
        assert!(second.matches && !second.needs_upgrade);
    }

    #[test]
    fn a_wrong_password_is_not_remembered() {
        let hasher = PasswordHasher::with_iterations(1);
        let stored = hasher.hash("secret");
        let cache = VerifiedPasswords::default();
        assert!(!cache.verify(&hasher, "zoe", "guess", &stored).matches);
        assert!(!cache.contains("zoe", "guess", &stored));
    }

    #[test]
    fn everything_that_differs_misses() {
        let cache = VerifiedPasswords::default();
        cache.remember("zoe", "secret", STORED);
        assert!(cache.contains("zoe", "secret", STORED));
        assert!(!cache.contains("zoes", "ecret", STORED));
        assert!(!cache.contains("zoe", "secret1", STORED));
        assert!(!cache.contains("zoe", "secret", "pbkdf2_sha256$1$salt$other"));
        // Another process has another key.
        assert_ne!(cache.digest("zoe", "secret", STORED), VerifiedPasswords::default().digest("zoe", "secret", STORED));
    }

    #[test]
    fn entries_end_five_minutes_after_the_verification() {
        let cache = VerifiedPasswords::default();
        let digest = cache.digest("zoe", "secret", STORED);
        let start = Instant::now();
        cache.remember_at(digest, start);
        assert!(cache.contains_at(digest, start + Duration::from_secs(299)));
        assert!(!cache.contains_at(digest, start + Duration::from_secs(300)));
    }

    #[test]
    fn a_full_cache_forgets_what_ended_and_then_what_is_oldest() {
        let cache = VerifiedPasswords::with_limits(2, Duration::from_secs(60));
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| cache.digest(name, "x", STORED));
        cache.remember_at(a, at(0));
        cache.remember_at(b, at(30));
        cache.remember_at(c, at(70));
        assert_eq!(cache.lock().len(), 2);
        assert!(cache.contains_at(b, at(71)) && cache.contains_at(c, at(71)));
        cache.remember_at(d, at(72));
        assert_eq!(cache.lock().len(), 2);
        assert!(!cache.contains_at(b, at(73)));
        assert!(cache.contains_at(c, at(73)) && cache.contains_at(d, at(73)));
    }

    #[test]
    fn threads_share_it() {
        let cache = VerifiedPasswords::default();
        std::thread::scope(|scope| {
            for name in ["a", "b", "c", "d"] {
                let cache = &cache;
                scope.spawn(move || cache.remember(name, "x", STORED));
            }
        });
        for name in ["a", "b", "c", "d"] {
            assert!(cache.contains(name, "x", STORED));
        }
    }
}
