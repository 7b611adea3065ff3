//! What an operator has set about accounts and mail.

use std::path::Path;
use std::sync::Arc;

use ironwood_inventory::account::{Factor, Policy};
use ironwood_inventory::mail::Sender;
use ironwood_mail::{Encryption, Mailer, Smtp, Transport};

use super::read;
use super::source::Source;
use super::variables as v;
use crate::advice::Advice;

/// Folder for mails in the data directory.
const FOLDER: &str = "mails";
/// Where mails come from that go no further than this machine.
const LOCAL_SENDER: &str = "ironwood@localhost.localdomain";

/// What holds for accounts, and who sends mails, where any are sent. `has_site_url`: whether the operator said where this server is
/// found.
pub fn load(source: &Source<'_>, data_dir: &Path, has_site_url: bool) -> anyhow::Result<(Policy, Option<Arc<Mailer>>)> {
    let switch = |variable| source.get(variable)?.read(read::switch);
    let second_factors = match switch(&v::MFA_ENABLED)? {
        true => source.get(&v::MFA_TYPES)?.read(factors)?,
        false => Vec::new(),
    };
    let mut policy = Policy {
        login_attempts: source.get(&v::LOGIN_ATTEMPTS)?.read(at_least_one)?,
        confirm_days: source.get(&v::LOGIN_CONFIRM_DAYS)?.read(at_least_one)?,
        second_factors,
        ..Policy::default()
    };
    let Some((transport, address)) = transport(source, data_dir)? else { return Ok((policy, None)) };
    if matches!(transport, Transport::Smtp(_)) && !has_site_url {
        // What a request calls this server is whatever its sender wants, and would stand in links that reset passwords.
        return Err(Advice::new(
            "INVENTREE_EMAIL_HOST is set, and INVENTREE_SITE_URL is not",
            "set INVENTREE_SITE_URL to the address that people open, https://stock.example.com: links in mails lead there",
        )
        .into());
    }
    let mailer = Mailer::new(transport)?;
    policy.mail = Some(Sender { address, subject_prefix: source.get(&v::EMAIL_PREFIX)?.text });
    Ok((policy, Some(Arc::new(mailer))))
}

/// Where mails go and whom they come from; nothing when the operator has set up no mail.
fn transport(source: &Source<'_>, data_dir: &Path) -> anyhow::Result<Option<(Transport, String)>> {
    let sender = source.given(&v::EMAIL_SENDER)?;
    let checked = sender.map(|said| said.read(|text| ironwood_mail::check_address(text).map(|()| text.to_owned())));
    let sender = checked.transpose()?;
    let local = || sender.clone().unwrap_or_else(|| LOCAL_SENDER.to_owned());
    match source.get(&v::EMAIL_BACKEND)?.read(backend)? {
        Backend::Nothing => Ok(None),
        Backend::Console => Ok(Some((Transport::Console, local()))),
        Backend::Folder => Ok(Some((Transport::Folder(data_dir.join(FOLDER)), local()))),
        Backend::Smtp => {
            let Some(host) = source.given(&v::EMAIL_HOST)? else { return Ok(None) };
            let Some(sender) = sender else {
                return Err(Advice::new(
                    format!("INVENTREE_EMAIL_HOST is `{}`, and INVENTREE_EMAIL_SENDER is not set", host.text),
                    "mails need an address that they come from; without INVENTREE_EMAIL_HOST no mail is sent",
                )
                .into());
            };
            let encryption = match (read_switch(source, &v::EMAIL_TLS)?, read_switch(source, &v::EMAIL_SSL)?) {
                (true, true) => {
                    return Err(Advice::new(
                        "INVENTREE_EMAIL_TLS and INVENTREE_EMAIL_SSL are both set",
                        "use TLS for a server on port 587, SSL for one on port 465",
                    )
                    .into());
                }
                (true, false) => Encryption::StartTls,
                (false, true) => Encryption::Tls,
                (false, false) => Encryption::None,
            };
            let login = match source.given(&v::EMAIL_USERNAME)? {
                Some(user) => Some((user.text, source.get(&v::EMAIL_PASSWORD)?.text)),
                None => None,
            };
            let port = source.get(&v::EMAIL_PORT)?.read(str::parse)?;
            let host = host.text.trim().to_owned();
            Ok(Some((Transport::Smtp(Smtp { host, port, encryption, login }), sender)))
        }
    }
}

fn read_switch(source: &Source<'_>, variable: &'static v::Variable) -> anyhow::Result<bool> {
    source.get(variable)?.read(read::switch)
}

enum Backend {
    Smtp,
    Folder,
    Console,
    Nothing,
}

/// A word of ours, or the path of Django's class.
fn backend(text: &str) -> Result<Backend, String> {
    let path = text.trim().to_ascii_lowercase();
    let module = path.strip_prefix("django.core.mail.backends.").and_then(|rest| rest.split('.').next());
    match module.unwrap_or(&path) {
        "smtp" => Ok(Backend::Smtp),
        "folder" | "filebased" => Ok(Backend::Folder),
        "console" => Ok(Backend::Console),
        "none" | "dummy" => Ok(Backend::Nothing),
        _ => Err(format!("`{text}` is none of smtp, folder, console, none")),
    }
}

/// `totp, webauthn`, also as Python writes a list.
fn factors(text: &str) -> Result<Vec<Factor>, String> {
    let plain = text.replace(['[', ']', '\'', '"'], "");
    let names = plain.split(',').map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| {
            Factor::from_name(name).ok_or_else(|| format!("`{name}` is none of totp, recovery_codes, webauthn"))
        })
        .collect()
}

fn at_least_one(text: &str) -> Result<u32, String> {
    text.trim().parse().ok().filter(|number| *number > 0).ok_or_else(|| format!("`{text}` is no number from 1 on"))
}
