//! `account/authenticators/totp`: codes of an app (spec 10 §5.9).

use ironwood_auth::second_factor::totp;
use ironwood_rest::{BoxFuture, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::{described, has_unverified_address, unverified};
use crate::account::answer::Answer;
use crate::account::call::{Call, Outcome};
use crate::account::input::{ANY_LENGTH, Field, Form, Given, Kind};
use crate::account::letters::Notice;
use crate::account::operation::{Path, Who};
use crate::account::people::Account;
use crate::account::policy::Factor;
use crate::account::{authenticators, codes, flows, trail};
use crate::audit::{self, Entry};

/// Key in the session's object: the secret that was offered and not yet taken.
const OFFERED: &str = "ironwood_totp_secret";

const FORM: Form = Form::of(&[Field::required("code", Kind::Text(ANY_LENGTH))]);

/// What stands for itself in a URL.
const QUOTED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn path() -> Path {
    let answer = "allauth.TOTPAuthenticator";
    Path::new("account/authenticators/totp")
        .needing(Factor::Totp)
        .on(
            Method::Get,
            described("allauth_account_authenticators_totp_get", "The app, or a secret for one", answer),
            offer,
        )
        .of(Who::SignedIn)
        .writing()
        .on(Method::Post, described("allauth_account_authenticators_totp_post", "Add the app", answer), activate)
        .of(Who::SignedIn)
        .takes(FORM)
        .on(Method::Delete, described("allauth_account_authenticators_totp_delete", "Remove the app", ""), deactivate)
        .of(Who::SignedIn)
}

/// The app that there is; else a new secret for one, which waits in the session until a code shows that it arrived.
fn offer<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let account = call.user()?;
        let all = authenticators::of_user(call.conn, account.id).await?;
        if let Some(app) = all.iter().find(|one| one.factor == Factor::Totp) {
            return Ok(Answer::data(app.to_json()));
        }
        if has_unverified_address(call, account.id).await? {
            return Ok(Answer::faults_with(409, [unverified(None)]));
        }
        let secret = totp::new_secret();
        let url = url(&account, &secret, &call.asked.host);
        call.browser.set(OFFERED, secret.as_str().into());
        Ok(Answer::meta(404, json!({"secret": secret, "totp_url": url})))
    })
}

/// What apps read from a picture.
fn url(account: &Account, secret: &str, host: &str) -> String {
    let quoted = |text| utf8_percent_encode(text, QUOTED);
    let label = if account.address().is_empty() { &account.username } else { account.address() };
    format!("otpauth://totp/{}?secret={secret}&issuer={}", quoted(label), quoted(host))
}

fn activate<'a>(call: &'a mut Call<'_>, given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let account = call.user()?;
        if has_unverified_address(call, account.id).await? {
            return Ok(Answer::faults([unverified(Some("code"))]));
        }
        let offered = call.browser.get(OFFERED).and_then(Value::as_str).map(str::to_owned);
        let code = given.required("code");
        let Some(secret) = offered.filter(|secret| totp::period_of(secret, code, call.now.as_second()).is_some())
        else {
            return Ok(codes::wrong());
        };
        flows::recently_proven(call).await?;
        let all = authenticators::lock(call.conn, account.id).await?;
        if all.iter().any(|one| one.factor == Factor::Totp) {
            return Ok(Answer::bare(409));
        }
        call.browser.take(OFFERED);
        let data = Map::from_iter([("secret".to_owned(), secret.into())]);
        let app = authenticators::add(call.conn, account.id, Factor::Totp, data, call.now).await?;
        if !all.iter().any(|one| one.factor == Factor::RecoveryCodes) {
            authenticators::add_recovery_codes(call.conn, account.id, call.now).await?;
        }
        let entry = Entry::new(audit::FACTOR_ADDED).detail("type", Factor::Totp.name());
        trail::note(call, &account, entry).await?;
        call.notify(&account, Notice::TotpAdded).await?;
        Ok(Answer::data(app.to_json()))
    })
}

fn deactivate<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let account = call.user()?;
        flows::recently_proven(call).await?;
        let all = authenticators::lock(call.conn, account.id).await?;
        if let Some(app) = all.iter().find(|one| one.factor == Factor::Totp) {
            authenticators::remove(call.conn, vec![app.id]).await?;
            authenticators::remove_stray_recovery_codes(call.conn, account.id).await?;
            let entry = Entry::new(audit::FACTOR_REMOVED).detail("type", Factor::Totp.name());
            trail::note(call, &account, entry).await?;
            call.notify(&account, Notice::TotpRemoved).await?;
        }
        Ok(Answer::bare(200))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apps_are_told_whose_secret_it_is_and_of_which_server() {
        let account = Account {
            id: 1,
            username: "zoë".into(),
            first_name: String::new(),
            last_name: String::new(),
            email: String::new(),
            primary_email: None,
            password: String::new(),
            is_active: true,
        };
        let expected = "otpauth://totp/zo%C3%AB?secret=ABC&issuer=stock.example%3A8000";
        assert_eq!(url(&account, "ABC", "stock.example:8000"), expected);
        let account = Account { email: "a+b@example.com".into(), ..account };
        assert!(url(&account, "ABC", "x").starts_with("otpauth://totp/a%2Bb%40example.com?"));
    }
}
