//! Which database, from one text.

use std::path::PathBuf;

use crate::error::{DbError, Result};

/// A database as an operator names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A SQLite file: `sqlite:///absolute/path` or `sqlite://relative/path`.
    Sqlite(PathBuf),
    /// A PostgreSQL database: `postgres://user:password@host:port/name`, with options behind a `?` such as
    /// `sslmode=verify-full&sslrootcert=/etc/ssl/own-ca.pem`.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads a URL. An unknown scheme is refused rather than taken for a file name.
    ///
    /// # Errors
    /// [`DbError::Url`] with what would be right.
    pub fn parse(text: &str) -> Result<Self> {
        if let Some(path) = text.strip_prefix("sqlite://") {
            if path.is_empty() {
                return Err(DbError::Url(
                    "`sqlite://` needs a path behind it, such as `sqlite:///var/lib/ironwood/inventory.sqlite3`".into(),
                ));
            }
            return Ok(DatabaseUrl::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            crate::postgres::configuration(text)?;
            return Ok(DatabaseUrl::Postgres(text.to_owned()));
        }
        Err(DbError::Url(format!(
            "`{text}` is no database URL: use `sqlite:///absolute/path`, `sqlite://relative/path` or `postgres://user@host:port/name`"
        )))
    }

    /// The URL as it may be shown: a password is left out.
    pub fn shown(&self) -> String {
        match self {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => match (url.find("://"), url.rfind('@')) {
                (Some(scheme), Some(at)) if scheme + 3 < at => {
                    let user = url[scheme + 3..at].split(':').next().unwrap_or_default();
                    format!("{}://{user}@{}", &url[..scheme], &url[at + 1..])
                }
                _ => url.clone(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_one_engine_and_hide_the_password() {
        assert_eq!(DatabaseUrl::parse("sqlite:///var/x.db").expect("valid"), DatabaseUrl::Sqlite("/var/x.db".into()));
        assert_eq!(DatabaseUrl::parse("sqlite://x.db").expect("valid"), DatabaseUrl::Sqlite("x.db".into()));
        assert!(DatabaseUrl::parse("mysql://x").is_err());
        assert!(DatabaseUrl::parse("sqlite://").is_err());
        for (url, wrong) in [("postgres://db/x?pool=1", "pool"), ("postgres://db/x?sslmode=on", "sslmode")] {
            let refusal = DatabaseUrl::parse(url).expect_err(url).to_string();
            assert!(refusal.contains(wrong), "{refusal}");
        }
        let url = DatabaseUrl::parse("postgres://me:secret@db:5432/stock").expect("valid");
        assert_eq!(url.shown(), "postgres://me@db:5432/stock");
    }
}
