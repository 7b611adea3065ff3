//! The account API as browsers use it (spec 10 §5), and what attackers try on it.

#[path = "../common/mod.rs"]
mod common;

mod addresses;
mod browser;
mod enforced;
mod hostile;
mod letters;
mod limits;
mod links;
mod passwords;
mod second_factor;
mod sessions;
mod sign_in;
mod sign_up;

use common::{App, Setup, each_setup};
use ironwood_auth::password::PasswordHasher;
use ironwood_inventory::mail::Sender;

/// Where the servers that send mail are found.
pub const SITE: &str = "https://stock.example";

/// Runs a test on a server that writes mails, and whose passwords are cheap to check.
pub async fn with_mail(test: impl AsyncFn(&App)) {
    let options = |options: &mut ironwood_server::Options| {
        options.password_hasher = PasswordHasher::with_iterations(1);
        options.site_url = Some(SITE.into());
        let sender = Sender { address: "Stock <stock@example.com>".into(), subject_prefix: "[Stock] ".into() };
        options.accounts.mail = Some(sender);
    };
    each_setup(Setup { options, ..Setup::default() }, test).await;
}

/// Runs a test on a server whose passwords are cheap to check.
pub async fn at_the_door(test: impl AsyncFn(&App)) {
    let options = |options: &mut ironwood_server::Options| {
        options.password_hasher = PasswordHasher::with_iterations(1);
    };
    each_setup(Setup { options, ..Setup::default() }, test).await;
}
