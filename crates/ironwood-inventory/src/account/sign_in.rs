//! The way in: a password that is checked, and what follows when it is right (spec 10 §5.3).

use ironwood_db::Param;
use ironwood_rest::Error;

use super::answer::{Answer, Fault};
use super::call::{Call, Done, Outcome, Stop, Work};
use super::flows;
use super::limits::{self, Limit};
use super::methods::Record;
use super::people::{self, Account, need_second_step};
use super::stage::SignIn;
use super::{trail, trust};
use crate::user::sessions;

/// Compares a password with that of an account. Wrong ones are counted, before the comparison, so that many at once are counted
/// too; right ones are taken back.
///
/// # Errors
/// 400 when there were too many wrong ones; [`Stop::Waits`] for the comparison.
pub async fn check_password(
    call: &mut Call<'_>,
    username: &str,
    password: &str,
    account: Option<&Account>,
    param: Option<&'static str>,
) -> Outcome<bool> {
    let attempts = call.accounts.policy.login_attempts;
    let limit = Limit::wrong_passwords(username, call.asked.visitor.address, attempts);
    let stored = account.map(|account| account.password.clone());
    let verdict = match call.work(Work::Verify { password: password.to_owned(), stored: stored.clone() }) {
        Err(Stop::Waits(work)) => {
            if !limit.admit(call).await? {
                return Err(too_many(param).into());
            }
            return Err(Stop::Waits(work));
        }
        verdict => verdict?,
    };
    let Done::Verified { matches, stronger } = verdict else {
        return Err(Error::Internal("a verdict was asked for, and a hash came".into()).into());
    };
    if matches {
        limit.give_back(call).await?;
        if let (Some(account), Some(stronger)) = (account, stronger) {
            strengthen(call, account, &stronger).await?;
        }
    } else {
        trail::failed(call, account, "password").await?;
    }
    Ok(matches)
}

/// The answer to too many wrong passwords or codes.
pub fn too_many(param: Option<&'static str>) -> Answer {
    let message = "Too many failed attempts to sign in. Wait a minute, then try again.";
    Answer::faults([Fault { message: message.into(), code: "too_many_login_attempts", param }])
}

/// Stores a better hash of the same password. Nobody is signed out by it.
async fn strengthen(call: &mut Call<'_>, account: &Account, hash: &str) -> Outcome<()> {
    let sql = "UPDATE auth_user SET password = ? WHERE id = ? AND password = ?";
    let params = [hash.into(), account.id.into(), Param::from(&account.password)];
    if call.conn.execute(sql, &params).await? == 0 {
        // Somebody else changed the password meanwhile, and that one counts.
        return Ok(());
    }
    let hashes = (account.password.as_str(), hash);
    sessions::carry_over(call.conn, &call.accounts.signer, account.id, hashes, call.now).await?;
    Ok(())
}

/// Goes on after the first step of a sign-in: signed in, unless a second factor is still owed.
///
/// # Errors
/// From storage.
pub async fn begin(call: &mut Call<'_>, user: i64, methods: Vec<Record>) -> Outcome {
    // Read anew: the hash may have become a stronger one.
    let account = people::by_id(call.conn, user).await?.filter(|account| account.is_active);
    let Some(account) = account else { return flows::ways_in(call).await };
    let kept = people::factors(call.conn, account.id).await?;
    if need_second_step(&kept) && !trust::holds(call, &account, &kept) {
        SignIn::begun(account, methods, call.now).wait(call);
        return flows::ways_in(call).await;
    }
    complete(call, account, methods).await
}

/// Signs somebody in who has shown everything there is to show.
///
/// # Errors
/// From storage.
pub async fn complete(call: &mut Call<'_>, account: Account, methods: Vec<Record>) -> Outcome {
    limits::sweep(call).await?;
    call.browser.open(call.accounts, account, methods);
    flows::status(call).await
}
