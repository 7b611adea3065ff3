//! The session of the browser that calls: read before an operation, stored after it.

use ironwood_db::Conn;
use ironwood_rest::Result;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::methods::Record;
use super::people::{self, Account};
use super::policy::Accounts;
use crate::user::sessions::{self, METHODS, Visitor};

/// The session of a browser.
#[derive(Debug, Default)]
pub struct Browser {
    /// Key of the stored session; none while there is none, or it belongs to nobody any more.
    key: Option<String>,
    values: Map<String, Value>,
    account: Option<Account>,
    /// A stored session that is over and is to go.
    dead: Option<String>,
    fate: Fate,
}

/// What becomes of the session.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Fate {
    #[default]
    Untouched,
    /// Stored under its key.
    Changed,
    /// Stored under a new key.
    Renewed,
    /// Stored under a new key, as that of somebody who has just signed in.
    Opened,
    Ended,
}

/// What the browser is told about its cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionCookie {
    /// Nothing.
    Unchanged,
    /// This is the key of the session.
    Keep(String),
    /// This is the key of the session of somebody who has just signed in; the secret of its pages changes with it.
    SignedIn(String),
    /// There is no session.
    Gone,
}

/// Keys of sessions are such texts; others need not be looked for.
const KEY_LENGTH: usize = 32;

impl Browser {
    /// Reads the session of this key.
    ///
    /// # Errors
    /// From storage.
    pub async fn load(conn: &mut Conn, accounts: &Accounts, key: Option<&str>, now: Timestamp) -> Result<Self> {
        let is_key = |key: &&str| key.len() == KEY_LENGTH && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let Some(key) = key.filter(is_key) else { return Ok(Browser::default()) };
        let Some(values) = sessions::load(conn, &accounts.signer, key, now).await? else {
            return Ok(Browser { dead: Some(key.to_owned()), ..Browser::default() });
        };
        let Some((user, digest)) = sessions::named(&values) else {
            return Ok(Browser { key: Some(key.to_owned()), values, ..Browser::default() });
        };
        let account = people::by_id(conn, user).await?;
        let is_alive =
            |account: &Account| account.is_active && accounts.signer.password_digest(&account.password) == digest;
        match account.filter(is_alive) {
            Some(account) => {
                Ok(Browser { key: Some(key.to_owned()), account: Some(account), values, ..Browser::default() })
            }
            None => Ok(Browser { dead: Some(key.to_owned()), ..Browser::default() }),
        }
    }

    /// Whoever is signed in.
    pub fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    /// Reads anew whoever is signed in, after a change of the account.
    ///
    /// # Errors
    /// From storage.
    pub async fn refresh(&mut self, conn: &mut Conn) -> Result<()> {
        if let Some(account) = &self.account {
            self.account = people::by_id(conn, account.id).await?;
        }
        Ok(())
    }

    /// Key of the stored session.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// How whoever is signed in proved who they are, oldest first.
    pub fn methods(&self) -> Vec<Record> {
        let stored = self.values.get(METHODS).and_then(Value::as_array);
        stored.into_iter().flatten().cloned().map(Record).collect()
    }

    /// Whether that was proven a moment ago.
    pub fn is_recent(&self, now: Timestamp) -> bool {
        self.methods().last().is_some_and(|record| record.is_recent(now))
    }

    /// Adds a proof.
    pub fn prove(&mut self, record: Record) {
        let mut methods: Vec<Value> = self.methods().into_iter().map(|record| record.0).collect();
        methods.push(record.0);
        self.set(METHODS, methods.into());
    }

    /// A value of the session.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// Keeps a value in the session.
    pub fn set(&mut self, key: &str, value: Value) {
        self.values.insert(key.to_owned(), value);
        self.touch(Fate::Changed);
    }

    /// Takes a value out of the session.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        let value = self.values.remove(key)?;
        self.touch(Fate::Changed);
        Some(value)
    }

    /// Gives the session another key: whoever knew the old one knows nothing any more.
    pub fn renew(&mut self) {
        self.touch(Fate::Renewed);
    }

    /// Makes it the session of somebody who has just signed in; nothing of the one before is left.
    pub fn open(&mut self, accounts: &Accounts, account: Account, methods: Vec<Record>) {
        self.values = sessions::object_of(&accounts.signer, account.id, &account.password);
        let methods: Vec<Value> = methods.into_iter().map(|record| record.0).collect();
        self.values.insert(METHODS.to_owned(), methods.into());
        self.account = Some(account);
        self.fate = Fate::Opened;
    }

    /// Ends it.
    pub fn end(&mut self) {
        self.values.clear();
        self.account = None;
        self.fate = Fate::Ended;
    }

    fn touch(&mut self, fate: Fate) {
        if matches!(self.fate, Fate::Untouched | Fate::Changed) {
            self.fate = fate;
        }
    }

    /// Stores what an operation has made of it.
    ///
    /// # Errors
    /// From storage.
    pub async fn store(
        self,
        conn: &mut Conn,
        accounts: &Accounts,
        visitor: &Visitor,
        now: Timestamp,
    ) -> Result<SessionCookie> {
        let Browser { key, values, account, dead, fate } = self;
        if let Some(dead) = dead {
            sessions::end(conn, &dead).await?;
        }
        if matches!(fate, Fate::Renewed | Fate::Opened | Fate::Ended)
            && let Some(key) = &key
        {
            sessions::end(conn, key).await?;
        }
        let signer = &accounts.signer;
        Ok(match (fate, account) {
            (Fate::Untouched, _) => SessionCookie::Unchanged,
            (Fate::Ended, _) => SessionCookie::Gone,
            (Fate::Changed, _) => {
                SessionCookie::Keep(sessions::save(conn, signer, key.as_deref(), &values, now).await?)
            }
            (Fate::Opened, Some(account)) => {
                SessionCookie::SignedIn(sessions::begin(conn, signer, account.id, &values, visitor, now).await?)
            }
            (Fate::Renewed | Fate::Opened, _) => {
                SessionCookie::Keep(sessions::save(conn, signer, None, &values, now).await?)
            }
        })
    }
}
