//! Password hashes as Django writes them, `algorithm$...` (spec 10 §1).
//!
//! Reads what any InvenTree installation may have stored; writes `pbkdf2_sha256`, which every
//! one can read. All functions take as long as the hash they compute (up to a second): call
//! them where blocking is allowed.

mod algorithm;
mod argon2;
mod bcrypt;
mod pbkdf2;
mod scrypt;
mod verified;

use algorithm::{Algorithm, Checked};
pub use verified::VerifiedPasswords;

use crate::random;

/// Rounds of PBKDF2 for new hashes.
pub const ITERATIONS: u32 = 1_200_000;

/// Characters of the salt of new hashes: 22 letters and digits are just over 128 bits.
pub const SALT_LENGTH: usize = 22;

/// A hash that starts like this belongs to an account that cannot sign in by password.
const UNUSABLE_PREFIX: &str = "!";

/// Longer than any password, so that nobody mistakes it for a hash.
const UNUSABLE_LENGTH: usize = 40;

/// No stored hash may make us reserve more, in bytes: a tampered row must not take the
/// process down.
const MAX_MEMORY: u64 = 1 << 30;

/// What comparing a password with a stored hash tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The password is the one the hash was made of.
    pub matches: bool,
    /// The password matches, but the hash is weaker than today's: store a new one while the
    /// password is at hand. The session digest ([`crate::django::session_auth_hash`]) depends
    /// on the stored hash, so the new one ends the account's running sessions unless their
    /// digest is replaced too.
    pub needs_upgrade: bool,
}

impl Verdict {
    const MISMATCH: Self = Self { matches: false, needs_upgrade: false };
}

/// Makes and checks password hashes.
#[derive(Debug, Clone, Copy)]
pub struct PasswordHasher {
    iterations: u32,
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::with_iterations(ITERATIONS)
    }
}

impl PasswordHasher {
    /// A hasher of another strength than [`ITERATIONS`]: for tests, which have no time for
    /// more, and for machines of another decade. At least one round is made.
    pub const fn with_iterations(iterations: u32) -> Self {
        Self { iterations: if iterations == 0 { 1 } else { iterations } }
    }

    /// The hash to store for a new password.
    pub fn hash(&self, password: &str) -> String {
        let salt = random::text(random::LETTERS_AND_DIGITS, SALT_LENGTH);
        pbkdf2::encode(password.as_bytes(), &salt, self.iterations)
    }

    /// Compares a password with a stored hash, in constant time. Unusable and unreadable
    /// hashes match nothing; they, and weaker hashes than today's that do not match, cost the
    /// same work as a hash of today's strength, so that the answer's time does not tell which
    /// accounts exist or are old.
    pub fn verify(&self, password: &str, stored: &str) -> Verdict {
        let password = password.as_bytes();
        match self.check(password, stored) {
            Some(Checked { matches, weak, missing_rounds }) => {
                if !matches && missing_rounds > 0 {
                    pbkdf2::burn(password, missing_rounds);
                }
                Verdict { matches, needs_upgrade: matches && weak }
            }
            None => {
                pbkdf2::burn(password, self.iterations);
                Verdict::MISMATCH
            }
        }
    }

    /// Does the work of one [`verify`](Self::verify): for user names that do not exist, which
    /// must not answer faster than those that do.
    pub fn burn(&self, password: &str) {
        pbkdf2::burn(password.as_bytes(), self.iterations);
    }

    /// `None` when the stored text is not a hash we can compare with.
    fn check(&self, password: &[u8], stored: &str) -> Option<Checked> {
        let (algorithm, rest) = Algorithm::split(stored)?;
        match algorithm {
            Algorithm::Pbkdf2Sha256 => pbkdf2::check_sha256(password, rest, self.iterations),
            Algorithm::Pbkdf2Sha1 => pbkdf2::check_sha1(password, rest),
            Algorithm::Argon2 => argon2::check(password, rest),
            Algorithm::BcryptSha256 => bcrypt::check_sha256(password, rest),
            Algorithm::Bcrypt => bcrypt::check_plain(password, rest),
            Algorithm::Scrypt => scrypt::check(password, rest),
        }
    }
}

/// Whether an account with this stored text can sign in by password: false for unusable
/// passwords and for texts that are no hash (spec 10 §5.1 `has_usable_password`).
pub fn is_usable(stored: &str) -> bool {
    Algorithm::split(stored).is_some()
}

/// The text to store for an account without a password. Random, so that two such accounts do
/// not share a session digest.
pub fn unusable() -> String {
    let tail = random::text(random::LETTERS_AND_DIGITS, UNUSABLE_LENGTH);
    format!("{UNUSABLE_PREFIX}{tail}")
}

#[cfg(test)]
mod tests;
