//! Storage for Ironwood: one small interface over SQLite and PostgreSQL.
//!
//! A [`Db`] is opened from a URL and hands out [`Conn`]s: [`Db::read`] for questions, [`Db::write`] for changes in one
//! transaction. SQL is written once, with `?` for parameters; what the engines say differently is a method of [`Engine`].
//! Rows are lent ([`Row`]), never collected unless the caller does so, and their cells come as [`Cell`]s of one
//! vocabulary whichever engine they are from.
//!
//! This crate knows no table except those of `schema`, and nothing of HTTP.

pub mod bare;
mod conn;
mod copy;
mod db;
mod engine;
mod error;
mod install;
mod postgres;
mod queue;
mod row;
pub mod schema;
mod sql;
mod sqlite;
mod tls;
mod url;
mod value;

pub use conn::{Conn, RowSink};
pub use db::{BoxFuture, Db, Lane, Options, Refusal};
pub use engine::Engine;
pub use error::{DbError, Result, Violation};
pub use install::{DatabaseState, install, state};
pub use row::Row;
pub use sql::Sql;
pub use url::DatabaseUrl;
pub use value::{Cell, FromCell, Param, date_text, parse_date, parse_datetime, timestamp_text};

pub use rust_decimal::Decimal;
