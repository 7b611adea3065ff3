//! `account/authenticators`: the list.

use ironwood_rest::{BoxFuture, Method};
use serde_json::Value;

use super::described;
use crate::account::answer::Answer;
use crate::account::authenticators;
use crate::account::call::{Call, Outcome};
use crate::account::input::Given;
use crate::account::operation::{Path, Who};

pub(super) fn path() -> Path {
    let described = described("allauth_account_authenticators_get", "Your second factors", "allauth.AuthenticatorList");
    Path::new("account/authenticators").on(Method::Get, described, list).of(Who::SignedIn)
}

fn list<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let user = call.user()?.id;
        let all = authenticators::of_user(call.conn, user).await?;
        Ok(Answer::data(all.iter().map(authenticators::Authenticator::to_json).collect::<Value>()))
    })
}
