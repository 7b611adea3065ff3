//! A sign-in under way: whoever has shown a password and still owes a second factor (spec 10 §5.3, §5.5). It waits in the session
//! of the browser, which stays nobody's until the last step.
//!
//! ```text
//! password ──> SecondFactor ──code──> Trust ──yes or no──> signed in
//!         └──────── no second factor, or a trusted browser ──────┘
//! ```

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::browser::Browser;
use super::call::{Call, Outcome};
use super::methods::Record;
use super::people::{self, Account};

/// Key in the session's object.
const KEY: &str = "ironwood_sign_in";

/// How long a sign-in may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What a sign-in waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A code, or a security key.
    SecondFactor,
    /// Whether to trust this browser.
    Trust,
}

impl Stage {
    /// Its name among the flows.
    pub const fn flow(self) -> &'static str {
        match self {
            Stage::SecondFactor => "mfa_authenticate",
            Stage::Trust => "mfa_trust",
        }
    }
}

/// A sign-in under way.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Whose.
    pub account: Account,
    /// The steps so far. They belong to this sign-in alone.
    pub methods: Vec<Record>,
    /// What it waits for.
    pub stage: Stage,
    /// When it began, in Unix seconds.
    since: i64,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    user: i64,
    /// Digest of the password it began with: a sign-in does not outlive it.
    password: String,
    /// Unix seconds.
    since: i64,
    methods: Vec<Value>,
    stage: Stage,
}

impl SignIn {
    /// A sign-in that has taken its first step and owes a second factor.
    pub fn begun(account: Account, methods: Vec<Record>, now: Timestamp) -> Self {
        SignIn { account, methods, stage: Stage::SecondFactor, since: now.as_second() }
    }

    /// The sign-in that waits in a browser, if it is still good: begun a short while ago, for an account that may be used and has
    /// the same password.
    ///
    /// # Errors
    /// From storage.
    pub async fn waiting(call: &mut Call<'_>) -> Outcome<Option<Self>> {
        let stored = call.browser.get(KEY).and_then(|value| Stored::deserialize(value).ok());
        let Some(stored) = stored.filter(|stored| stored.is_fresh(call.now)) else { return Ok(None) };
        let Some(account) = people::by_id(call.conn, stored.user).await? else { return Ok(None) };
        if !account.is_active || call.accounts.signer.password_digest(&account.password) != stored.password {
            return Ok(None);
        }
        let methods = stored.methods.into_iter().map(Record).collect();
        Ok(Some(SignIn { account, methods, stage: stored.stage, since: stored.since }))
    }

    /// The same after a second factor was shown.
    pub fn shown(mut self, record: Record) -> Self {
        self.methods.push(record);
        SignIn { stage: Stage::Trust, ..self }
    }

    /// Lets it wait in the browser. Its session gets another key, so that nobody who gave the browser one can go on with it.
    pub fn wait(self, call: &mut Call<'_>) {
        let stored = Stored {
            user: self.account.id,
            password: call.accounts.signer.password_digest(&self.account.password),
            since: self.since,
            methods: self.methods.into_iter().map(|record| record.0).collect(),
            stage: self.stage,
        };
        // Texts and numbers always have a JSON form.
        call.browser.set(KEY, serde_json::to_value(stored).unwrap_or_default());
        call.browser.renew();
    }
}

impl Stored {
    fn is_fresh(&self, now: Timestamp) -> bool {
        let age = now.as_second() - self.since;
        (0..PATIENCE.as_secs()).contains(&age)
    }
}

/// Gives up whatever sign-in waits in a browser.
pub fn give_up(browser: &mut Browser) {
    browser.take(KEY);
}
