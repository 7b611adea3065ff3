//! `argon2$argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>`: Django's prefix before
//! the usual text form of Argon2.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq;

use super::MAX_MEMORY;
use super::algorithm::{Checked, fields};

/// What Django asks of a hash it makes today: memory in KiB, passes over it.
const STRONG_MEMORY: u32 = 102_400;
const STRONG_PASSES: u32 = 2;

/// A hash of Django's strength is harder to guess than our own; it stays as it is.
pub(super) fn check(password: &[u8], rest: &str) -> Option<Checked> {
    let (variant, version, cost, salt, key) = parts(rest)?;
    let algorithm = Algorithm::new(variant).ok()?;
    let cost = Cost::parse(cost)?;
    let key = STANDARD_NO_PAD.decode(key).ok()?;
    let salt = STANDARD_NO_PAD.decode(salt).ok()?;
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(key.len())).ok()?;
    let mut computed = vec![0; key.len()];
    Argon2::new(algorithm, version, params).hash_password_into(password, &salt, &mut computed).ok()?;
    Some(Checked {
        matches: computed.ct_eq(&key).into(),
        weak: algorithm != Algorithm::Argon2id
            || version != Version::V0x13
            || cost.memory < STRONG_MEMORY
            || cost.passes < STRONG_PASSES,
        missing_rounds: 0,
    })
}

/// Variant, version, cost, salt, hash. The oldest hashes do not name their version, which is
/// 0x10 then.
fn parts(rest: &str) -> Option<(&str, Version, &str, &str, &str)> {
    if let Some([variant, version, cost, salt, key]) = fields(rest) {
        let version: u32 = version.strip_prefix("v=")?.parse().ok()?;
        return Some((variant, Version::try_from(version).ok()?, cost, salt, key));
    }
    let [variant, cost, salt, key] = fields(rest)?;
    Some((variant, Version::V0x10, cost, salt, key))
}

struct Cost {
    /// KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    fn parse(text: &str) -> Option<Self> {
        let mut values = text.split(',');
        let mut value = |name: &str| -> Option<u32> { values.next()?.strip_prefix(name)?.parse().ok() };
        let cost = Self {
            memory: value("m=").filter(|m| u64::from(*m) * 1024 <= MAX_MEMORY)?,
            passes: value("t=")?,
            // 24 bits is what the algorithm allows; `Params` multiplies before it looks.
            lanes: value("p=").filter(|p| *p <= Params::MAX_P_COST)?,
        };
        values.next().is_none().then_some(cost)
    }
}
