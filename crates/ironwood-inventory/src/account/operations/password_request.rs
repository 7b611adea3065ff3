//! `auth/password/request`: a mail to somebody who forgot their password (spec 10 §5.4).

use ironwood_rest::{BoxFuture, Method};

use crate::account::answer::Answer;
use crate::account::call::{Call, Outcome};
use crate::account::input::{Field, Form, Given, Kind};
use crate::account::limits::Limit;
use crate::account::links::Purpose;
use crate::account::operation::{Described, Path};
use crate::account::wish;

const FORM: Form = Form::named("allauth.RequestPassword", &[Field::required("email", Kind::Email)]);

pub(super) fn path() -> Path {
    let described = Described {
        id: "allauth_auth_password_request_post",
        tag: "Authentication: Password Reset",
        summary: "Ask for a mail with a link to a new password",
        answer: "",
    };
    Path::new("auth/password/request")
        .on(Method::Post, described, request)
        .takes(FORM)
        .judging()
        .limited(|call| Limit::of_address(call, "password request", 20))
}

/// The answer never tells whether somebody has the address, nor whether the server sends such mails at all.
fn request<'a>(call: &'a mut Call<'_>, mut given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let rules = call.rules().await?;
        let address = given.text("email").map(str::to_owned);
        if let Some(fault) = address.as_deref().and_then(|address| rules.refuses(Some(address))) {
            given.refuse(fault);
        }
        given.check()?;
        let address = address.unwrap_or_default();
        if !Limit::of_text("password request", &address, 5).admit(call).await? {
            return Ok(Answer::bare(429));
        }
        if rules.password_by_mail && call.accounts.policy.sends_mail() {
            let origin = &call.asked.origin;
            wish::make(call.conn, call.accounts, Purpose::Password, &address, origin, call.now).await?;
        }
        Ok(Answer::bare(200))
    })
}
