//! Who is asking (spec 10 §1): what a request shows, and whom the database knows by it. Token and basic credentials are final,
//! good or bad; the session cookie counts only where neither is sent.

pub(crate) mod cookies;
mod csrf;
mod last_seen;
mod password;

pub(crate) use csrf::Proof;
pub(crate) use last_seen::LastSeen;
pub(crate) use password::Passwords;

use http::header::AUTHORIZATION;
use ironwood_auth::Credentials;
use ironwood_db::Conn;
use ironwood_inventory::user::identity::{self, Account, Caller, Claim};
use ironwood_inventory::user::sessions::{self, Signer};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::arrival::Arrival;
use crate::refusal::{Failure, Refusal};

/// Answer to a user name and password that do not belong together, or to an account that may not be used.
const WRONG_PASSWORD: &str = "Invalid username/password.";

/// What a request shows of its sender.
pub(crate) enum Presented {
    Nothing,
    Token(String),
    Password {
        username: String,
        password: String,
        /// What was found right since, outside of the database.
        proven: Option<Proven>,
    },
    Session {
        key: String,
        /// That the request comes from a page of ours; asked of those that change something.
        proof: Result<(), Refusal>,
    },
}

/// A password that was found to belong to a stored hash.
pub(crate) struct Proven {
    account: i64,
    stored: String,
}

/// What the database made of it.
pub(crate) enum Identified {
    /// The caller, who may be nobody.
    Known {
        caller: Caller,
        /// Whether a session says so.
        by_session: bool,
    },
    /// First the password must be checked against this account, which takes longer than a transaction may. `None` when there is
    /// no such account; the check must then take as long.
    Unproven(Option<Account>),
}

impl Presented {
    /// Reads the head of a request. `proof` is asked for only where the session cookie counts.
    ///
    /// # Errors
    /// For an `Authorization` header that cannot be read.
    pub(crate) fn read(arrival: &Arrival, proof: impl FnOnce() -> Result<(), Refusal>) -> Result<Self, Failure> {
        let header = arrival.headers.get(AUTHORIZATION).map(|value| value.as_bytes());
        Ok(match Credentials::from_header(header).map_err(|error| Failure::unauthenticated(&error.to_string()))? {
            Credentials::Token(key) => Presented::Token(key),
            Credentials::Basic { username, password } => Presented::Password { username, password, proven: None },
            Credentials::None => match arrival.cookie(cookies::SESSION).filter(|key| !key.is_empty()) {
                Some(key) => Presented::Session { key: key.to_owned(), proof: proof() },
                None => Presented::Nothing,
            },
        })
    }

    /// Whether nothing was shown, so that nobody need be looked up.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Presented::Nothing)
    }

    /// The token, for those who want to know which one is in use.
    pub(crate) fn token(&self) -> Option<&str> {
        match self {
            Presented::Token(key) => Some(key),
            _ => None,
        }
    }

    /// Looks the sender up.
    ///
    /// # Errors
    /// 401 for credentials that do not work, 403 for a session without its proof; from storage.
    pub(crate) async fn identify(
        &self,
        conn: &mut Conn,
        signer: &Signer,
        passwords: &Passwords,
        now: Timestamp,
        today: Date,
    ) -> Result<Identified, Failure> {
        let (claim, by_session) = match self {
            Presented::Nothing => (Claim::Nobody, false),
            Presented::Token(key) => (Claim::Token(key.clone()), false),
            Presented::Password { username, password, proven } => {
                // No account has a name with this character, and PostgreSQL would not even look.
                let account = match username.contains('\0') {
                    true => None,
                    false => identity::account(conn, username).await?,
                };
                let Some(account) = account else { return Ok(Identified::Unproven(None)) };
                let is_proven = proven
                    .as_ref()
                    .is_some_and(|proven| proven.account == account.id && proven.stored == account.password);
                if !is_proven && !passwords.knows(&account, password) {
                    return Ok(Identified::Unproven(Some(account)));
                }
                if !account.is_active {
                    return Err(Failure::unauthenticated(WRONG_PASSWORD));
                }
                (Claim::User(account.id), false)
            }
            Presented::Session { key, proof } => match sessions::user(conn, signer, key, now).await? {
                Some(user) => {
                    proof.clone()?;
                    (Claim::User(user), true)
                }
                None => (Claim::Nobody, false),
            },
        };
        let caller = identity::identify(conn, &claim, today).await?;
        Ok(Identified::Known { by_session: by_session && caller.authority.is_active, caller })
    }

    /// Checks the password against the account that [`Presented::identify`] found, so that the next look goes through.
    ///
    /// # Errors
    /// 401 when it is another one, or there is no account.
    pub(crate) async fn prove(&mut self, passwords: &Passwords, account: Option<Account>) -> Result<(), Failure> {
        let Presented::Password { password, proven, .. } = self else {
            return Err(Failure::unauthenticated(WRONG_PASSWORD));
        };
        let stored = account.as_ref().map(|account| (account.id, account.password.clone()));
        if !passwords.check(account, password).await? {
            return Err(Failure::unauthenticated(WRONG_PASSWORD));
        }
        *proven = stored.map(|(account, stored)| Proven { account, stored });
        Ok(())
    }
}
