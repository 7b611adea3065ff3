//! `account/authenticators`: the second factors of a user (spec 10 §5.9, §5.10).

mod list;
mod recovery_codes;
mod totp;

use crate::account::answer::Fault;
use crate::account::call::{Call, Outcome};
use crate::account::operation::{Described, Path};

pub(super) fn paths() -> [Path; 3] {
    [list::path(), totp::path(), recovery_codes::path()]
}

fn described(id: &'static str, summary: &'static str, answer: &'static str) -> Described {
    Described { id, tag: "Account: 2FA", summary, answer }
}

/// Whether the user has an address that nobody has proven to be theirs: then no second factor can be added, for a forgotten one
/// could not be helped by mail.
///
/// # Errors
/// From storage.
async fn has_unverified_address(call: &mut Call<'_>, user: i64) -> Outcome<bool> {
    let sql = "SELECT 1 FROM account_emailaddress WHERE user_id = ? AND verified = ?";
    Ok(call.conn.exists(sql, &[user.into(), false.into()]).await?)
}

fn unverified(param: Option<&'static str>) -> Fault {
    let message = "Verify your e-mail address first, then set up a second factor.";
    Fault { message: message.into(), code: "unverified_email", param }
}
