//! `account/password/change`: another password, by whoever is signed in (spec 10 §5.4).

use ironwood_rest::{BoxFuture, Error, Method};

use crate::account::answer::Fault;
use crate::account::call::{Call, Done, Outcome, Work};
use crate::account::input::{Field, Form, Given, Kind};
use crate::account::letters::Notice;
use crate::account::limits::Limit;
use crate::account::operation::{Described, Path, Who};
use crate::account::{flows, passwords};

const FORM: Form =
    Form::of(&[Field::optional("current_password", Kind::Password), Field::required("new_password", Kind::Password)]);

pub(super) fn path() -> Path {
    let described = Described {
        id: "allauth_account_password_change_post",
        tag: "Account: Password",
        summary: "Change your password",
        answer: "",
    };
    Path::new("account/password/change")
        .on(Method::Post, described, change)
        .of(Who::SignedIn)
        .takes(FORM)
        .judging()
        .limited(|call| Limit::of_user(call, "password change", 5))
}

/// Whoever has a password shows it first; who has none sets one. Afterwards everybody signs in anew, this browser too.
fn change<'a>(call: &'a mut Call<'_>, mut given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let account = call.user()?;
        let has_password = account.has_password();
        if has_password {
            match given.text("current_password") {
                None => given.refuse(Fault::required("current_password")),
                Some(current) => {
                    let work = Work::Verify { password: current.to_owned(), stored: Some(account.password.clone()) };
                    let Done::Verified { matches, .. } = call.work(work)? else {
                        return Err(Error::Internal("a verdict was asked for, and a hash came".into()).into());
                    };
                    if !matches {
                        let message = "This is not your present password.";
                        given.refuse(Fault::of("current_password", "enter_current_password", message));
                    }
                }
            }
        }
        passwords::judge(&mut given, "new_password", &passwords::person(&account));
        given.check()?;
        let hash = call.hash(given.required("new_password").trim())?;
        passwords::store(call, &account, &hash, "user").await?;
        call.notify(&account, if has_password { Notice::PasswordChanged } else { Notice::PasswordSet }).await?;
        flows::ways_in(call).await
    })
}
