//! What anybody may send: a wish for a mail to sign in with, and the end of a trace (spec 60-system §9).

use ironwood_rest::declare::{Endpoint, Field, Form, Source};
use ironwood_rest::kind::Text;
use ironwood_rest::{BoxFuture, Ctx, Method, PermissionClass, Reply, Request, Result};
use serde_json::json;

use crate::account;

/// Both endpoints.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new("email/generate", "Asks for a mail with a link to sign in").on(
            Method::Post,
            PermissionClass::Any,
            wish(),
            mail_a_link,
        ),
        Endpoint::new("system-internal/observability/end", "Says that the page of a trace is done").without_slash().on(
            Method::Post,
            PermissionClass::Any,
            Form::new("TraceEnd"),
            end_of_trace,
        ),
    ]
}

fn wish() -> Form {
    let address = Field::new("email", Text::any(), Source::Input).writable().required();
    Form::new("MagicLink").field(address.help("Address of the account"))
}

/// The answer never tells whether somebody has the address, nor whether a mail goes out.
fn mail_a_link<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let given = wish().read(&request.body)?;
        account::mail_a_link(ctx, &request.origin, given.text("email").unwrap_or_default()).await?;
        Ok(Reply::value(&json!({"status": "ok"})))
    })
}

/// Nothing is traced, so whatever is said to have ended is well.
fn end_of_trace<'a>(_: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async { Ok(Reply::value(&json!({"status": "ok"}))) })
}
