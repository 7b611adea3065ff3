//! `auth/email/verify`: proving that an address is one's own, by the link in a mail (spec 10 §5.8).

use ironwood_rest::{BoxFuture, Method};
use serde_json::json;

use crate::account::answer::{Answer, Fault};
use crate::account::call::{Call, Outcome};
use crate::account::input::{ANY_LENGTH, Field, Form, Given, Kind};
use crate::account::links::Address;
use crate::account::operation::{Described, Path};
use crate::account::{addresses, flows, people};

const FORM: Form = Form::named("allauth.VerifyEmail", &[Field::required("key", Kind::Text(ANY_LENGTH))]);

pub(super) fn path() -> Path {
    let described = |id, summary, answer| Described { id, tag: "Authentication: Account", summary, answer };
    let look =
        described("allauth_auth_email_verify_get", "Which address a link is about", "allauth.EmailVerificationInfo");
    let verify =
        described("allauth_auth_email_verify_post", "Verify an address by a link", "allauth.AuthenticatedResponse");
    Path::new("auth/email/verify")
        .on(Method::Get, look, which)
        .key_in("X-Email-Verification-Key")
        .on(Method::Post, verify, self::verify)
        .takes(FORM)
}

fn invalid() -> Fault {
    Fault::of("key", "invalid_or_expired_key", "This link does not work any more. Ask for a new one.")
}

/// The address of a key, as long as it still waits to be proven; and whose it is.
async fn unproven(call: &mut Call<'_>, key: &str) -> Outcome<Option<(Address, people::Account)>> {
    let links = &call.accounts.links;
    let Some(address) = links.verified(call.accounts, key, call.now) else { return Ok(None) };
    let rows = addresses::of_user(call.conn, address.user).await?;
    let waits = rows.iter().any(|row| row.id == address.id && row.email == address.email && !row.verified);
    if !waits {
        return Ok(None);
    }
    Ok(people::by_id(call.conn, address.user).await?.map(|account| (address, account)))
}

fn which<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let Some(key) = call.asked.key.as_deref() else { return Ok(Answer::faults([Fault::required("key")])) };
        let Some((address, account)) = unproven(call, key).await? else { return Ok(Answer::faults([invalid()])) };
        let data = json!({"email": address.email, "user": account.to_json()});
        Ok(Answer::data_and_meta(data, json!({"is_authenticating": false})))
    })
}

/// Signs nobody in: the link may have been forwarded.
fn verify<'a>(call: &'a mut Call<'_>, given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let Some((address, account)) = unproven(call, given.required("key")).await? else {
            return Ok(Answer::faults([invalid()]));
        };
        addresses::lock(call.conn, &address.email).await?;
        if addresses::is_proven_by_others(call.conn, account.id, &address.email).await? {
            let message = "Another account has this address.";
            return Ok(Answer::faults([Fault::of("key", "email_taken", message)]));
        }
        let sql = "UPDATE account_emailaddress SET verified = ? WHERE id = ?";
        call.conn.execute(sql, &[true.into(), address.id.into()]).await?;
        if !addresses::of_user(call.conn, account.id).await?.iter().any(|row| row.primary) {
            addresses::make_primary(call.conn, account.id, address.id, &address.email).await?;
        }
        call.browser.refresh(call.conn).await?;
        flows::status(call).await
    })
}
