//! What Ironwood and InvenTree must agree on, because both read it from the same database or
//! the same browser: permission rows, sessions, CSRF tokens.

mod csrf;
mod permissions;
mod session;
mod signing;

pub use csrf::{CsrfFailure, CsrfSource, check_csrf, mask_csrf_secret, new_csrf_secret};
pub use permissions::{PermissionRow, group_permissions};
pub use session::{
    AUTH_USER_BACKEND, AUTH_USER_HASH, AUTH_USER_ID, SessionCodec, SessionError, new_session_key, session_auth_hash,
};
