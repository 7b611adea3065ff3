//! The operations, one file each, and the list of them all.

mod authenticators;
mod config;
mod email_addresses;
mod email_verify;
mod login;
mod magic_link;
mod password_change;
mod password_request;
mod password_reset;
mod reauthenticate;
mod second_factor;
mod session;
mod sessions;
mod signup;
mod unused;

use super::operation::Path;

/// Every path.
pub fn all() -> Vec<Path> {
    let mut all = vec![
        config::path(),
        login::path(),
        signup::path(),
        session::path(),
        sessions::path(),
        reauthenticate::path(),
        password_change::path(),
        password_request::path(),
        password_reset::path(),
        email_addresses::path(),
        email_verify::path(),
        magic_link::path(),
    ];
    all.extend(unused::paths());
    all.extend(second_factor::paths());
    all.extend(authenticators::paths());
    all
}
