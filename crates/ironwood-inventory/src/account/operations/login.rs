//! `auth/login`: signing in with a password (spec 10 §5.3).

use ironwood_rest::{BoxFuture, Method};

use crate::account::answer::{Answer, Fault};
use crate::account::call::{Call, Outcome};
use crate::account::input::{ANY_LENGTH, Field, Form, Given, Kind};
use crate::account::limits::Limit;
use crate::account::methods::Record;
use crate::account::operation::{Described, Path};
use crate::account::{flows, people, sign_in, stage, trail};

const FORM: Form = Form::named(
    "allauth.Login",
    &[Field::required("username", Kind::Text(ANY_LENGTH)), Field::required("password", Kind::Password)],
);

pub(super) fn path() -> Path {
    let described = Described {
        id: "allauth_auth_login_post",
        tag: "Authentication: Account",
        summary: "Sign in with a password",
        answer: "allauth.AuthenticatedResponse",
    };
    Path::new("auth/login")
        .on(Method::Post, described, login)
        .takes(FORM)
        .limited(|call| Limit::sign_ins(call.asked.visitor.address))
}

/// Unknown names, wrong passwords and accounts without one are answered alike and after the same work; only a right password learns
/// that its account may not be used.
fn login<'a>(call: &'a mut Call<'_>, given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let (username, password) = (given.required("username"), given.required("password"));
        let account = people::by_name(call.conn, username).await?;
        let is_right = sign_in::check_password(call, username, password, account.as_ref(), None).await?;
        let Some(account) = account.filter(|_| is_right) else {
            let message = "The user name or the password is wrong.";
            return Ok(Answer::faults([Fault::of("password", "username_password_mismatch", message)]));
        };
        if call.browser.account().is_some() {
            return Ok(Answer::bare(409));
        }
        if !account.is_active {
            stage::give_up(&mut call.browser);
            trail::failed(call, Some(&account), "password").await?;
            return flows::ways_in(call).await;
        }
        let first = Record::password(username, call.now);
        sign_in::begin(call, account.id, vec![first]).await
    })
}
