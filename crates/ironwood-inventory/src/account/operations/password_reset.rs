//! `auth/password/reset`: another password, by whoever reads the mails of the account (spec 10 §5.4).

use ironwood_rest::{BoxFuture, Method};
use serde_json::json;

use crate::account::answer::{Answer, Fault};
use crate::account::call::{Call, Outcome};
use crate::account::input::{ANY_LENGTH, Field, Form, Given, Kind};
use crate::account::letters::Notice;
use crate::account::limits::Limit;
use crate::account::links::Purpose;
use crate::account::operation::{Described, Path};
use crate::account::{flows, passwords};

const FORM: Form = Form::named(
    "allauth.ResetPassword",
    &[Field::required("key", Kind::Text(ANY_LENGTH)), Field::required("password", Kind::Password)],
);

pub(super) fn path() -> Path {
    let described = |id, summary, answer| Described { id, tag: "Authentication: Password Reset", summary, answer };
    let look =
        described("allauth_auth_password_reset_get", "Whose password a link is about", "allauth.PasswordResetInfo");
    let set =
        described("allauth_auth_password_reset_post", "Set a new password by a link", "allauth.AuthenticatedResponse");
    Path::new("auth/password/reset")
        .on(Method::Get, look, who)
        .key_in("X-Password-Reset-Key")
        .on(Method::Post, set, reset)
        .takes(FORM)
        .judging()
        .limited(|call| Limit::of_address(call, "password reset", 20))
}

fn invalid() -> Fault {
    Fault::of("key", "invalid_password_reset", "This link does not work any more. Ask for a new one.")
}

fn who<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let Some(key) = call.asked.key.as_deref() else { return Ok(Answer::faults([Fault::required("key")])) };
        Ok(match call.accounts.links.account(call.conn, Purpose::Password, key, call.now).await? {
            Some(account) => Answer::data(json!({"user": account.to_json()})),
            None => Answer::faults([invalid()]),
        })
    })
}

/// Signs nobody in: who has a second factor would be in without it.
fn reset<'a>(call: &'a mut Call<'_>, mut given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let key = given.text("key").map(str::to_owned);
        let account = match &key {
            Some(key) => call.accounts.links.redeem(call.conn, Purpose::Password, key, call.now).await?,
            None => None,
        };
        match &account {
            Some(account) => passwords::judge(&mut given, "password", &passwords::person(account)),
            None if key.is_some() => given.refuse(invalid()),
            None => {}
        }
        given.check()?;
        let Some(account) = account else { return Ok(Answer::faults([invalid()])) };
        let hash = call.hash(given.required("password").trim())?;
        passwords::store(call, &account, &hash, "link").await?;
        let attempts = call.accounts.policy.login_attempts;
        Limit::wrong_passwords(&account.username, call.asked.visitor.address, attempts).clear(call).await?;
        call.notify(&account, Notice::PasswordReset).await?;
        flows::status(call).await
    })
}
