//! `auth/signup`: people make their own account, where that is open (spec 10 §5.7).

use ironwood_rest::{BoxFuture, Error, Method};

use crate::account::answer::{Answer, Fault};
use crate::account::call::{Call, Outcome};
use crate::account::input::{Field, Form, Given, Kind};
use crate::account::limits::Limit;
use crate::account::operation::{Described, Path};
use crate::account::{addresses, passwords, people, sign_in};
use crate::audit::Doer;
use crate::user::accounts::{self, MOST_USERNAME, NewAccount};
use crate::user::password::Person;

const FORM: Form = Form::named(
    "allauth.Signup",
    &[
        Field::required("username", Kind::Text(MOST_USERNAME)),
        Field::required("password", Kind::Password),
        Field::optional("email", Kind::Email),
    ],
);

pub(super) fn path() -> Path {
    let described = Described {
        id: "allauth_auth_signup_post",
        tag: "Authentication: Account",
        summary: "Make an account",
        answer: "allauth.AuthenticatedResponse",
    };
    Path::new("auth/signup")
        .on(Method::Post, described, sign_up)
        .takes(FORM)
        .judging()
        .limited(|call| Limit::of_address(call, "sign-up", 20))
}

fn sign_up<'a>(call: &'a mut Call<'_>, mut given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let rules = call.rules().await?;
        judge_name(call, &mut given).await?;
        let email = given.text("email").unwrap_or_default().to_owned();
        let username = given.text("username").unwrap_or_default().to_owned();
        let person = Person { username: username.clone(), email: email.clone(), ..Person::default() };
        passwords::judge(&mut given, "password", &person);
        judge_address(call, &mut given, &email).await?;
        given.check()?;
        if call.browser.account().is_some() {
            return Ok(Answer::bare(409));
        }
        if !rules.is_open(call.accounts.policy.sends_mail()) {
            return Ok(Answer::bare(403));
        }
        let password_hash = call.hash(given.required("password").trim())?;
        let new = NewAccount { username, email: email.clone(), password_hash, ..NewAccount::default() };
        let doer = Doer { visitor: Some(call.asked.visitor.clone()), ..Doer::default() };
        let user = accounts::create(call.conn, &new, &doer, "sign-up", call.now).await?;
        accounts::join(call.conn, user, &rules.signup_group).await?;
        let account = people::by_id(call.conn, user).await?;
        let account = account.ok_or_else(|| Error::Internal("a new account is not there".into()))?;
        if !email.is_empty() {
            let address = addresses::add(call.conn, user, &email, true).await?;
            addresses::ask_for_proof(call, &account, &address).await?;
        }
        // Nothing was proven yet, so changes of second factors ask for the password first.
        sign_in::complete(call, account, Vec::new()).await
    })
}

async fn judge_name(call: &mut Call<'_>, given: &mut Given) -> Outcome<()> {
    let Some(username) = given.text("username").map(str::to_owned) else { return Ok(()) };
    if !accounts::is_username(&username) {
        let message = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";
        given.refuse(Fault::of("username", "invalid", message));
    } else if people::by_name(call.conn, &username).await?.is_some() {
        given.refuse(Fault::of("username", "username_taken", "A user with that username already exists."));
    }
    Ok(())
}

async fn judge_address(call: &mut Call<'_>, given: &mut Given, email: &str) -> Outcome<()> {
    let rules = call.rules().await?;
    let was_given = !email.is_empty();
    if was_given && addresses::is_in_use(call.conn, email).await? {
        given.refuse(Fault::of("email", "email_taken", "Somebody has an account with this address already."));
    } else if let Some(fault) = rules.refuses(was_given.then_some(email)).filter(|_| !given.is_wrong("email")) {
        given.refuse(fault);
    } else if rules.mail_required && !was_given && !given.is_wrong("email") {
        given.refuse(Fault::required("email"));
    }
    Ok(())
}
