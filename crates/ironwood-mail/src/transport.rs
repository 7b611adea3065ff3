//! The ways a mail can go.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::MailError;

/// How long the mail server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where mails go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// To a mail server.
    Smtp(Smtp),
    /// Into a folder, as files; it is made when there is none.
    Folder(PathBuf),
    /// To the terminal.
    Console,
}

/// A mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is closed to others.
    pub encryption: Encryption,
    /// User name and password, where it wants them.
    pub login: Option<(String, String)>,
}

/// How the way to the mail server is closed to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// Not at all.
    None,
    /// By STARTTLS; a server that does not offer it gets no mail.
    StartTls,
    /// From the first byte on.
    Tls,
}

/// The password stays out of logs.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("encryption", &self.encryption)
            .field("user", &self.login.as_ref().map(|(user, _)| user))
            .finish()
    }
}

/// A transport that is ready.
pub(crate) enum Way {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Folder(PathBuf),
    Console,
}

impl Way {
    pub(crate) fn new(transport: Transport) -> Result<Self, MailError> {
        let smtp = match transport {
            Transport::Smtp(smtp) => smtp,
            Transport::Folder(path) => return Ok(Way::Folder(path)),
            Transport::Console => return Ok(Way::Console),
        };
        let encrypted = || TlsParameters::new(smtp.host.clone()).map_err(|error| MailError::Setup(error.to_string()));
        let tls = match smtp.encryption {
            Encryption::None => Tls::None,
            Encryption::StartTls => Tls::Required(encrypted()?),
            Encryption::Tls => Tls::Wrapper(encrypted()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
            .port(smtp.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some((user, password)) = smtp.login {
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Way::Smtp(Box::new(builder.build())))
    }

    pub(crate) async fn send(&self, id: &str, message: Message) -> Result<(), MailError> {
        match self {
            Way::Smtp(smtp) => match smtp.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => Err(refused(&error)),
            },
            Way::Folder(folder) => {
                let name: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
                let path = folder.join(format!("{name}.eml"));
                let write = async {
                    tokio::fs::create_dir_all(folder).await?;
                    tokio::fs::write(&path, message.formatted()).await
                };
                write.await.map_err(|reason| MailError::Folder { path, reason })
            }
            Way::Console => {
                let mut text = message.formatted();
                text.extend_from_slice(b"\r\n");
                // Nobody at the terminal is no reason to keep the mail.
                drop(std::io::stdout().lock().write_all(&text));
                Ok(())
            }
        }
    }
}

/// What the mail server said, with all causes.
fn refused(error: &lettre::transport::smtp::Error) -> MailError {
    let mut reason = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !reason.contains(&text) {
            reason = format!("{reason}: {text}");
        }
        cause = inner.source();
    }
    MailError::Refused { reason, is_final: error.is_permanent() }
}
