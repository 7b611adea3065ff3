//! Codes as a second factor: of an app, or from the list on paper (spec 10 §5.5).

use super::answer::{Answer, Fault};
use super::authenticators;
use super::call::{Call, Outcome};
use super::input::{ANY_LENGTH, Field, Form, Kind};
use super::limits::Limit;
use super::methods::Record;
use super::people::Account;
use super::sign_in::too_many;
use super::trail;

/// What operations that want a code take.
pub const FORM: Form = Form::named("allauth.MFAAuthenticate", &[Field::required("code", Kind::Text(ANY_LENGTH))]);

/// Compares a code with the second factors of an account and uses it up. Wrong ones are counted for the account, wherever they come
/// from; a right one forgives them. All in one transaction: of two requests with one code, one gets through.
///
/// # Errors
/// 400 for a wrong code, and when there were too many.
pub async fn check(call: &mut Call<'_>, account: &Account, code: &str) -> Outcome<Record> {
    let limit = Limit::wrong_codes(account.id, call.accounts.policy.login_attempts);
    if !limit.admit(call).await? {
        return Err(too_many(Some("code")).into());
    }
    for mut factor in authenticators::lock(call.conn, account.id).await? {
        if factor.takes(code, call.now) {
            factor.store(call.conn).await?;
            limit.clear(call).await?;
            return Ok(Record::second_factor(factor.factor, factor.id, call.now));
        }
    }
    trail::failed(call, Some(account), "code").await?;
    Err(wrong().into())
}

/// The answer to a wrong code.
pub fn wrong() -> Answer {
    Answer::faults([Fault::of("code", "incorrect_code", "This code is wrong, too old or already used.")])
}
