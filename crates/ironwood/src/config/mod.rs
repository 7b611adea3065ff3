//! What an operator has set: defaults, then the environment, then flags (the last one counts).

mod accounts;
mod read;
mod source;
pub mod variables;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use ironwood_db::DatabaseUrl;
use ironwood_server::{CookieRules, Cors, Forwarded, Options};
use jiff::tz::TimeZone;

use crate::secret;
pub use source::{Flags, Source};
use variables as v;

/// Where the data is; all that commands beside `serve` need.
#[derive(Debug)]
pub struct Storage {
    pub database: DatabaseUrl,
    pub data_dir: PathBuf,
    /// SQLite: wait for the disk at each commit.
    pub durable: bool,
}

/// The administrator of a new database.
#[derive(Debug)]
pub struct Administrator {
    pub username: String,
    /// Made up when there is none.
    pub password: Option<String>,
    pub email: String,
}

/// Everything that `serve` needs.
pub struct Config {
    pub storage: Storage,
    pub listen: SocketAddr,
    pub administrator: Administrator,
    pub zone: TimeZone,
    /// Folder of the uploaded files.
    pub media_root: PathBuf,
    pub http: Options,
}

impl Storage {
    /// Reads it.
    ///
    /// # Errors
    /// Which value cannot be used, and why.
    pub fn load(source: &Source<'_>) -> anyhow::Result<Self> {
        let data_dir = PathBuf::from(source.get(&v::DATA_DIR)?.text);
        Ok(Storage {
            database: read::database(source, &data_dir)?,
            durable: source.get(&v::DURABLE)?.read(read::switch)?,
            data_dir,
        })
    }
}

impl Administrator {
    /// Reads it.
    ///
    /// # Errors
    /// When a file with the password cannot be read.
    pub fn load(source: &Source<'_>) -> anyhow::Result<Self> {
        Ok(Administrator {
            username: source.get(&v::ADMIN_USER)?.text,
            password: source.given(&v::ADMIN_PASSWORD)?.map(|said| said.text),
            email: source.get(&v::ADMIN_EMAIL)?.text,
        })
    }
}

impl Config {
    /// Reads it. The key that signs sessions is made when there is none yet.
    ///
    /// # Errors
    /// Which value cannot be used, and why.
    pub fn load(source: &Source<'_>) -> anyhow::Result<Self> {
        let storage = Storage::load(source)?;
        let switch = |variable| source.get(variable)?.read(read::switch);
        let media_root = match source.given(&v::MEDIA_ROOT)? {
            Some(said) => said.text.into(),
            None => storage.data_dir.join("media"),
        };
        let mut http = Options::new("");
        http.site_url = source.given(&v::SITE_URL)?.map(|said| said.read(read::site_url)).transpose()?;
        let console = source.get(&v::CONSOLE_PATH)?.read(read::path)?;
        http.console = switch(&v::CONSOLE)?.then_some(console);
        http.trusted_origins = read::list(&source.get(&v::TRUSTED_ORIGINS)?.text);
        http.cors = Cors {
            origins: read::list(&source.get(&v::CORS_ORIGINS)?.text),
            patterns: source.get(&v::CORS_PATTERNS)?.read(read::patterns)?,
            allow_all: switch(&v::CORS_ALLOW_ALL)?,
            credentials: switch(&v::CORS_CREDENTIALS)?,
        };
        http.forwarded = Forwarded {
            host: switch(&v::FORWARDED_HOST)?,
            port: switch(&v::FORWARDED_PORT)?,
            proto: switch(&v::FORWARDED_PROTO)?,
        };
        http.cookies = CookieRules {
            same_site: source.get(&v::COOKIE_SAMESITE)?.read(read::same_site)?,
            secure: switch(&v::COOKIE_SECURE)?,
        };
        http.throttle_anonymous = source.get(&v::THROTTLE_ANON)?.read(ironwood_server::Rate::parse)?;
        http.throttle_user = source.get(&v::THROTTLE_USER)?.read(ironwood_server::Rate::parse)?;
        (http.accounts, http.mailer) = accounts::load(source, &storage.data_dir, http.site_url.is_some())?;
        http.body_limit = source.get(&v::BODY_LIMIT)?.read(read::megabytes)?;
        let config = Config {
            listen: source.get(&v::LISTEN)?.read(read::address)?,
            administrator: Administrator::load(source)?,
            zone: source.get(&v::TIMEZONE)?.read(TimeZone::get)?,
            storage,
            media_root,
            http,
        };
        // Last, for it may write a file.
        let secret_key = match source.given(&v::SECRET_KEY)? {
            Some(said) => said.text,
            None => secret::key_in(&config.storage.data_dir)?,
        };
        Ok(Config { http: Options { secret_key, ..config.http }, ..config })
    }
}

/// The table of variables for the help.
pub fn help() -> String {
    let mut text = String::from(
        "Environment (a flag counts more; NAME_FILE names a file with the value; INVENTREE_ names count where ours are not set):\n",
    );
    for variable in v::ALL {
        let known = variable.known_as.map(|name| format!(" ({name})")).unwrap_or_default();
        let default =
            if variable.default.is_empty() { String::new() } else { format!(" [default: {}]", variable.default) };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {}{known}\n          {}{default}", variable.name, variable.about);
    }
    text
}

#[cfg(test)]
mod tests;
