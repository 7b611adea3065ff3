//! The algorithms a stored hash may name.

/// The first field of a stored hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Pbkdf2Sha256,
    Pbkdf2Sha1,
    Argon2,
    BcryptSha256,
    Bcrypt,
    Scrypt,
}

impl Algorithm {
    /// Takes a stored hash apart into its algorithm and the rest, which only the algorithm can
    /// read; `None` for anything else, unusable passwords (`!...`) included.
    pub(super) fn split(stored: &str) -> Option<(Self, &str)> {
        let (name, rest) = stored.split_once('$')?;
        let algorithm = match name {
            "pbkdf2_sha256" => Self::Pbkdf2Sha256,
            "pbkdf2_sha1" => Self::Pbkdf2Sha1,
            "argon2" => Self::Argon2,
            "bcrypt_sha256" => Self::BcryptSha256,
            "bcrypt" => Self::Bcrypt,
            "scrypt" => Self::Scrypt,
            _ => return None,
        };
        Some((algorithm, rest))
    }
}

/// What one algorithm found out about a password and a hash.
pub(super) struct Checked {
    pub(super) matches: bool,
    /// A hash of today's strength is better.
    pub(super) weak: bool,
    /// Rounds of PBKDF2 this check was cheaper than one of today's strength.
    pub(super) missing_rounds: u32,
}

/// Exactly `N` fields between `$` signs.
pub(super) fn fields<const N: usize>(rest: &str) -> Option<[&str; N]> {
    let mut parts = rest.split('$');
    let mut fields = [""; N];
    for field in &mut fields {
        *field = parts.next()?;
    }
    parts.next().is_none().then_some(fields)
}
