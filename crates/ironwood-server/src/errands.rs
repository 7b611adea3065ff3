//! Slow work, done where it holds up nobody: away from the threads of the requests, and by few at a time, since a picture may need
//! much memory and a hash much of a processor.

use ironwood_rest::{Brought, Errand, Error};
use tokio::sync::Semaphore;

use crate::refusal::Failure;

/// Errands at the same time.
const MOST: usize = 2;

/// Runs errands.
pub(crate) struct Errands {
    turns: Semaphore,
}

impl Default for Errands {
    fn default() -> Self {
        Errands { turns: Semaphore::new(MOST) }
    }
}

impl Errands {
    /// Runs an errand when it is its turn.
    ///
    /// # Errors
    /// When the work broke off.
    pub(crate) async fn run(&self, errand: Errand) -> Result<Brought, Failure> {
        let _turn = self.turns.acquire().await;
        aside(move || errand.run()).await
    }
}

/// Does slow work where it holds up nobody.
///
/// # Errors
/// When the work broke off.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Internal(format!("slow work broke off: {error}")).into())
}
