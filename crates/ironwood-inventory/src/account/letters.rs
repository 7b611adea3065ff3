//! What the mails about accounts say (spec 10 §5.14).

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::call::Call;
use super::links::Purpose;
use crate::mail::Letter;

/// Something that happened to an account and that its user should know of, in case it was somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The password is another one.
    PasswordChanged,
    /// There was no password, now there is one.
    PasswordSet,
    /// The password was replaced by a link.
    PasswordReset,
    /// Mails go to another address from now on.
    EmailChanged,
    /// An address was removed.
    EmailRemoved,
    /// An app for codes was added.
    TotpAdded,
    /// The app for codes was removed.
    TotpRemoved,
    /// There are new recovery codes.
    RecoveryCodesMade,
}

impl Notice {
    const fn subject(self) -> &'static str {
        match self {
            Notice::PasswordChanged | Notice::PasswordReset => "Your password was changed",
            Notice::PasswordSet => "Your account has a password now",
            Notice::EmailChanged => "Mails about your account go elsewhere now",
            Notice::EmailRemoved => "An address was removed from your account",
            Notice::TotpAdded => "One-time codes were switched on",
            Notice::TotpRemoved => "One-time codes were switched off",
            Notice::RecoveryCodesMade => "You have new recovery codes",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Notice::PasswordChanged => "The password of your account was changed, and you were signed out everywhere.",
            Notice::PasswordSet => "A password was set for your account, which had none.",
            Notice::PasswordReset => {
                "The password of your account was replaced through a link in a mail, and you were signed out everywhere."
            }
            Notice::EmailChanged => "Mails about your account no longer come to this address.",
            Notice::EmailRemoved => "This address no longer belongs to your account.",
            Notice::TotpAdded => "From now on you are asked for a code of your app when you sign in.",
            Notice::TotpRemoved => "You are no longer asked for a code of your app when you sign in.",
            Notice::RecoveryCodesMade => {
                "New recovery codes were made for your account; the old ones are worth nothing any more."
            }
        }
    }

    /// The mail, to this address.
    pub fn letter(self, call: &Call<'_>, username: &str, to: &str) -> Letter {
        let body = format!(
            "Hello {username},\n\n{}\n\nWhen:  {}\nWhere: {}, address {}\nWith:  {}\n\n\
             If this was you, all is well. If not, change your password at once and tell whoever administers this server.\n",
            self.text(),
            when(call.now),
            call.asked.origin,
            call.asked.visitor.address,
            shown(&call.asked.visitor.user_agent),
        );
        Letter { to: to.to_owned(), subject: self.subject().to_owned(), body }
    }
}

/// The mail with a link about an account.
pub fn link(purpose: Purpose, origin: &str, username: &str, to: &str, key: &str) -> Letter {
    let (subject, body) = match purpose {
        Purpose::Password => (
            "Set a new password",
            format!(
                "Hello {username},\n\nsomebody, probably you, wants to set a new password for your account at {origin}.\n\
                 Open this link to do so; it works once, within three days:\n\n{origin}/web/set-password?key={key}\n\n\
                 If you did not ask for it, do nothing: your password stays as it is.\n"
            ),
        ),
        Purpose::SignIn => (
            "Sign in",
            format!(
                "Hello {username},\n\nopen this link to sign in at {origin}; it works once, within five minutes:\n\n\
                 {origin}/api/email/login/?sesame={key}\n\nIf you did not ask for it, do nothing.\n"
            ),
        ),
    };
    Letter { to: to.to_owned(), subject: subject.to_owned(), body }
}

/// The mail with the link that proves an address.
pub fn verify(origin: &str, username: &str, to: &str, key: &str, days: u32) -> Letter {
    let body = format!(
        "Hello {username},\n\nthis address was given for your account at {origin}.\n\
         Open this link within {days} days to confirm that it is yours:\n\n{origin}/web/verify-email/{key}\n\n\
         If you know nothing of it, do nothing.\n"
    );
    Letter { to: to.to_owned(), subject: "Confirm your e-mail address".to_owned(), body }
}

fn when(now: Timestamp) -> String {
    let at = TimeZone::UTC.to_datetime(now);
    format!("{} {:02}:{:02} UTC", ironwood_db::date_text(at.date()), at.hour(), at.minute())
}

/// A text of the client, as far as it is one line.
fn shown(text: &str) -> String {
    let line: String = text.chars().filter(|letter| !letter.is_control()).take(200).collect();
    if line.is_empty() { "an unnamed program".to_owned() } else { line }
}
