//! `auth/reauthenticate`: showing the password once more, before something that wants a fresh proof (spec 10 §5.9).

use ironwood_rest::{BoxFuture, Method};

use crate::account::answer::{Answer, Fault};
use crate::account::call::{Call, Outcome};
use crate::account::input::{Field, Form, Given, Kind};
use crate::account::limits::Limit;
use crate::account::methods::Record;
use crate::account::operation::{Described, Path, Who};
use crate::account::{flows, sign_in};

const FORM: Form = Form::named("allauth.Reauthenticate", &[Field::required("password", Kind::Password)]);

pub(super) fn path() -> Path {
    let described = Described {
        id: "allauth_auth_reauthenticate_post",
        tag: "Authentication: Account",
        summary: "Show the password once more",
        answer: "allauth.AuthenticatedResponse",
    };
    Path::new("auth/reauthenticate")
        .on(Method::Post, described, reauthenticate)
        .of(Who::SignedIn)
        .takes(FORM)
        .limited(|call| Limit::of_user(call, "reauthenticate", 10))
}

fn reauthenticate<'a>(call: &'a mut Call<'_>, given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let account = call.user()?;
        let password = given.required("password");
        if !sign_in::check_password(call, &account.username, password, Some(&account), None).await? {
            let message = "This is not the password of your account.";
            return Ok(Answer::faults([Fault::of("password", "incorrect_password", message)]));
        }
        call.browser.prove(Record::password_again(call.now));
        flows::status(call).await
    })
}
