//! `account/authenticators/recovery-codes`: codes on paper (spec 10 §5.9).

use ironwood_rest::{BoxFuture, Method};
use serde_json::Value;

use super::described;
use crate::account::answer::{Answer, Fault};
use crate::account::authenticators::{self, Authenticator};
use crate::account::call::{Call, Outcome};
use crate::account::input::Given;
use crate::account::letters::Notice;
use crate::account::methods::epoch;
use crate::account::operation::{Path, Who};
use crate::account::policy::Factor;
use crate::account::{flows, trail};
use crate::audit::{self, Entry};

/// Key in the data: when the codes were first shown. InvenTree's name for it.
const VIEWED: &str = "viewed_at";

pub(super) fn path() -> Path {
    let answer = "allauth.SensitiveRecoveryCodesAuthenticator";
    Path::new("account/authenticators/recovery-codes")
        .needing(Factor::RecoveryCodes)
        .on(
            Method::Get,
            described("allauth_account_authenticators_recovery-codes_get", "Your recovery codes", answer),
            show,
        )
        .of(Who::SignedIn)
        .writing()
        .on(
            Method::Post,
            described("allauth_account_authenticators_recovery-codes_post", "Make new recovery codes", answer),
            renew,
        )
        .of(Who::SignedIn)
}

fn show<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let user = call.user()?.id;
        let all = authenticators::lock(call.conn, user).await?;
        let Some(mut codes) = all.into_iter().find(|one| one.factor == Factor::RecoveryCodes) else {
            return Ok(Answer::bare(404));
        };
        flows::recently_proven(call).await?;
        if !codes.data.contains_key(VIEWED) {
            codes.data.insert(VIEWED.into(), epoch(call.now).into());
            codes.store(call.conn).await?;
        }
        Ok(told(&codes))
    })
}

/// New codes take the place of the old ones, which are worth nothing from then on.
fn renew<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let account = call.user()?;
        let all = authenticators::lock(call.conn, account.id).await?;
        let (old, others): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.factor == Factor::RecoveryCodes);
        if others.is_empty() {
            let message = "Set up another second factor first; recovery codes stand in for one that was lost.";
            return Ok(Answer::faults([Fault::general("cannot_generate_recovery_codes", message)]));
        }
        flows::recently_proven(call).await?;
        authenticators::remove(call.conn, old.iter().map(|one| one.id).collect()).await?;
        let codes = authenticators::add_recovery_codes(call.conn, account.id, call.now).await?;
        let entry = Entry::new(audit::FACTOR_ADDED).detail("type", Factor::RecoveryCodes.name());
        trail::note(call, &account, entry).await?;
        call.notify(&account, Notice::RecoveryCodesMade).await?;
        Ok(told(&codes))
    })
}

fn told(codes: &Authenticator) -> Answer {
    let mut entry = codes.to_json();
    entry["unused_codes"] = codes.unused_codes().into_iter().map(Value::from).collect();
    Answer::data(entry)
}
