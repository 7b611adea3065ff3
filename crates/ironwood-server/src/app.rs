//! Everything a request needs, put together once.

use std::sync::Arc;
use std::time::Instant;

use ironwood_db::Db;
use ironwood_inventory::account::Accounts;
use ironwood_rest::{Kernel, Site};
use jiff::Timestamp;

use crate::account::AccountApi;
use crate::errands::Errands;
use crate::options::Options;
use crate::postman::Postman;
use crate::refusal::Refusal;
use crate::router::Router;
use crate::sign_in::{Moment, SignIn};
use crate::throttle::{Caller, Throttle};

/// The server without its socket.
pub struct App {
    pub(crate) db: Db,
    pub(crate) kernel: Kernel,
    pub(crate) site: Site,
    pub(crate) options: Options,
    pub(crate) router: Router,
    pub(crate) sign_in: SignIn,
    pub(crate) account: AccountApi,
    pub(crate) errands: Errands,
    pub(crate) postman: Postman,
    anonymous: Throttle,
    users: Throttle,
}

impl App {
    /// A server of this database. The database must be at the present schema ([`ironwood_db::install`]).
    pub fn new(db: Db, kernel: Kernel, site: Site, options: Options) -> Self {
        let postman = Postman::new(options.mailer.clone());
        let accounts = Accounts::new(options.accounts.clone(), &options.secret_key);
        let accounts = Arc::new(accounts.at(options.site_url.clone()).ringing(postman.bell()));
        let kernel = kernel.equipped_with(accounts.clone());
        App {
            router: Router::new(&kernel),
            sign_in: SignIn::new(accounts.signer.clone(), options.password_hasher),
            account: AccountApi::new(accounts),
            errands: Errands::default(),
            postman,
            anonymous: Throttle::new(options.throttle_anonymous),
            users: Throttle::new(options.throttle_user),
            db,
            kernel,
            site,
            options,
        }
    }

    /// Ready to be served.
    pub fn shared(self) -> Arc<Self> {
        Arc::new(self)
    }

    /// What `now` is in the server's time zone.
    pub(crate) fn moment(&self, now: Timestamp) -> Moment {
        let today = self.site.zone.to_datetime(now).date();
        Moment { now, today, midnight: self.site.zone.to_timestamp(today.at(0, 0, 0, 0)).unwrap_or(now) }
    }

    /// Counts one request of the caller.
    ///
    /// # Errors
    /// When there were too many.
    pub(crate) fn admit(&self, caller: Caller) -> Result<(), Refusal> {
        let throttle = match caller {
            Caller::User(_) => &self.users,
            Caller::Address(_) => &self.anonymous,
        };
        throttle
            .admit(caller, Instant::now())
            .map_err(|wait| Refusal::Throttled(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)))
    }
}
