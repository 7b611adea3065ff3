//! The database schema: what a new database is made of, and which existing databases fit.
//!
//! - [`scripts`]: the tables, indexes and constraints, as SQL files per engine (`schema/sqlite`, `schema/postgres`).
//! - [`fixed_rows`]: the rows that every database holds from the start (`schema/fixed`).
//! - [`diagnose`]: whether a database that is already there is at the same state of its migrations.
//!
//! A new database gets the scripts in their order, then the fixed rows, in one transaction:
//!
//! ```
//! use ironwood_db::schema::{SqlDialect, fixed_rows, scripts};
//!
//! let mut plan: Vec<String> = scripts(SqlDialect::Postgres).map(|(_, sql)| sql.to_owned()).collect();
//! for table in fixed_rows("2026-11-25 10:30:00.000000") {
//!     plan.extend(table.inserts());
//!     plan.extend(table.advance_sequence(SqlDialect::Postgres));
//! }
//! ```

mod fixed;
mod migrations;
mod scripts;

pub(crate) use fixed::sequence_after;
pub use fixed::{FixedTable, FixedValue, fixed_rows, model_label};
pub use migrations::{Diagnosis, Migration, diagnose, expected_migrations};
pub use scripts::{own_tables, scripts, statements};

/// The language a schema script is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SqlDialect {
    /// SQLite, `schema/sqlite`.
    Sqlite,
    /// PostgreSQL, `schema/postgres`.
    Postgres,
}
