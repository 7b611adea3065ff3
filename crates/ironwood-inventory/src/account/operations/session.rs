//! `auth/session`: who is signed in, and signing out (spec 10 §5.3).

use ironwood_rest::{BoxFuture, Method};

use crate::account::call::{Call, Outcome};
use crate::account::flows;
use crate::account::input::Given;
use crate::account::operation::{Described, Path};

pub(super) fn path() -> Path {
    let described = |id, summary, answer| Described { id, tag: "Authentication: Current Session", summary, answer };
    Path::new("auth/session")
        .on(
            Method::Get,
            described("allauth_auth_session_get", "Who is signed in", "allauth.AuthenticatedResponse"),
            |call, _| Box::pin(flows::status(call)),
        )
        .on(Method::Delete, described("allauth_auth_session_delete", "Sign out", ""), sign_out)
}

/// Ends the session and whatever sign-in waits in it. Tokens stay, and so do browsers that are trusted.
fn sign_out<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        call.browser.end();
        flows::ways_in(call).await
    })
}
