//! The operations, one file each, and the list of them all.

mod authenticators;
mod config;
mod login;
mod reauthenticate;
mod second_factor;
mod session;
mod sessions;

use super::operation::Path;

/// Every path below `/api/auth/v1/`.
pub fn all() -> Vec<Path> {
    let mut all = vec![config::path(), login::path(), session::path(), sessions::path(), reauthenticate::path()];
    all.extend(second_factor::paths());
    all.extend(authenticators::paths());
    all
}
