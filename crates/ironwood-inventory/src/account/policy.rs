//! What the operator has set about accounts, and the keys that follow from the installation's secret.

use ironwood_auth::Seal;

use super::links::Links;
use crate::mail::{Bell, Sender};
use crate::user::sessions::Signer;

/// A kind of second factor, as `mfa_authenticator.type` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// Codes of an app.
    Totp,
    /// Codes on paper.
    RecoveryCodes,
    /// Security keys and passkeys.
    Webauthn,
}

impl Factor {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Factor; 3] = [Factor::Totp, Factor::RecoveryCodes, Factor::Webauthn];

    /// Its name in the database and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Factor::Totp => "totp",
            Factor::RecoveryCodes => "recovery_codes",
            Factor::Webauthn => "webauthn",
        }
    }

    /// The factor of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Factor::ALL.into_iter().find(|factor| factor.name() == name)
    }
}

/// What the operator has set.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Wrong passwords or codes that one account takes from one address within a minute (`INVENTREE_LOGIN_ATTEMPTS`).
    pub login_attempts: u32,
    /// For how many days a link that verifies an address is good (`INVENTREE_LOGIN_CONFIRM_DAYS`).
    pub confirm_days: u32,
    /// The second factors that users may set up (`INVENTREE_MFA_SUPPORTED_TYPES`); none when `INVENTREE_MFA_ENABLED` is off.
    pub second_factors: Vec<Factor>,
    /// Who mails come from. Without a sender no mail is sent, and nobody can sign up or ask for another password.
    pub mail: Option<Sender>,
}

impl Default for Policy {
    fn default() -> Self {
        Policy { login_attempts: 5, confirm_days: 3, second_factors: Factor::ALL.to_vec(), mail: None }
    }
}

impl Policy {
    /// Whether mail is sent.
    pub fn sends_mail(&self) -> bool {
        self.mail.is_some()
    }

    /// Whether users may set up this factor.
    pub fn supports(&self, factor: Factor) -> bool {
        self.second_factors.contains(&factor)
    }
}

/// Policy and keys.
#[derive(Clone)]
pub struct Accounts {
    /// What the operator has set.
    pub policy: Policy,
    /// Signs sessions.
    pub signer: Signer,
    /// Names what is counted, without telling it.
    pub(super) counted: Seal,
    /// Marks browsers that their users trust.
    pub(super) trust: Seal,
    /// Makes the keys in the links of mails.
    pub(super) links: Links,
    /// Where people find this server, when the operator said so; links in mails lead there, whatever a request calls the server.
    pub(super) site: Option<String>,
    /// Rung when mails wait.
    pub(super) bell: Bell,
}

impl Accounts {
    /// `secret` is `INVENTREE_SECRET_KEY`.
    pub fn new(policy: Policy, secret: &str) -> Self {
        Accounts {
            policy,
            signer: Signer::new(secret),
            counted: Seal::new("account.counted", secret),
            trust: Seal::new("account.trust", secret),
            links: Links::new(secret),
            site: None,
            bell: Bell::default(),
        }
    }

    /// People find this server there.
    pub fn at(self, site: Option<String>) -> Self {
        Accounts { site, ..self }
    }

    /// Whoever sends mails hears of them by this bell.
    pub fn ringing(self, bell: Bell) -> Self {
        Accounts { bell, ..self }
    }
}
