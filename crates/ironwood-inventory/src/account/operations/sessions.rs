//! `auth/sessions`: the devices on which a user is signed in, and signing out there (spec 10 §5.6).

use ironwood_rest::{BoxFuture, Method};
use serde_json::{Value, json};

use crate::account::answer::{Answer, Fault};
use crate::account::call::{Call, Outcome};
use crate::account::flows;
use crate::account::input::{Field, Form, Given, Kind};
use crate::account::methods::epoch;
use crate::account::operation::{Described, Path, Who};
use crate::user::sessions::{self, Listed};

const FORM: Form = Form::named("allauth.EndSessions", &[Field::required("sessions", Kind::Keys)]);

pub(super) fn path() -> Path {
    let described = |id, summary| Described { id, tag: "Sessions", summary, answer: "[allauth.Session]" };
    Path::new("auth/sessions")
        .on(Method::Get, described("allauth_auth_sessions_get", "The devices on which you are signed in"), list)
        .of(Who::SignedIn)
        .writing()
        .on(Method::Delete, described("allauth_auth_sessions_delete", "Sign out on other devices"), end)
        .of(Who::SignedIn)
        .takes(FORM)
}

fn list<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let listed = living(call).await?;
        Ok(told(call, &listed))
    })
}

/// Ends all that are named, or, if one of them is not the user's, none.
fn end<'a>(call: &'a mut Call<'_>, mut given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let (ending, staying): (Vec<Listed>, Vec<Listed>) = {
            let named = given.keys("sessions");
            let listed = living(call).await?;
            if let Some(foreign) = named.iter().find(|id| !listed.iter().any(|own| own.id == **id)) {
                given.refuse(Fault::of("sessions", "invalid_choice", no_such(*foreign)));
            }
            given.check()?;
            listed.into_iter().partition(|own| named.contains(&own.id))
        };
        let keys = ending.iter().map(|session| session.key.clone()).collect();
        sessions::end_all(call.conn, keys).await?;
        if ending.iter().any(|session| call.browser.key() == Some(&session.key)) {
            call.browser.end();
            return flows::ways_in(call).await;
        }
        Ok(told(call, &staying))
    })
}

/// The framework's answer to a key that leads nowhere, in a list.
pub(super) fn no_such(id: i64) -> String {
    format!("Select a valid choice. {id} is not one of the available choices.")
}

async fn living(call: &mut Call<'_>) -> Outcome<Vec<Listed>> {
    let user = call.user()?.id;
    sessions::forget_ended(call.conn, user, call.now).await?;
    Ok(sessions::list(call.conn, user).await?)
}

fn told(call: &Call<'_>, listed: &[Listed]) -> Answer {
    let entry = |session: &Listed| {
        json!({
            "user_agent": session.user_agent,
            "ip": session.address,
            "created_at": epoch(session.created),
            "is_current": call.browser.key() == Some(&session.key),
            "id": session.id,
            "last_seen_at": epoch(session.last_seen),
        })
    };
    Answer::data(listed.iter().map(entry).collect::<Value>())
}
