//! Who is asking (spec 10 §1): what a request shows, and whom the database knows by it. Token and basic credentials are final,
//! good or bad; the session cookie counts only where neither is sent.

pub(crate) mod cookies;
mod csrf;
mod password;
mod second_factor;
mod trail;

pub(crate) use csrf::{FIELD as CSRF_FIELD, Proof};

use http::header::AUTHORIZATION;
use ironwood_auth::Credentials;
use ironwood_auth::password::PasswordHasher;
use ironwood_db::{Conn, Db};
use ironwood_inventory::account::{Done, Work};
use ironwood_inventory::user::identity::{self, Account, Caller, Claim};
use ironwood_inventory::user::sessions::{self, SignedIn, Signer};
use ironwood_rest::Visitor;

use crate::arrival::Arrival;
use crate::refusal::{Failure, Refusal};
use password::Passwords;
pub(crate) use trail::Moment;
use trail::Trail;

/// Answer to a user name and password that do not belong together, or to an account that may not be used.
const WRONG_PASSWORD: &str = "Invalid username/password.";

/// What a request shows of its sender.
pub(crate) enum Presented {
    Nothing,
    Token(String),
    Password {
        username: String,
        password: String,
    },
    Session {
        /// Its key.
        key: String,
        /// Whether what is asked for is closed to those who should have a second factor and do not (spec 10 §5.12).
        needs_second_factor: bool,
    },
}

/// That the presented password was found to belong to a stored hash, outside of the database.
#[derive(Debug, Clone)]
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
    /// Reads the head of a request.
    ///
    /// # Errors
    /// For an `Authorization` header that cannot be read.
    pub(crate) fn read(arrival: &Arrival) -> Result<Self, Failure> {
        let header = arrival.headers.get(AUTHORIZATION).map(|value| value.as_bytes());
        Ok(match Credentials::from_header(header).map_err(|error| Failure::unauthenticated(&error.to_string()))? {
            Credentials::Token(key) => Presented::Token(key),
            Credentials::Basic { username, password } => Presented::Password { username, password },
            Credentials::None => match arrival.cookie(cookies::SESSION).filter(|key| !key.is_empty()) {
                Some(key) => Presented::Session {
                    key: key.to_owned(),
                    needs_second_factor: second_factor::guards(arrival.uri.path()),
                },
                None => Presented::Nothing,
            },
        })
    }

    /// Whether nothing was shown, so that nobody need be looked up.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Presented::Nothing)
    }

    /// Whether it is a browser's session, which needs a proof that a page of ours uses it.
    pub(crate) fn is_session(&self) -> bool {
        matches!(self, Presented::Session { .. })
    }

    /// The token, for those who want to know which one is in use.
    pub(crate) fn token(&self) -> Option<&str> {
        match self {
            Presented::Token(key) => Some(key),
            _ => None,
        }
    }
}

/// Recognises callers.
pub(crate) struct SignIn {
    pub(crate) signer: Signer,
    passwords: Passwords,
    trail: Trail,
}

impl SignIn {
    pub(crate) fn new(signer: Signer, hasher: PasswordHasher) -> Self {
        SignIn { signer, passwords: Passwords::new(hasher), trail: Trail::default() }
    }

    /// Looks the sender of a request up. `proof` is that a page of ours sent it; it is asked for only when a session is what
    /// speaks for the sender.
    ///
    /// # Errors
    /// 401 for credentials that do not work, 403 for a session without its proof; from storage.
    pub(crate) async fn identify(
        &self,
        conn: &mut Conn,
        presented: &Presented,
        proven: Option<&Proven>,
        proof: &Result<(), Refusal>,
        at: Moment,
    ) -> Result<Identified, Failure> {
        let mut by_session = false;
        let claim = match presented {
            Presented::Nothing => Claim::Nobody,
            Presented::Token(key) => Claim::Token(key.clone()),
            Presented::Password { username, password } => {
                let Some(account) = account(conn, username).await? else { return Ok(Identified::Unproven(None)) };
                let is_proven =
                    proven.is_some_and(|proven| proven.account == account.id && proven.stored == account.password);
                if !is_proven && !self.passwords.knows(&account, password) {
                    return Ok(Identified::Unproven(Some(account)));
                }
                if !account.is_active {
                    return Err(Failure::unauthenticated(WRONG_PASSWORD));
                }
                Claim::User(account.id)
            }
            Presented::Session { key, needs_second_factor } => {
                match sessions::user(conn, &self.signer, key, at.now).await? {
                    Some(SignedIn { user, lacks_second_factor }) => {
                        if lacks_second_factor && *needs_second_factor {
                            return Err(Refusal::SecondFactor.into());
                        }
                        proof.clone()?;
                        by_session = true;
                        Claim::User(user)
                    }
                    None => Claim::Nobody,
                }
            }
        };
        Ok(Identified::Known { caller: identity::identify(conn, &claim, at.today).await?, by_session })
    }

    /// Checks the presented password against the account that [`SignIn::identify`] found; with the proof the next look goes
    /// through. Either way it leaves a trail.
    ///
    /// # Errors
    /// 401 when it is another password, or there is no account that may be used.
    pub(crate) async fn prove(
        &self,
        db: &Db,
        presented: &Presented,
        account: Option<Account>,
        visitor: &Visitor,
        at: Moment,
    ) -> Result<Proven, Failure> {
        let wrong = || Failure::unauthenticated(WRONG_PASSWORD);
        let Presented::Password { password, .. } = presented else { return Err(wrong()) };
        let known = account.as_ref().map(|account| account.id);
        let proven = account
            .as_ref()
            .filter(|account| account.is_active)
            .map(|account| Proven { account: account.id, stored: account.password.clone() });
        let is_right = self.passwords.check(account, password).await?;
        match proven.filter(|_| is_right) {
            Some(proven) => {
                self.trail.password_right(db, proven.account, visitor, at);
                Ok(proven)
            }
            None => {
                self.trail.password_wrong(db, known, visitor, at).await;
                Err(wrong())
            }
        }
    }

    /// Does slow work for the account API, in turn with the checks of passwords.
    ///
    /// # Errors
    /// When the work broke off.
    pub(crate) async fn work(&self, work: Work) -> Result<Done, Failure> {
        self.passwords.work(work).await
    }

    /// Notes that the caller's token, if there is one, was used today, and from where.
    pub(crate) fn note_use(&self, db: &Db, caller: &Caller, visitor: &Visitor, at: Moment) {
        if let Some(token) = caller.token {
            self.trail.token_used(db, token, caller.token_last_seen_is_old, visitor, at);
        }
    }
}

async fn account(conn: &mut Conn, username: &str) -> Result<Option<Account>, Failure> {
    // No account has a name with this character, and PostgreSQL would not even look.
    if username.contains('\0') {
        return Ok(None);
    }
    Ok(identity::account(conn, username).await?)
}
