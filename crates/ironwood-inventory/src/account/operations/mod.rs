//! The operations, one file each, and the list of them all.

mod config;
mod login;
mod session;

use super::operation::Path;

/// Every path below `/api/auth/v1/`.
pub fn all() -> Vec<Path> {
    vec![config::path(), login::path(), session::path()]
}
