//! Texts of operators as what they mean.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::Path;

use ironwood_db::DatabaseUrl;
use ironwood_server::{Cors, SameSite};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::source::Source;
use super::variables as v;
use crate::advice::Advice;

/// Name of the database file in the data directory.
const FILE: &str = "inventory.sqlite3";

/// Which database: a URL, InvenTree's variables, or a file in the data directory.
pub fn database(source: &Source<'_>, data_dir: &Path) -> anyhow::Result<DatabaseUrl> {
    if let Some(said) = source.given(&v::DATABASE)? {
        return said.read(DatabaseUrl::parse);
    }
    let Some(engine) = source.given(&v::DB_ENGINE)? else {
        return Ok(DatabaseUrl::Sqlite(data_dir.join(FILE)));
    };
    let name = source.get(&v::DB_NAME)?.text;
    if name.is_empty() {
        return Err(
            Advice::new("INVENTREE_DB_NAME is not set", "it names the database, beside INVENTREE_DB_ENGINE").into()
        );
    }
    match engine.text.trim().to_ascii_lowercase().rsplit('.').next().unwrap_or_default() {
        "sqlite" | "sqlite3" => Ok(DatabaseUrl::Sqlite(name.into())),
        "postgres" | "postgresql" => {
            let part = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            let user = source.given(&v::DB_USER)?.map(|said| part(&said.text)).unwrap_or_default();
            let password = source.given(&v::DB_PASSWORD)?.map(|said| format!(":{}", part(&said.text)));
            let login =
                if user.is_empty() { String::new() } else { format!("{user}{}@", password.unwrap_or_default()) };
            let (host, port) = (source.get(&v::DB_HOST)?.text, source.get(&v::DB_PORT)?.text);
            let url = format!("postgres://{login}{}:{port}/{}", part(&host), part(&name));
            match source.given(&v::DB_OPTIONS)? {
                Some(said) => said.read(|text| with_options(&url, text)),
                None => Ok(DatabaseUrl::Postgres(url)),
            }
        }
        _ => Err(Advice::new(
            format!("INVENTREE_DB_ENGINE is `{}`, which is not supported", engine.text),
            "use postgresql or sqlite3",
        )
        .into()),
    }
}

/// The URL with options of the connection, which are an object of the words that a URL has behind its `?`.
fn with_options(url: &str, text: &str) -> Result<DatabaseUrl, String> {
    let form = "it must be an object such as {\"sslmode\": \"verify-full\"}";
    let options: Map<String, Value> = serde_json::from_str(text).map_err(|error| format!("{form}: {error}"))?;
    let mut pairs = Vec::new();
    for (name, value) in options {
        let value = match value {
            Value::String(text) => text,
            Value::Bool(flag) => u8::from(flag).to_string(),
            Value::Number(number) => number.to_string(),
            _ => return Err(format!("`{name}` must be a text or a number")),
        };
        pairs.push(format!("{name}={}", utf8_percent_encode(&value, NON_ALPHANUMERIC)));
    }
    DatabaseUrl::parse(&format!("{url}?{}", pairs.join("&"))).map_err(|error| error.to_string())
}

/// Yes or no.
pub fn switch(text: &str) -> Result<bool, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "y" | "yes" | "t" | "true" | "on" => Ok(true),
        "" | "0" | "n" | "no" | "f" | "false" | "off" => Ok(false),
        _ => Err(format!("`{text}` is neither true nor false")),
    }
}

/// Texts separated by commas.
pub fn list(text: &str) -> Vec<String> {
    text.split(',')
        .map(|entry| entry.trim().trim_end_matches('/'))
        .filter(|entry| !entry.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Patterns of origins, separated by commas.
pub fn patterns(text: &str) -> Result<Vec<regex::Regex>, String> {
    text.split(',')
        .map(str::trim)
        .filter(|pattern| !pattern.is_empty())
        .map(|pattern| Cors::pattern(pattern).map_err(|error| error.to_string()))
        .collect()
}

/// An address to listen on.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    let wrong = || format!("`{text}` is no address: use 127.0.0.1:8000, or 0.0.0.0:8000 for all networks");
    text.to_socket_addrs().map_err(|_| wrong())?.next().ok_or_else(wrong)
}

/// Scheme and host of the server, without what may follow.
pub fn site_url(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains('/') => Ok(text.to_owned()),
        _ => Err(format!("`{text}` is no address of a site: use https://stock.example.com")),
    }
}

/// First segments of paths that are taken already.
const TAKEN: [&str; 8] = ["api", "api-doc", "auth", "favicon.ico", "media", "plugin", "static", "web"];

/// A path of the server's own, with slashes at both ends.
pub fn path(text: &str) -> Result<String, String> {
    let segments: Vec<&str> = text.trim().trim_matches('/').split('/').collect();
    let is_name = |segment: &&str| {
        let is_plain = segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        is_plain && segment.bytes().any(|byte| byte.is_ascii_alphanumeric())
    };
    if !segments.iter().all(is_name) {
        return Err(format!("`{text}` is no path: use letters, digits, - and _, such as admin"));
    }
    if TAKEN.contains(&segments[0]) {
        return Err(format!("`{text}` is no free path: /{} is something else already", segments[0]));
    }
    Ok(format!("/{}/", segments.join("/")))
}

/// `SameSite` of cookies; `false` and nothing leave it out.
pub fn same_site(text: &str) -> Result<Option<SameSite>, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "" | "false" => Ok(None),
        "strict" => Ok(Some(SameSite::Strict)),
        "lax" => Ok(Some(SameSite::Lax)),
        "none" => Ok(Some(SameSite::None)),
        _ => Err(format!("`{text}` is none of strict, lax, none, false")),
    }
}

/// A size in megabytes as bytes.
pub fn megabytes(text: &str) -> Result<usize, String> {
    match text.trim().parse::<usize>() {
        Ok(size) if (1..=1024).contains(&size) => Ok(size << 20),
        _ => Err(format!("`{text}` is no number of megabytes from 1 to 1024")),
    }
}
