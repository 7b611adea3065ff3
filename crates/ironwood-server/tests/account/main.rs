//! The account API as browsers use it (spec 10 §5), and what attackers try on it.

#[path = "../common/mod.rs"]
mod common;

mod browser;
mod enforced;
mod hostile;
mod limits;
mod second_factor;
mod sessions;
mod sign_in;

use common::{App, Setup, each_setup};
use ironwood_auth::password::PasswordHasher;

/// Runs a test on a server whose passwords are cheap to check.
pub async fn at_the_door(test: impl AsyncFn(&App)) {
    let options = |options: &mut ironwood_server::Options| {
        options.password_hasher = PasswordHasher::with_iterations(1);
    };
    each_setup(Setup { options, ..Setup::default() }, test).await;
}
