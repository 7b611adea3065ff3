//! What an operator may set about the HTTP surface. Reading it from flags and environment is the binary's business.

use std::sync::Arc;
use std::time::Duration;

use cookie::SameSite;
use ironwood_auth::password::PasswordHasher;
use ironwood_inventory::account::Policy;
use ironwood_mail::Mailer;
use regex::Regex;

use crate::throttle::Rate;

/// The settings of the HTTP surface.
#[derive(Clone)]
pub struct Options {
    /// Signs sessions (`INVENTREE_SECRET_KEY`). The same on all servers of one database.
    pub secret_key: String,
    /// Scheme, host and port that users know the server by, without a slash at the end.
    pub site_url: Option<String>,
    /// Path of the administration console, with slashes at both ends; without one there is no console (`INVENTREE_ADMIN_URL`).
    pub console: Option<String>,
    /// Origins beside our own whose pages may change things with a browser's session; `https://*.example.com` names all hosts
    /// below a domain.
    pub trusted_origins: Vec<String>,
    /// Pages of other origins that may talk to us.
    pub cors: Cors,
    /// Which headers of a proxy are believed.
    pub forwarded: Forwarded,
    /// How our cookies are set.
    pub cookies: CookieRules,
    /// What holds for accounts and signing in.
    pub accounts: Policy,
    /// Sends mails, where any are sent.
    pub mailer: Option<Arc<Mailer>>,
    /// Makes and checks the hashes of passwords.
    pub password_hasher: PasswordHasher,
    /// How often nobody, known by address, may ask.
    pub throttle_anonymous: Option<Rate>,
    /// How often a user may ask.
    pub throttle_user: Option<Rate>,
    /// Largest body in bytes, uploads aside.
    pub body_limit: usize,
}

/// Cross-origin requests (spec 00 §14).
#[derive(Debug, Clone)]
pub struct Cors {
    /// Allowed origins.
    pub origins: Vec<String>,
    /// Patterns of allowed origins, made by [`Cors::pattern`].
    pub patterns: Vec<Regex>,
    /// Every origin may read what needs no cookie.
    pub allow_all: bool,
    /// Whether cookies may be sent along.
    pub credentials: bool,
}

impl Default for Cors {
    fn default() -> Self {
        Cors { origins: Vec::new(), patterns: Vec::new(), allow_all: false, credentials: true }
    }
}

impl Cors {
    /// A pattern that a whole origin must match.
    ///
    /// # Errors
    /// When it is no regular expression.
    pub fn pattern(text: &str) -> Result<Regex, regex::Error> {
        Regex::new(&format!("^(?:{text})$"))
    }
}

/// Headers that only a proxy in front of us may set; believed only where the operator says that there is one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Forwarded {
    /// `X-Forwarded-Host`.
    pub host: bool,
    /// `X-Forwarded-Port`.
    pub port: bool,
    /// `X-Forwarded-Proto`.
    pub proto: bool,
}

impl Forwarded {
    /// Whether there is a proxy at all; then `X-Forwarded-For` says who the client is.
    pub(crate) fn any(self) -> bool {
        self.host || self.port || self.proto
    }
}

/// Attributes of the cookies `sessionid` and `csrftoken` (spec 10 §5.6).
#[derive(Debug, Clone, Copy, Default)]
pub struct CookieRules {
    /// `SameSite`; not sent when there is none.
    pub same_site: Option<SameSite>,
    /// Whether browsers send them over https only.
    pub secure: bool,
}

impl Options {
    /// The defaults.
    pub fn new(secret_key: impl Into<String>) -> Self {
        Options {
            secret_key: secret_key.into(),
            site_url: None,
            console: Some("/admin/".to_owned()),
            trusted_origins: Vec::new(),
            cors: Cors::default(),
            forwarded: Forwarded::default(),
            cookies: CookieRules::default(),
            accounts: Policy::default(),
            mailer: None,
            password_hasher: PasswordHasher::default(),
            throttle_anonymous: Some(Rate::new(20, Duration::from_secs(60))),
            throttle_user: Some(Rate::new(60, Duration::from_secs(1))),
            body_limit: 2 << 20,
        }
    }
}
