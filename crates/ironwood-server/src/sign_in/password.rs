//! Passwords of basic credentials. A hash is slow on purpose: it is worked out away from the requests' own threads, by few at a
//! time, and what was right is remembered for some minutes.

use std::sync::Arc;

use ironwood_auth::password::{PasswordHasher, VerifiedPasswords};
use ironwood_inventory::account::{Done, Work};
use ironwood_inventory::user::identity::Account;
use tokio::sync::Semaphore;

use crate::errands::aside;
use crate::refusal::Failure;

/// Checks passwords.
pub(crate) struct Passwords {
    hasher: PasswordHasher,
    verified: Arc<VerifiedPasswords>,
    /// At most half of the processors, so that guessing does not stop everybody else's work.
    turns: Semaphore,
}

impl Passwords {
    pub(super) fn new(hasher: PasswordHasher) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Passwords { hasher, verified: Arc::default(), turns: Semaphore::new((cores / 2).max(1)) }
    }

    /// Whether this password was right a moment ago.
    pub(super) fn knows(&self, account: &Account, password: &str) -> bool {
        self.verified.contains(&account.id.to_string(), password, &account.password)
    }

    /// Whether the password belongs to the account. Without one it takes as long, and is wrong.
    ///
    /// # Errors
    /// When the work broke off.
    pub(super) async fn check(&self, account: Option<Account>, password: &str) -> Result<bool, Failure> {
        let _turn = self.turns.acquire().await;
        // Several requests with the same password may have waited for the first one's answer.
        if account.as_ref().is_some_and(|account| self.knows(account, password)) {
            return Ok(true);
        }
        let (hasher, verified, password) = (self.hasher, self.verified.clone(), password.to_owned());
        let work = move || match account {
            Some(account) => verified.verify(&hasher, &account.id.to_string(), &password, &account.password).matches,
            None => {
                hasher.burn(&password);
                false
            }
        };
        aside(work).await
    }

    /// Does slow work for the account API.
    ///
    /// # Errors
    /// When the work broke off.
    pub(super) async fn work(&self, work: Work) -> Result<Done, Failure> {
        let _turn = self.turns.acquire().await;
        let hasher = self.hasher;
        aside(move || work.run(&hasher)).await
    }
}
