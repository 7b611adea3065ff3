//! Wishes for a mail with a link: to a new password, to sign in (spec 10 §5.4, §5.14). Whoever wishes waits only until the wish is
//! written down, so neither the answer nor its time tells whether somebody has the address. Granting it comes later.

use ironwood_db::{Conn, Param};
use ironwood_rest::{Ctx, Result};
use jiff::{SignedDuration, Timestamp};

use super::links::Purpose;
use super::policy::Accounts;
use super::{addresses, letters, limits::Limit};
use crate::mail;

/// Links to sign in that one address gets within a minute.
const MOST: u32 = 3;
/// Wishes that are granted at once.
const AT_ONCE: i64 = 20;
/// Nobody waits for a mail any longer.
const PATIENCE: SignedDuration = SignedDuration::from_mins(30);
/// Longest texts that the columns hold.
const MOST_EMAIL: usize = 254;
const MOST_ORIGIN: usize = 250;

/// `email/generate/`: a link to sign in. Too many wishes for one address come to nothing, in silence.
///
/// # Errors
/// From storage.
pub async fn mail_a_link(ctx: &mut Ctx<'_>, origin: &str, email: &str) -> Result<()> {
    let Some(accounts) = ctx.kernel.equipment::<Accounts>() else { return Ok(()) };
    let email = email.trim().to_lowercase();
    if email.is_empty() || !accounts.policy.sends_mail() {
        return Ok(());
    }
    if Limit::of_text("sign-in link", &email, MOST).admit_at(ctx.conn, accounts, ctx.now).await? {
        make(ctx.conn, accounts, Purpose::SignIn, &email, origin, ctx.now).await?;
    }
    Ok(())
}

/// Writes a wish down. `origin` is what the request called this server: the link leads there if the operator said nothing else.
///
/// # Errors
/// From storage.
pub async fn make(
    conn: &mut Conn,
    accounts: &Accounts,
    purpose: Purpose,
    email: &str,
    origin: &str,
    now: Timestamp,
) -> Result<()> {
    let origin = accounts.site.as_deref().unwrap_or(origin);
    if email.chars().count() > MOST_EMAIL || origin.chars().count() > MOST_ORIGIN {
        // No account has such an address, and no browser finds such a server.
        return Ok(());
    }
    let columns =
        [("kind", purpose.name().into()), ("email", email.into()), ("origin", origin.into()), ("time", now.into())];
    conn.insert("ironwood_wish", &columns).await?;
    accounts.bell.ring_after(conn);
    Ok(())
}

/// Whether there are wishes.
///
/// # Errors
/// From storage.
pub async fn any(conn: &mut Conn) -> Result<bool> {
    Ok(conn.exists("SELECT 1 FROM ironwood_wish LIMIT 1", &[]).await?)
}

/// Mails a link to everybody whose address was named in a wish; an address that nobody has gets nothing.
///
/// # Errors
/// From storage.
pub async fn grant(conn: &mut Conn, accounts: &Accounts, now: Timestamp) -> Result<()> {
    let Some(sender) = &accounts.policy.mail else { return Ok(()) };
    let sql = format!(
        "SELECT id, kind, email, origin, time FROM ironwood_wish q ORDER BY id LIMIT ?{}",
        conn.engine().for_update_unlocked_of("q")
    );
    let wishes: Vec<(i64, String, String, String, Timestamp)> = conn
        .rows(&sql, &[AT_ONCE.into()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .await?;
    let these = conn.engine().any_of("id");
    let ids = wishes.iter().map(|wish| wish.0).collect();
    conn.execute(&format!("DELETE FROM ironwood_wish WHERE {these}"), &[Param::Ints(ids)]).await?;
    for (_, kind, email, origin, time) in wishes {
        let Some(purpose) = Purpose::from_name(&kind).filter(|_| now.duration_since(time) < PATIENCE) else { continue };
        for (account, address) in addresses::holders(conn, &email).await? {
            let key = accounts.links.key(conn, purpose, &account, now).await?;
            let letter = letters::link(purpose, &origin, &account.username, &address, &key);
            mail::post(conn, sender, &letter, now).await?;
        }
    }
    Ok(())
}
