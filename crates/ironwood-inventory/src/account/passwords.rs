//! New passwords: what makes one good enough, and what follows from it (spec 10 §5.4).

use ironwood_db::Param;

use super::answer::Fault;
use super::call::{Call, Outcome};
use super::input::Given;
use super::people::Account;
use super::trail;
use crate::audit::{self, Entry};
use crate::user::companions;
use crate::user::password::{Person, faults};

/// Adds to `given` what is wrong with a new password of a person, under the field that has it.
pub fn judge(given: &mut Given, field: &'static str, person: &Person) {
    let password = given.text(field).map(str::trim).unwrap_or_default().to_owned();
    if !password.is_empty() {
        for fault in faults(&password, person) {
            given.refuse(Fault::of(field, fault.code, fault.message));
        }
    }
}

/// Whose password it is.
pub fn person(account: &Account) -> Person {
    Person {
        username: account.username.clone(),
        first_name: account.first_name.clone(),
        last_name: account.last_name.clone(),
        email: account.address().to_owned(),
    }
}

/// Stores the hash of a new password and signs its user out everywhere. Tokens stay. `by` says what gave the right to do so.
///
/// # Errors
/// From storage.
pub async fn store(call: &mut Call<'_>, account: &Account, hash: &str, by: &'static str) -> Outcome<()> {
    let sql = "UPDATE auth_user SET password = ? WHERE id = ?";
    call.conn.execute(sql, &[Param::from(hash), account.id.into()]).await?;
    companions::end_sessions(call.conn, &[account.id]).await?;
    trail::note(call, account, Entry::new(audit::PASSWORD_CHANGED).detail("by", by)).await?;
    if call.browser.account().is_some_and(|signed_in| signed_in.id == account.id) {
        call.browser.end();
    }
    Ok(())
}
