#![doc = include_str!("../README.md")]

mod transport;

use std::path::PathBuf;

use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};

use transport::Way;
pub use transport::{Encryption, Smtp, Transport};

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Tells it from all other mails: `id@host`.
    pub id: String,
    /// Address it comes from, with or without a name: `Stock <stock@example.com>`.
    pub sender: String,
    /// Address it goes to.
    pub to: String,
    /// Its subject. Line breaks in it are blanks.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address is none.
    #[error("`{address}` is no address to send mail with: {reason}")]
    Address {
        /// What stands there.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The mail server cannot be spoken to as the operator wants.
    #[error("the mail server cannot be used: {0}")]
    Setup(String),
    /// The mail server refused the mail, or was not there.
    #[error("the mail server did not take the mail: {reason}")]
    Refused {
        /// What it said.
        reason: String,
        /// Whether it will say so again.
        is_final: bool,
    },
    /// The folder could not be written to.
    #[error("cannot write {}: {reason}", path.display())]
    Folder {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
}

impl MailError {
    /// Whether another try with the same mail would end the same way.
    pub fn is_final(&self) -> bool {
        match self {
            MailError::Address { .. } => true,
            MailError::Refused { is_final, .. } => *is_final,
            MailError::Setup(_) | MailError::Folder { .. } => false,
        }
    }
}

/// Sends mails.
pub struct Mailer {
    way: Way,
}

impl Mailer {
    /// Nothing is sent or looked up yet.
    ///
    /// # Errors
    /// When the mail server cannot be used as described.
    pub fn new(transport: Transport) -> Result<Self, MailError> {
        Ok(Mailer { way: Way::new(transport)? })
    }

    /// Sends a mail. When it returns, the mail server has taken it.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.way.send(&mail.id, message(mail)?).await
    }
}

/// Checks an address, with or without a name, that mails are to come from.
///
/// # Errors
/// [`MailError::Address`].
pub fn check_address(text: &str) -> Result<(), MailError> {
    mailbox(text).map(drop)
}

fn mailbox(text: &str) -> Result<Mailbox, MailError> {
    let address = |reason: lettre::address::AddressError| MailError::Address {
        address: text.to_owned(),
        reason: reason.to_string(),
    };
    text.parse().map_err(address)
}

fn message(mail: &Mail) -> Result<Message, MailError> {
    let subject: String = mail.subject.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let builder: MessageBuilder = Message::builder()
        .message_id(Some(format!("<{}>", mail.id)))
        .from(mailbox(&mail.sender)?)
        .to(mailbox(&mail.to)?)
        .subject(subject)
        .header(ContentType::TEXT_PLAIN);
    builder.body(mail.body.clone()).map_err(|error| MailError::Setup(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            id: "1@example.com".into(),
            sender: "Stock <stock@example.com>".into(),
            to: "zoe@example.org".into(),
            subject: "Grüße\r\nBcc: everybody@example.com".into(),
            body: "Line one\nLine two: ⚙\n".into(),
        }
    }

    #[test]
    fn a_subject_stays_one_line() {
        let text = String::from_utf8(message(&mail()).unwrap().formatted()).unwrap();
        assert!(text.contains("Message-ID: <1@example.com>\r\n"), "{text}");
        assert!(
            text.contains("From: Stock <stock@example.com>\r\n")
                || text.contains("From: \"Stock\" <stock@example.com>\r\n"),
            "{text}"
        );
        assert!(!text.contains("\nBcc:"), "{text}");
    }

    #[test]
    fn addresses_are_checked() {
        for good in ["a@example.com", "Stock room <a@example.com>"] {
            assert!(check_address(good).is_ok(), "{good}");
        }
        for bad in ["", "nobody", "a@b@c", "a@example.com\r\nBcc: b@example.com"] {
            let error = check_address(bad).unwrap_err();
            assert!(error.is_final() && error.to_string().contains(bad), "{error}");
        }
    }
}
