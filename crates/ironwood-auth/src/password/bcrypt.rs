//! `bcrypt$<bcrypt text>` and `bcrypt_sha256$<bcrypt text>`, which looks at all of a long
//! password because it hashes the hexadecimal digits of its SHA-256.

use bcrypt::HashParts;

use super::algorithm::Checked;
use crate::digest;

/// What Django asks of a hash it makes today, as a power of two.
const STRONG_COST: u32 = 12;

pub(super) fn check_sha256(password: &[u8], rest: &str) -> Option<Checked> {
    let digits = digest::hex(&digest::sha256(&[password]));
    check(digits.as_bytes(), rest)
}

/// Weak whatever it cost: it does not look beyond the 72nd byte of the password.
pub(super) fn check_plain(password: &[u8], rest: &str) -> Option<Checked> {
    let checked = check(password, rest)?;
    Some(Checked { weak: true, ..checked })
}

/// bcrypt's own text form, `$2b$12$...`, compared in constant time by its crate.
fn check(secret: &[u8], text: &str) -> Option<Checked> {
    let parts: HashParts = text.parse().ok()?;
    Some(Checked {
        matches: bcrypt::verify(secret, text).ok()?,
        weak: parts.get_cost() < STRONG_COST,
        missing_rounds: 0,
    })
}
