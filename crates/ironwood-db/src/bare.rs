//! The drivers themselves, set up as ours are: to measure what is built on top of them against.

use std::path::Path;

use crate::db::Options;
use crate::error::Result;
use crate::value::Param;

/// A connection to a SQLite file with the settings of those of [`crate::Db`].
///
/// # Errors
/// When the file cannot be opened.
pub fn sqlite(path: &Path, options: &Options) -> Result<rusqlite::Connection> {
    crate::sqlite::open(path, options, false)
}

/// A statement with `?` for its parameters as PostgreSQL is sent it: with `$1`, `$2` ... and their types. [`Param`] is a parameter
/// for either driver.
pub fn postgres_text(sql: &str, params: &[Param]) -> String {
    crate::postgres::numbered(sql, params)
}
