//! `scrypt$<N>$<salt>$<r>$<p>$<base64>`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use scrypt::{Params, scrypt};
use subtle::ConstantTimeEq;

use super::MAX_MEMORY;
use super::algorithm::{Checked, fields};

/// What Django asks of a hash it makes today: work factor, block size, parallelism.
const STRONG_N: u64 = 1 << 14;
const STRONG_R: u32 = 8;
const STRONG_P: u32 = 5;

/// Bytes of the derived key.
const KEY_LENGTH: usize = 64;

/// A hash of Django's strength stays as it is.
pub(super) fn check(password: &[u8], rest: &str) -> Option<Checked> {
    let [n, salt, r, p, key] = fields(rest)?;
    let (n, r, p): (u64, u32, u32) = (n.parse().ok()?, r.parse().ok()?, p.parse().ok()?);
    let key: [u8; KEY_LENGTH] = STANDARD.decode(key).ok()?.try_into().ok()?;
    let params = params(n, r, p)?;
    let mut computed = [0; KEY_LENGTH];
    scrypt(password, salt.as_bytes(), &params, &mut computed).ok()?;
    Some(Checked {
        matches: computed.ct_eq(&key).into(),
        weak: n < STRONG_N || r < STRONG_R || p < STRONG_P,
        missing_rounds: 0,
    })
}

/// The cost, when it is one that scrypt allows and this process can afford.
fn params(n: u64, r: u32, p: u32) -> Option<Params> {
    let memory = u128::from(n) * u128::from(r) * 128 + u128::from(p) * u128::from(r) * 128;
    if n < 2 || !n.is_power_of_two() || memory > u128::from(MAX_MEMORY) {
        return None;
    }
    Params::new(u8::try_from(n.trailing_zeros()).ok()?, r, p).ok()
}
