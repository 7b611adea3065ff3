//! `/api/email/login/`: signing in by the link in a mail (spec 10 §5.14). The mail is asked for at `email/generate/`.

use ironwood_rest::{BoxFuture, Method};

use crate::account::answer::Answer;
use crate::account::call::{Call, Outcome};
use crate::account::input::Given;
use crate::account::links::Purpose;
use crate::account::operation::{Described, Path};
use crate::account::sign_in;

/// Where the web interface takes over: signed in, or with a step still to take.
const SIGNED_IN: &str = "/web/logged-in/";
const NOT_YET: &str = "/web/login";

pub(super) fn path() -> Path {
    Path::elsewhere("/api/email/login/").on(Method::Get, Described::HIDDEN, open).writing()
}

/// The link stands in for the password, not for a second factor. It works once: whoever signs in makes it void.
fn open<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let key = call.parameter("sesame").unwrap_or_default().to_owned();
        let Some(account) = call.accounts.links.redeem(call.conn, Purpose::SignIn, &key, call.now).await? else {
            return Ok(Answer::bare(403));
        };
        let answer = sign_in::begin(call, account.id, Vec::new()).await?;
        Ok(Answer::redirect(if answer.status == 200 { SIGNED_IN } else { NOT_YET }))
    })
}
