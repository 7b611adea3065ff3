//! `account/email`: the addresses of whoever is signed in (spec 10 §5.8).

use ironwood_rest::{BoxFuture, Method};
use serde_json::Value;

use crate::account::addresses::{self, Row};
use crate::account::answer::{Answer, Fault};
use crate::account::call::{Call, Outcome};
use crate::account::input::{Field, Form, Given, Kind};
use crate::account::letters::Notice;
use crate::account::limits::Limit;
use crate::account::links::Address;
use crate::account::operation::{Described, Path, Who};
use crate::account::people::{self, Account};
use crate::account::trail;
use crate::audit::{self, Entry};

const FORM: Form = Form::of(&[Field::required("email", Kind::Email)]);
const PRIMARY: Form = Form::of(&[Field::required("email", Kind::Email), Field::required("primary", Kind::Yes)]);

pub(super) fn path() -> Path {
    let described = |id, summary| Described { id, tag: "Account: Email", summary, answer: "[allauth.EmailAddress]" };
    let writes: fn(&Call<'_>) -> Limit = |call| Limit::of_user(call, "addresses", 10);
    Path::new("account/email")
        .on(Method::Get, described("allauth_account_email_get", "Your addresses"), list)
        .of(Who::SignedIn)
        .on(Method::Post, described("allauth_account_email_post", "Add an address"), add)
        .of(Who::SignedInElse(409))
        .takes(FORM)
        .limited(writes)
        .on(
            Method::Put,
            Described {
                answer: "",
                ..described("allauth_account_email_put", "Send the mail that verifies an address again")
            },
            ask_again,
        )
        .of(Who::SignedIn)
        .takes(FORM)
        .limited(writes)
        .on(Method::Patch, described("allauth_account_email_patch", "Let mails go to another address"), make_primary)
        .of(Who::SignedIn)
        .takes(PRIMARY)
        .limited(writes)
        .on(Method::Delete, described("allauth_account_email_delete", "Remove an address"), remove)
        .of(Who::SignedIn)
        .takes(FORM)
        .limited(writes)
}

async fn told(call: &mut Call<'_>, user: i64) -> Outcome {
    let rows = addresses::of_user(call.conn, user).await?;
    Ok(Answer::data(rows.iter().map(Row::to_json).collect::<Value>()))
}

/// Whoever is signed in, with their addresses, which nobody else changes until the end.
async fn own(call: &mut Call<'_>) -> Outcome<(Account, Vec<Row>)> {
    let account = call.user()?;
    people::lock(call.conn, account.id).await?;
    let rows = addresses::of_user(call.conn, account.id).await?;
    Ok((account, rows))
}

/// The row of the address that was given.
fn named(rows: &[Row], given: &mut Given) -> Outcome<Row> {
    let email = given.required("email");
    if let Some(row) = rows.iter().find(|row| row.email.to_lowercase() == email) {
        return Ok(row.clone());
    }
    given.refuse(Fault::of("email", "unknown_email", "Your account has no such address."));
    Err(given.check().err().unwrap_or_else(|| Answer::bare(400).into()))
}

/// Mails about the account go elsewhere from now on.
async fn note(call: &mut Call<'_>, account: &Account, next: &str) -> Outcome<()> {
    let entry = Entry::new(audit::CHANGED).changed("email", account.email.as_str(), next);
    Ok(trail::note(call, account, entry).await?)
}

fn list<'a>(call: &'a mut Call<'_>, _: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let user = call.user()?.id;
        told(call, user).await
    })
}

/// Whose address it is shows when it is proven: others may have added it too.
fn add<'a>(call: &'a mut Call<'_>, mut given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let (account, rows) = own(call).await?;
        let email = given.required("email").to_owned();
        if rows.iter().any(|row| row.email.to_lowercase() == email) || account.email.to_lowercase() == email {
            given.refuse(Fault::of("email", "duplicate_email", "Your account has this address already."));
        } else if let Some(fault) = call.rules().await?.refuses(Some(&email)) {
            given.refuse(fault);
        }
        given.check()?;
        let address = addresses::add(call.conn, account.id, &email, false).await?;
        addresses::ask_for_proof(call, &account, &address).await?;
        told(call, account.id).await
    })
}

fn ask_again<'a>(call: &'a mut Call<'_>, mut given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let (account, rows) = own(call).await?;
        let row = named(&rows, &mut given)?;
        let address = Address { id: row.id, user: account.id, email: row.email };
        let is_sent = addresses::ask_for_proof(call, &account, &address).await?;
        Ok(Answer::bare(if is_sent { 200 } else { 403 }))
    })
}

fn make_primary<'a>(call: &'a mut Call<'_>, mut given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let (account, rows) = own(call).await?;
        let row = named(&rows, &mut given)?;
        if !row.verified && rows.iter().any(|row| row.verified) {
            let message = "Verify this address first: mails about your account go to a verified one.";
            given.refuse(Fault::of("email", "unverified_primary_email", message));
            given.check()?;
        }
        addresses::make_primary(call.conn, account.id, row.id, &row.email).await?;
        note(call, &account, &row.email).await?;
        if let Some(old) = rows.iter().find(|other| other.primary && other.id != row.id) {
            let letter = Notice::EmailChanged.letter(call, &account.username, &old.email);
            call.send(letter).await?;
        }
        told(call, account.id).await
    })
}

fn remove<'a>(call: &'a mut Call<'_>, mut given: Given) -> BoxFuture<'a, Outcome> {
    Box::pin(async move {
        let (account, rows) = own(call).await?;
        let row = named(&rows, &mut given)?;
        let others: Vec<&Row> = rows.iter().filter(|other| other.id != row.id).collect();
        if row.primary && !others.is_empty() {
            let message = "Mails about your account go to this address. Let them go to another one first.";
            given.refuse(Fault::of("email", "cannot_remove_primary_email", message));
            given.check()?;
        }
        let sql = "DELETE FROM account_emailconfirmation WHERE email_address_id = ?";
        call.conn.execute(sql, &[row.id.into()]).await?;
        call.conn.execute("DELETE FROM account_emailaddress WHERE id = ?", &[row.id.into()]).await?;
        if account.email.to_lowercase() == row.email.to_lowercase() {
            let next = others.iter().find(|other| other.verified).or_else(|| others.first());
            let next = next.map_or("", |other| &other.email);
            addresses::set_own(call.conn, account.id, next).await?;
            note(call, &account, next).await?;
        }
        let letter = Notice::EmailRemoved.letter(call, &account.username, &row.email);
        call.send(letter).await?;
        told(call, account.id).await
    })
}
