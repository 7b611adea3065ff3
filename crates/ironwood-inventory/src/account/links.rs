//! Keys in the links of mails (spec 10 §5.4, §5.8): sealed, good for some days, and only as long as what they are about stays as
//! it was.

use ironwood_auth::Seal;
use ironwood_db::Conn;
use ironwood_rest::Result;
use jiff::{SignedDuration, Timestamp};

use super::people::{self, Account};
use super::policy::Accounts;

/// How long another password can be set with a link.
const PASSWORD_LIFETIME: SignedDuration = SignedDuration::from_hours(3 * 24);
/// How long somebody can sign in with a link.
const SIGN_IN_LIFETIME: SignedDuration = SignedDuration::from_secs(300);

/// What a link about an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To set another password.
    Password,
    /// To sign in.
    SignIn,
}

impl Purpose {
    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Purpose::Password => "password",
            Purpose::SignIn => "sign_in",
        }
    }

    /// The purpose of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Purpose::Password, Purpose::SignIn].into_iter().find(|purpose| purpose.name() == name)
    }

    const fn lifetime(self) -> SignedDuration {
        match self {
            Purpose::Password => PASSWORD_LIFETIME,
            Purpose::SignIn => SIGN_IN_LIFETIME,
        }
    }
}

/// Seals the keys of links.
#[derive(Clone)]
pub struct Links {
    password: Seal,
    verify: Seal,
    sign_in: Seal,
}

/// An address that a link is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Primary key of its row.
    pub id: i64,
    /// Whose it is.
    pub user: i64,
    /// The address.
    pub email: String,
}

impl Links {
    pub(super) fn new(secret: &str) -> Self {
        let seal = |purpose| Seal::new(purpose, secret);
        Links { password: seal("link.password"), verify: seal("link.verify"), sign_in: seal("link.sign_in") }
    }

    fn seal(&self, purpose: Purpose) -> &Seal {
        match purpose {
            Purpose::Password => &self.password,
            Purpose::SignIn => &self.sign_in,
        }
    }

    /// A key about an account. It is worth nothing once the password, the last sign-in or an address of the account is another one:
    /// so it works once, and not after the user got in by themselves.
    ///
    /// # Errors
    /// From storage.
    pub async fn key(&self, conn: &mut Conn, purpose: Purpose, account: &Account, now: Timestamp) -> Result<String> {
        let seal = self.seal(purpose);
        let basis = basis(conn, account).await?;
        Ok(seal.close(&format!("{} {} {}", account.id, now.as_second(), seal.digest(&basis))))
    }

    /// The account that a key is about, as long as it is good.
    ///
    /// # Errors
    /// From storage.
    pub async fn account(
        &self,
        conn: &mut Conn,
        purpose: Purpose,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Account>> {
        let seal = self.seal(purpose);
        let Some(text) = seal.open(key) else { return Ok(None) };
        let mut words = text.split(' ');
        let (Some(user), Some(since), Some(digest)) =
            (words.next().and_then(|word| word.parse().ok()), words.next(), words.next())
        else {
            return Ok(None);
        };
        if !is_fresh(since, now, purpose.lifetime()) {
            return Ok(None);
        }
        let Some(account) = people::by_id(conn, user).await?.filter(|account| account.is_active) else {
            return Ok(None);
        };
        let basis = basis(conn, &account).await?;
        Ok((seal.digest(&basis) == digest).then_some(account))
    }

    /// The same in order to make use of the key: of two requests with one key, the second one sees what the first one made of the
    /// account.
    ///
    /// # Errors
    /// From storage.
    pub async fn redeem(
        &self,
        conn: &mut Conn,
        purpose: Purpose,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Account>> {
        let user = self.seal(purpose).open(key).and_then(|text| text.split(' ').next()?.parse().ok());
        if let Some(user) = user {
            people::lock(conn, user).await?;
        }
        self.account(conn, purpose, key, now).await
    }

    /// A key that proves that somebody reads the mails of an address.
    pub fn verify_key(&self, address: &Address, now: Timestamp) -> String {
        self.verify.close(&format!("{} {} {} {}", address.id, address.user, now.as_second(), address.email))
    }

    /// The address that a key proves.
    pub fn verified(&self, accounts: &Accounts, key: &str, now: Timestamp) -> Option<Address> {
        let text = self.verify.open(key)?;
        let mut words = text.splitn(4, ' ');
        let (id, user) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let lifetime = SignedDuration::from_hours(24 * i64::from(accounts.policy.confirm_days));
        let is_fresh = is_fresh(words.next()?, now, lifetime);
        let email = words.next()?.to_owned();
        is_fresh.then_some(Address { id, user, email })
    }
}

fn is_fresh(since: &str, now: Timestamp, lifetime: SignedDuration) -> bool {
    let age = since.parse::<i64>().map(|since| now.as_second() - since);
    age.is_ok_and(|age| (0..lifetime.as_secs()).contains(&age))
}

/// What a key about an account depends on.
async fn basis(conn: &mut Conn, account: &Account) -> Result<String> {
    let sql = "SELECT last_login FROM auth_user WHERE id = ?";
    let last: Option<Timestamp> = conn.value(sql, &[account.id.into()]).await?;
    let sql = "SELECT email FROM account_emailaddress WHERE user_id = ? ORDER BY id";
    let addresses: Vec<String> = conn.column(sql, &[account.id.into()]).await?;
    let last = last.map(Timestamp::as_microsecond);
    Ok(format!("{}\0{last:?}\0{}\0{}", account.password, account.email, addresses.join("\0")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::policy::Policy;

    #[test]
    fn an_address_is_proven_for_some_days() {
        let accounts = Accounts::new(Policy { confirm_days: 3, ..Policy::default() }, "secret");
        let at = |hours: i64| Timestamp::from_second(1_790_000_000 + hours * 3600).expect("an instant");
        let address = Address { id: 3, user: 7, email: "zoe smith@example.com".into() };
        let key = accounts.links.verify_key(&address, at(0));
        assert_eq!(accounts.links.verified(&accounts, &key, at(71)), Some(address));
        assert_eq!(accounts.links.verified(&accounts, &key, at(72)), None);
        assert_eq!(accounts.links.verified(&accounts, &key, at(-1)), None);
        for wrong in ["", "x", &key[1..]] {
            assert_eq!(accounts.links.verified(&accounts, wrong, at(0)), None);
        }
    }
}
