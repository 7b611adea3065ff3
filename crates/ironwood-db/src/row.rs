//! A row as the driver lends it.

use crate::error::{DbError, Result};
use crate::value::{Cell, FromCell};

/// One row of a result, lent for the time of one callback.
pub struct Row<'r> {
    source: Source<'r>,
}

enum Source<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Row<'r> {
    pub(crate) fn sqlite(row: &'r rusqlite::Row<'r>) -> Self {
        Row { source: Source::Sqlite(row) }
    }

    pub(crate) fn postgres(row: &'r tokio_postgres::Row) -> Self {
        Row { source: Source::Postgres(row) }
    }

    /// The cell of the given column, counted from 0; null beyond the end.
    pub fn cell(&self, column: usize) -> Cell<'_> {
        match self.source {
            Source::Sqlite(row) => crate::sqlite::cell(row, column),
            Source::Postgres(row) => crate::postgres::cell(row, column),
        }
    }

    /// The cell as a Rust value.
    ///
    /// # Errors
    /// [`DbError::Engine`] when the cell holds something else.
    pub fn get<T: FromCell>(&self, column: usize) -> Result<T> {
        T::from_cell(self.cell(column))
            .ok_or_else(|| DbError::Engine(format!("column {column} holds {:?}", self.cell(column))))
    }
}
