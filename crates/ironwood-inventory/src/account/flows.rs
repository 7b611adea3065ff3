//! The two answers that most operations end with: who is signed in, and what there is to do for somebody who is not
//! (spec 10 §5.1).

use serde_json::{Value, json};

use super::answer::Answer;
use super::call::{Call, Outcome};
use super::people::{self, need_second_step};
use super::policy::Factor;
use super::stage::{SignIn, Stage};

/// 200 with whoever is signed in, else 401 with the ways in.
///
/// # Errors
/// From storage.
pub async fn status(call: &mut Call<'_>) -> Outcome {
    match signed_in(call) {
        Some(data) => Ok(Answer::about_sign_in(200, data, Some(true))),
        None => ways_in(call).await,
    }
}

/// 401 with the ways in.
///
/// # Errors
/// From storage.
pub async fn ways_in(call: &mut Call<'_>) -> Outcome {
    anonymous(call, Some(false)).await
}

/// 401 to whoever wants to take a step of a sign-in that does not wait for it.
///
/// # Errors
/// From storage.
pub async fn nothing_waits(call: &mut Call<'_>) -> Outcome {
    anonymous(call, None).await
}

/// 401 to somebody who is signed in and is to prove it once more before going on.
///
/// # Errors
/// From storage.
pub async fn prove_again(call: &mut Call<'_>) -> Outcome {
    let (Some(mut data), Some(account)) = (signed_in(call), call.browser.account().cloned()) else {
        return ways_in(call).await;
    };
    let mut flows = Vec::new();
    if account.has_password() {
        flows.push(json!({"id": "reauthenticate"}));
    }
    let kept = people::factors(call.conn, account.id).await?;
    if need_second_step(&kept) {
        flows.push(json!({"id": "mfa_reauthenticate", "types": names(&kept)}));
    }
    data["flows"] = flows.into();
    Ok(Answer::about_sign_in(401, data, Some(true)))
}

/// Ends an operation that wants a recent proof when there is none.
///
/// # Errors
/// 401, as [`prove_again`]; from storage.
pub async fn recently_proven(call: &mut Call<'_>) -> Outcome<()> {
    if call.browser.is_recent(call.now) { Ok(()) } else { Err(prove_again(call).await?.into()) }
}

fn signed_in(call: &Call<'_>) -> Option<Value> {
    let user = call.browser.account()?.to_json();
    let methods: Value = call.browser.methods().into_iter().map(|record| record.0).collect();
    Some(json!({"user": user, "methods": methods}))
}

async fn anonymous(call: &mut Call<'_>, is_authenticated: Option<bool>) -> Outcome {
    let flows = flows(call).await?;
    Ok(Answer::about_sign_in(401, json!({"flows": flows}), is_authenticated))
}

/// What an anonymous browser may do next.
async fn flows(call: &mut Call<'_>) -> Outcome<Vec<Value>> {
    let mut flows = vec![json!({"id": "login"})];
    if call.rules().await?.is_open(call.accounts.policy.sends_mail()) {
        flows.push(json!({"id": "signup"}));
    }
    if call.accounts.policy.supports(Factor::Webauthn) {
        flows.push(json!({"id": "mfa_login_webauthn"}));
    }
    if let Some(sign_in) = SignIn::waiting(call).await? {
        let mut flow = json!({"id": sign_in.stage.flow(), "is_pending": true});
        if sign_in.stage == Stage::SecondFactor {
            flow["types"] = names(&people::factors(call.conn, sign_in.account.id).await?);
        }
        flows.push(flow);
    }
    Ok(flows)
}

/// The kinds of factors, each once.
fn names(kept: &[people::Kept]) -> Value {
    let mut names: Vec<&str> = kept.iter().map(|one| one.factor.name()).collect();
    names.dedup();
    names.into()
}
