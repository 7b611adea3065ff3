//! How often something may be tried (spec 10 §5.3): counted in the database, so that all servers count together and a restart
//! forgives nothing. Whoever is counted stands there under a digest.
//!
//! It is the generic cell rate algorithm: one instant for each name, at which everything it has used is given back.

use std::net::IpAddr;

use ironwood_db::Conn;
use ironwood_rest::Result;
use jiff::Timestamp;

use super::call::Call;
use super::policy::Accounts;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;

/// Something that may be tried so many times in a while; all at once, then one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    name: String,
    times: i64,
    /// Microseconds.
    period: i64,
}

impl Limit {
    /// Attempts to sign in, right or wrong, from one address.
    pub fn sign_ins(address: IpAddr) -> Self {
        Limit::per_minute("sign-in", &network(address), 30)
    }

    /// Wrong passwords for one user name from one address. Not for the name alone, or anybody could lock anybody out.
    pub fn wrong_passwords(username: &str, address: IpAddr, times: u32) -> Self {
        Limit::per_minute("password", &format!("{}\0{}", username.to_lowercase(), network(address)), times)
    }

    /// Wrong codes for one account, wherever they come from: who gets to guess them knows its password already.
    pub fn wrong_codes(user: i64, times: u32) -> Self {
        Limit::per_minute("code", &user.to_string(), times)
    }

    /// Calls of one operation from one address.
    pub fn of_address(call: &Call<'_>, what: &'static str, times: u32) -> Self {
        Limit::per_minute(what, &network(call.asked.visitor.address), times)
    }

    /// Calls of one operation about the same thing.
    pub fn of_text(what: &'static str, text: &str, times: u32) -> Self {
        Limit::per_minute(what, &format!("about\0{}", text.to_lowercase()), times)
    }

    /// Mails that ask for the proof of one address: one in three minutes.
    pub fn proofs_of(email: &str) -> Self {
        Limit { name: format!("proof\0{}", email.to_lowercase()), times: 1, period: 3 * MINUTE }
    }

    /// Calls of one operation by whoever is signed in.
    pub fn of_user(call: &Call<'_>, what: &'static str, times: u32) -> Self {
        let user = call.browser.account().map_or(0, |account| account.id);
        Limit::per_minute(what, &user.to_string(), times)
    }

    fn per_minute(what: &'static str, whose: &str, times: u32) -> Self {
        Limit { name: format!("{what}\0{whose}"), times: i64::from(times.max(1)), period: MINUTE }
    }

    fn interval(&self) -> i64 {
        self.period / self.times
    }

    /// Counts one attempt, if it may be made.
    ///
    /// # Errors
    /// From storage.
    pub async fn admit(&self, call: &mut Call<'_>) -> Result<bool> {
        self.admit_at(call.conn, call.accounts, call.now).await
    }

    /// The same outside of a call.
    ///
    /// # Errors
    /// From storage.
    pub async fn admit_at(&self, conn: &mut Conn, accounts: &Accounts, now: Timestamp) -> Result<bool> {
        let (now, interval) = (now.as_microsecond(), self.interval());
        let name = accounts.counted.digest(&self.name);
        let sql = "INSERT INTO ironwood_limit (name, free_at) VALUES (?, ?)
                   ON CONFLICT (name) DO UPDATE
                   SET free_at = CASE WHEN ironwood_limit.free_at > ? THEN ironwood_limit.free_at ELSE ? END + ?
                   WHERE CASE WHEN ironwood_limit.free_at > ? THEN ironwood_limit.free_at ELSE ? END <= ?
                   RETURNING free_at";
        let latest = now + self.period - interval;
        let params = [name.into(), (now + interval).into()]
            .into_iter()
            .chain([now, now, interval, now, now, latest].map(Into::into))
            .collect::<Vec<_>>();
        Ok(conn.exists(sql, &params).await?)
    }

    /// Takes one counted attempt back: it turned out right.
    ///
    /// # Errors
    /// From storage.
    pub async fn give_back(&self, call: &mut Call<'_>) -> Result<()> {
        let name = call.accounts.counted.digest(&self.name);
        let sql = "UPDATE ironwood_limit SET free_at = free_at - ? WHERE name = ?";
        call.conn.execute(sql, &[self.interval().into(), name.into()]).await?;
        Ok(())
    }

    /// Forgets all counted attempts.
    ///
    /// # Errors
    /// From storage.
    pub async fn clear(&self, call: &mut Call<'_>) -> Result<()> {
        let name = call.accounts.counted.digest(&self.name);
        call.conn.execute("DELETE FROM ironwood_limit WHERE name = ?", &[name.into()]).await?;
        Ok(())
    }
}

/// Forgets whatever has been given back. Whoever signs in sweeps.
///
/// # Errors
/// From storage.
pub async fn sweep(call: &mut Call<'_>) -> Result<()> {
    let now = call.now.as_microsecond();
    call.conn.execute("DELETE FROM ironwood_limit WHERE free_at <= ?", &[now.into()]).await?;
    Ok(())
}

/// What one client can call its own: an IPv4 address, or the half of an IPv6 address that is given to a household.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_household_is_one_client() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2:aaaa::1"), of("2001:db8:1:2:bbbb::2"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
