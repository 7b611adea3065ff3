//! `auth/2fa/`: the second step of a sign-in, and showing a code once more (spec 10 §5.5).

use ironwood_rest::{BoxFuture, Method};

use crate::account::call::{Call, Outcome};
use crate::account::input::{Field, Form, Given, Kind};
use crate::account::operation::{Described, Path, Who};
use crate::account::stage::{SignIn, Stage};
use crate::account::{codes, flows, people, sign_in, trust};

const TRUST: Form = Form::named("allauth.MFATrust", &[Field::optional("trust", Kind::Flag)]);

pub(super) fn paths() -> [Path; 3] {
    let described =
        |id, summary| Described { id, tag: "Authentication: 2FA", summary, answer: "allauth.AuthenticatedResponse" };
    [
        Path::new("auth/2fa/authenticate")
            .on(Method::Post, described("allauth_auth_2fa_authenticate_post", "Show a code to sign in"), authenticate)
            .of(Who::Waiting(Stage::SecondFactor))
            .takes(codes::FORM),
        Path::new("auth/2fa/trust")
            .on(Method::Post, described("allauth_auth_2fa_trust_post", "Say whether to trust this browser"), trust)
            .of(Who::Waiting(Stage::Trust))
            .takes(TRUST),
        Path::new("auth/2fa/reauthenticate")
            .on(Method::Post, described("allauth_auth_2fa_reauthenticate_post", "Show a code once more"), again)
            .of(Who::SignedIn)
            .takes(codes::FORM),
    ]
}

fn authenticate<'a>(call: &'a mut Call<'_>, given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let Some(waiting) = SignIn::waiting(call).await? else { return flows::nothing_waits(call).await };
        let record = codes::check(call, &waiting.account, given.required("code")).await?;
        waiting.shown(record).wait(call);
        flows::ways_in(call).await
    })
}

/// The last step: whether or not the browser is trusted from now on, its user is in.
fn trust<'a>(call: &'a mut Call<'_>, given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let Some(SignIn { account, methods, .. }) = SignIn::waiting(call).await? else {
            return flows::nothing_waits(call).await;
        };
        let mark = if given.flag("trust") {
            let kept = people::factors(call.conn, account.id).await?;
            trust::with(call, &account, &kept)
        } else {
            None
        };
        Ok(sign_in::complete(call, account, methods).await?.trusting(mark))
    })
}

fn again<'a>(call: &'a mut Call<'_>, given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let account = call.user()?;
        let record = codes::check(call, &account, given.required("code")).await?;
        call.browser.prove(record);
        flows::status(call).await
    })
}
