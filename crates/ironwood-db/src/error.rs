//! What can go wrong between a statement and its rows, in one vocabulary for both engines.

/// Result of a storage operation.
pub type Result<T, E = DbError> = std::result::Result<T, E>;

/// A constraint of the database that refused a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// A unique constraint or index; the columns in its own order, without the table.
    Unique {
        /// The table, where the engine names it.
        table: String,
        /// The columns of the constraint.
        columns: Vec<String>,
    },
    /// A foreign key points nowhere, or a row that is pointed at would vanish.
    ForeignKey,
    /// A column that must hold a value got none.
    NotNull(String),
    /// A check constraint.
    Check(String),
}

/// A storage error.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A constraint refused the row; the caller turns it into the answer its resource names.
    #[error("a constraint refused the row: {0:?}")]
    Violated(Violation),
    /// The value does not fit its column (number too large, text that is no date).
    #[error("a value does not fit its column: {0}")]
    OutOfRange(String),
    /// Another transaction was in the way (busy, deadlock, serialisation failure): the same action may be tried again.
    #[error("another transaction was in the way: {0}")]
    Contended(String),
    /// A statement was given up because it ran longer than its limit.
    #[error("the statement took too long and was stopped")]
    TimedOut,
    /// The one who reads the rows has gone away.
    #[error("the reader of the rows has gone away")]
    ReaderGone,
    /// The database URL cannot be used.
    #[error("{0}")]
    Url(String),
    /// The database cannot be opened or does not hold what it should.
    #[error("{0}")]
    Unusable(String),
    /// Anything else the engine reports.
    #[error("{0}")]
    Engine(String),
}

impl DbError {
    /// Whether the whole action may be run again with a chance to succeed.
    pub fn is_retryable(&self) -> bool {
        matches!(self, DbError::Contended(_))
    }

    pub(crate) fn engine(error: impl std::fmt::Display) -> Self {
        DbError::Engine(error.to_string())
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ffi;
        let rusqlite::Error::SqliteFailure(code, message) = &error else {
            return DbError::engine(error);
        };
        let text = message.clone().unwrap_or_default();
        match code.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
                DbError::Violated(sqlite_unique(&text))
            }
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => DbError::Violated(Violation::ForeignKey),
            ffi::SQLITE_CONSTRAINT_NOTNULL => DbError::Violated(Violation::NotNull(after_dot(&text))),
            ffi::SQLITE_CONSTRAINT_CHECK => DbError::Violated(Violation::Check(after_colon(&text).to_owned())),
            _ => match code.code {
                rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked => DbError::Contended(text),
                rusqlite::ErrorCode::OperationInterrupted => DbError::TimedOut,
                rusqlite::ErrorCode::TypeMismatch | rusqlite::ErrorCode::TooBig => DbError::OutOfRange(text),
                _ => DbError::engine(error),
            },
        }
    }
}

/// `UNIQUE constraint failed: stock_stockitem.part_id, stock_stockitem.serial`
fn sqlite_unique(message: &str) -> Violation {
    let mut table = String::new();
    let columns = after_colon(message)
        .split(", ")
        .map(|name| match name.split_once('.') {
            Some((owner, column)) => {
                owner.clone_into(&mut table);
                column.to_owned()
            }
            None => name.to_owned(),
        })
        .collect();
    Violation::Unique { table, columns }
}

fn after_colon(message: &str) -> &str {
    message.split_once(": ").map_or(message, |(_, rest)| rest)
}

fn after_dot(message: &str) -> String {
    message.rsplit('.').next().unwrap_or_default().to_owned()
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let Some(db) = error.as_db_error() else {
            return match std::error::Error::source(&error) {
                Some(source) if error.to_string().contains("serializing parameter") => {
                    DbError::OutOfRange(source.to_string())
                }
                Some(source) => DbError::Engine(format!("{error}: {source}")),
                None => DbError::engine(error),
            };
        };
        let code = db.code();
        match *code {
            SqlState::UNIQUE_VIOLATION => DbError::Violated(Violation::Unique {
                table: db.table().unwrap_or_default().to_owned(),
                columns: key_columns(db.detail().unwrap_or_default()),
            }),
            SqlState::FOREIGN_KEY_VIOLATION => DbError::Violated(Violation::ForeignKey),
            SqlState::NOT_NULL_VIOLATION => {
                DbError::Violated(Violation::NotNull(db.column().unwrap_or_default().to_owned()))
            }
            SqlState::CHECK_VIOLATION => {
                DbError::Violated(Violation::Check(db.constraint().unwrap_or_default().to_owned()))
            }
            SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED | SqlState::LOCK_NOT_AVAILABLE => {
                DbError::Contended(db.message().to_owned())
            }
            SqlState::QUERY_CANCELED => DbError::TimedOut,
            SqlState::NUMERIC_VALUE_OUT_OF_RANGE
            | SqlState::STRING_DATA_RIGHT_TRUNCATION
            | SqlState::INVALID_DATETIME_FORMAT
            | SqlState::DATETIME_FIELD_OVERFLOW
            | SqlState::INVALID_TEXT_REPRESENTATION
            | SqlState::INVALID_REGULAR_EXPRESSION => DbError::OutOfRange(db.message().to_owned()),
            _ => DbError::Engine(format!("{} ({})", db.message(), code.code())),
        }
    }
}

/// `Key (part_id, serial)=(7, A1) already exists.`
fn key_columns(detail: &str) -> Vec<String> {
    let inside = detail.split_once("Key (").and_then(|(_, rest)| rest.split_once(")=")).map_or("", |(names, _)| names);
    inside.split(", ").map(|name| name.trim_matches('"').to_owned()).collect()
}

impl From<deadpool_postgres::PoolError> for DbError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        match error {
            deadpool_postgres::PoolError::Backend(inner) => inner.into(),
            other => DbError::engine(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_name_the_columns_of_a_unique_violation() {
        let sqlite = sqlite_unique("UNIQUE constraint failed: stock_stockitem.part_id, stock_stockitem.serial");
        assert_eq!(
            sqlite,
            Violation::Unique { table: "stock_stockitem".into(), columns: vec!["part_id".into(), "serial".into()] }
        );
        assert_eq!(key_columns("Key (part_id, \"SKU\")=(7, A1) already exists."), ["part_id", "SKU"]);
    }
}
