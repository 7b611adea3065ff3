//! One call of the account API: what is asked, by which browser, and what an operation has at hand to answer it.

use ironwood_auth::password::PasswordHasher;
use ironwood_db::{Conn, DbError, Refusal, Violation};
use ironwood_rest::{BoxFuture, Error};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::answer::Answer;
use super::browser::Browser;
use super::input::Given;
use super::letters::Notice;
use super::people::Account;
use super::policy::Accounts;
use super::rules::Rules;
use crate::mail::{self, Letter};
use crate::user::sessions::Visitor;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The object of the body; `None` when the body is none.
    pub body: Option<Map<String, Value>>,
    /// Query parameters, in their order.
    pub parameters: Vec<(String, String)>,
    /// Key of a mail, where the operation takes it in a header.
    pub key: Option<String>,
    /// Key of the browser's session.
    pub session: Option<String>,
    /// Marks by which users trust this browser.
    pub trust: Option<String>,
    /// Where it comes from.
    pub visitor: Visitor,
    /// Host and port by which the browser knows this server.
    pub host: String,
    /// Scheme, host and port of the pages that users see: for links in mails and for security keys.
    pub origin: String,
}

/// Slow work that a transaction must not wait for.
#[derive(Clone, PartialEq, Eq)]
pub enum Work {
    /// Compare a password, as it was typed and without blanks around it, with a stored hash. Without one it takes as long, and is
    /// wrong.
    Verify {
        /// As it was typed.
        password: String,
        /// The hash.
        stored: Option<String>,
    },
    /// Make the hash of a new password.
    Hash {
        /// The password.
        password: String,
    },
}

/// What came of it.
#[derive(Clone)]
pub enum Done {
    /// Of [`Work::Verify`].
    Verified {
        /// Whether it is the password.
        matches: bool,
        /// A stronger hash to be stored instead, when the present one is weak.
        stronger: Option<String>,
    },
    /// Of [`Work::Hash`].
    Hashed(String),
}

impl Work {
    /// Does it; call it where blocking is allowed.
    pub fn run(&self, hasher: &PasswordHasher) -> Done {
        match self {
            Work::Hash { password } => Done::Hashed(hasher.hash(password)),
            Work::Verify { password, stored } => {
                let trimmed = password.trim();
                let also_trimmed = (trimmed != password.as_str()).then_some(trimmed);
                for typed in std::iter::once(password.as_str()).chain(also_trimmed) {
                    let Some(stored) = stored else {
                        hasher.burn(typed);
                        continue;
                    };
                    let verdict = hasher.verify(typed, stored);
                    if verdict.matches {
                        let stronger = verdict.needs_upgrade.then(|| hasher.hash(typed));
                        return Done::Verified { matches: true, stronger };
                    }
                }
                Done::Verified { matches: false, stronger: None }
            }
        }
    }
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Work::Verify { .. } => "Verify",
            Work::Hash { .. } => "Hash",
        })
    }
}

/// The slow work that was done for a call.
pub type WorkDone = Vec<(Work, Done)>;

/// How a handler ends other than with its answer.
#[derive(Debug)]
pub enum Stop {
    /// With an answer that is known early. What was changed before stays changed: an operation checks first, then changes.
    Answered(Box<Answer>),
    /// Slow work must be done first; then the operation runs again. What was changed before stays changed here too.
    Waits(Work),
    /// With an error; then nothing was changed.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failed(error)
    }
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Stop::Failed(error.into())
    }
}

impl From<Answer> for Stop {
    fn from(answer: Answer) -> Self {
        Stop::Answered(Box::new(answer))
    }
}

impl Refusal for Stop {
    /// Operations look before they insert. A row that is there after all was inserted by somebody faster, and a second look sees it.
    fn is_retryable(&self) -> bool {
        match self {
            Stop::Failed(Error::Storage(DbError::Violated(Violation::Unique { .. }))) => true,
            Stop::Failed(error) => error.is_retryable(),
            Stop::Answered(_) | Stop::Waits(_) => false,
        }
    }
}

/// What operations end with.
pub type Outcome<T = Answer> = Result<T, Stop>;

/// Answers a call.
pub type Handler = for<'a, 'c> fn(&'a mut Call<'c>, Given) -> BoxFuture<'a, Outcome>;

/// What an operation works with.
pub struct Call<'c> {
    /// The connection; where the operation changes something, its transaction.
    pub conn: &'c mut Conn,
    /// What the operator has set, and the keys.
    pub accounts: &'c Accounts,
    /// What is asked.
    pub asked: &'c Asked,
    /// The instant of the call.
    pub now: Timestamp,
    /// The browser's session.
    pub browser: Browser,
    pub(super) done: &'c WorkDone,
    pub(super) rules: Option<Rules>,
}

impl Call<'_> {
    /// The result of slow work.
    ///
    /// # Errors
    /// [`Stop::Waits`] when it is not done yet.
    pub fn work(&self, work: Work) -> Outcome<Done> {
        match self.done.iter().find(|(known, _)| *known == work) {
            Some((_, done)) => Ok(done.clone()),
            None => Err(Stop::Waits(work)),
        }
    }

    /// Whether slow work was done already: the call was counted and checked when it came first.
    pub fn is_resumed(&self) -> bool {
        !self.done.is_empty()
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// [`Stop::Waits`] when it is not made yet.
    pub fn hash(&self, password: &str) -> Outcome<String> {
        match self.work(Work::Hash { password: password.to_owned() })? {
            Done::Hashed(hash) => Ok(hash),
            Done::Verified { .. } => Err(Error::Internal("a hash was asked for, and a verdict came".into()).into()),
        }
    }

    /// Whoever is signed in, for the operations that take nobody else's calls.
    ///
    /// # Errors
    /// When nobody is: then an operation is declared for others than it was written for.
    pub fn user(&self) -> Outcome<Account> {
        let nobody = || Error::Internal("an operation for users was called by nobody".into()).into();
        self.browser.account().cloned().ok_or_else(nobody)
    }

    /// What administrators have set about accounts; one statement, the first time.
    ///
    /// # Errors
    /// From storage.
    pub async fn rules(&mut self) -> Outcome<Rules> {
        if let Some(rules) = &self.rules {
            return Ok(rules.clone());
        }
        let rules = Rules::load(self.conn).await?;
        self.rules = Some(rules.clone());
        Ok(rules)
    }

    /// The value of a query parameter; the last one when it was sent several times.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.asked.parameters.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Sends a mail, once all is committed. Where no mail is sent it is dropped without a trace (spec 10 §5.14).
    ///
    /// # Errors
    /// From storage.
    pub async fn send(&mut self, letter: Letter) -> Outcome<()> {
        if let Some(sender) = &self.accounts.policy.mail {
            mail::post(self.conn, sender, &letter, self.now).await?;
            self.accounts.bell.ring_after(self.conn);
        }
        Ok(())
    }

    /// Tells the user of an account by mail what happened to it.
    ///
    /// # Errors
    /// From storage.
    pub async fn notify(&mut self, account: &Account, notice: Notice) -> Outcome<()> {
        if account.address().is_empty() || !self.accounts.policy.sends_mail() {
            return Ok(());
        }
        let letter = notice.letter(self, &account.username, account.address());
        self.send(letter).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verify(hasher: &PasswordHasher, password: &str, stored: Option<&str>) -> (bool, bool) {
        let work = Work::Verify { password: password.into(), stored: stored.map(str::to_owned) };
        let Done::Verified { matches, stronger } = work.run(hasher) else { panic!("a verdict") };
        (matches, stronger.is_some())
    }

    #[test]
    fn a_password_is_tried_as_typed_and_without_blanks() {
        let hasher = PasswordHasher::with_iterations(2);
        let (plain, padded) = (hasher.hash("x"), hasher.hash(" x "));
        assert_eq!(verify(&hasher, "x", Some(&plain)), (true, false));
        assert_eq!(verify(&hasher, " x ", Some(&plain)), (true, false));
        assert_eq!(verify(&hasher, " x ", Some(&padded)), (true, false));
        assert_eq!(verify(&hasher, "x", Some(&padded)), (false, false));
        assert_eq!(verify(&hasher, "x", None), (false, false));
    }

    #[test]
    fn weak_hashes_are_made_stronger() {
        let weak = PasswordHasher::with_iterations(1).hash("x");
        assert_eq!(verify(&PasswordHasher::with_iterations(2), "x", Some(&weak)), (true, true));
    }

    #[test]
    fn passwords_are_not_printed() {
        let work = Work::Verify { password: "secret".into(), stored: Some("hash".into()) };
        assert_eq!(format!("{work:?}"), "Verify");
    }
}
