//! What happens to accounts, for the audit trail (spec 10 §7).

use ironwood_rest::Result;

use super::call::Call;
use super::people::Account;
use crate::audit::{self, Doer, Entry};
use crate::models;

/// Somebody did something to an account, their own or, by a link, one that they are about to get into.
///
/// # Errors
/// From storage.
pub async fn note(call: &mut Call<'_>, account: &Account, entry: Entry) -> Result<()> {
    let signed_in = call.browser.account();
    let doer = Doer {
        user: signed_in.map(|account| account.id),
        username: signed_in.map(|account| account.username.clone()).unwrap_or_default(),
        visitor: Some(call.asked.visitor.clone()),
    };
    let entry = entry.about(&models::USER, account.id, &account.username);
    audit::write(call.conn, &doer, call.now, &[entry]).await
}

/// Somebody showed something that is wrong. Names that nobody has leave an entry too, without the name.
///
/// # Errors
/// From storage.
pub async fn failed(call: &mut Call<'_>, account: Option<&Account>, by: &'static str) -> Result<()> {
    let entry = Entry::new(audit::SIGN_IN_FAILED).detail("by", by);
    if let Some(account) = account {
        return note(call, account, entry).await;
    }
    let doer = Doer { visitor: Some(call.asked.visitor.clone()), ..Doer::default() };
    audit::write(call.conn, &doer, call.now, &[entry]).await
}
