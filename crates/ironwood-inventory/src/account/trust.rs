//! Browsers that their users trust: there the second factor is not asked for again for a while (spec 10 §5.5). The browser keeps a
//! sealed mark for each of its users; it is void once the password or the set of second factors is another one.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::people::{Account, Kept};
use super::policy::Accounts;

/// How long a browser is trusted.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Users whom one browser remembers.
const MOST_USERS: usize = 16;

#[derive(Serialize, Deserialize)]
struct Mark {
    user: i64,
    /// What the trust was about.
    basis: String,
    /// Unix seconds.
    since: i64,
}

/// Whether the account's user trusts the calling browser.
pub fn holds(call: &Call<'_>, account: &Account, kept: &[Kept]) -> bool {
    let basis = basis(call.accounts, account, kept);
    marks(call).iter().any(|mark| mark.user == account.id && mark.basis == basis)
}

/// The marks of the calling browser with one more.
pub fn with(call: &Call<'_>, account: &Account, kept: &[Kept]) -> Option<String> {
    let mut marks = marks(call);
    marks.retain(|mark| mark.user != account.id);
    let surplus = (marks.len() + 1).saturating_sub(MOST_USERS);
    marks.drain(..surplus);
    marks.push(Mark { user: account.id, basis: basis(call.accounts, account, kept), since: call.now.as_second() });
    Some(call.accounts.trust.close(&serde_json::to_string(&marks).ok()?))
}

/// The marks that are ours and not too old.
fn marks(call: &Call<'_>) -> Vec<Mark> {
    let text = call.asked.trust.as_deref().and_then(|sealed| call.accounts.trust.open(sealed));
    let marks: Vec<Mark> = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    marks.into_iter().filter(|mark| is_fresh(mark.since, call.now)).collect()
}

fn is_fresh(since: i64, now: Timestamp) -> bool {
    (0..LIFETIME.as_secs()).contains(&(now.as_second() - since))
}

fn basis(accounts: &Accounts, account: &Account, kept: &[Kept]) -> String {
    let factors: Vec<String> = kept.iter().map(|one| format!("{} {}", one.factor.name(), one.id)).collect();
    accounts.trust.digest(&format!("{}\0{}\0{}", account.id, account.password, factors.join("\0")))
}
