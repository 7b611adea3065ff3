//! SQLite: how a connection is set up and a statement run. Threads are in `db`.

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OpenFlags};
use rust_decimal::prelude::ToPrimitive;

use crate::db::Options;
use crate::error::{DbError, Result};
use crate::row::Row;
use crate::value::{Cell, Param, date_text, timestamp_text};

/// Statements kept prepared per connection (STACK 2.3).
const STATEMENT_CACHE: usize = 256;
/// How long a writer waits for another process to finish its transaction.
const BUSY_LIMIT: Duration = Duration::from_secs(20);
const BUSY_STEP: Duration = Duration::from_micros(500);

/// Opens the file and sets it up for one of our threads.
pub(crate) fn open(path: &Path, options: &Options, read_only: bool) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)
        .map_err(|error| DbError::Unusable(format!("cannot open the SQLite file {}: {error}", path.display())))?;
    // Our own waiting: SQLite's grows to 100 ms a step, which is an age when two servers share a file.
    connection.busy_handler(Some(|tries| {
        let waited = BUSY_STEP * u32::try_from(tries).unwrap_or(u32::MAX);
        std::thread::sleep(BUSY_STEP);
        waited < BUSY_LIMIT
    }))?;
    // A plan depends on the statement alone. Otherwise SQLite looks at the values too, and prepares a kept statement anew for each.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let synchronous = if options.durable { "FULL" } else { "NORMAL" };
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -{}; PRAGMA mmap_size = {}; PRAGMA query_only = {};",
        options.sqlite_cache_kib,
        options.sqlite_mmap_bytes,
        if read_only { "ON" } else { "OFF" }
    ))?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    add_functions(&mut connection)?;
    Ok(connection)
}

/// `a REGEXP b`, letter case aside, in linear time; the last pattern is kept compiled.
fn add_functions(connection: &mut Connection) -> Result<()> {
    let last: RefCell<Option<(String, regex::Regex)>> = RefCell::new(None);
    connection.create_scalar_function(
        "regexp",
        2,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
        move |context| {
            let pattern = context.get_raw(0).as_str().unwrap_or_default();
            let mut last = last.borrow_mut();
            if last.as_ref().is_none_or(|(known, _)| known != pattern) {
                let compiled = regex::RegexBuilder::new(pattern)
                    .case_insensitive(true)
                    .size_limit(1 << 20)
                    .build()
                    .map_err(|error| rusqlite::Error::UserFunctionError(Box::new(error)))?;
                *last = Some((pattern.to_owned(), compiled));
            }
            let text = match context.get_raw(1) {
                ValueRef::Text(bytes) => String::from_utf8_lossy(bytes),
                ValueRef::Integer(number) => number.to_string().into(),
                ValueRef::Real(number) => number.to_string().into(),
                _ => return Ok(false),
            };
            Ok(last.as_ref().is_some_and(|(_, regex)| regex.is_match(&text)))
        },
    )?;
    Ok(())
}

pub(crate) fn each(
    connection: &mut Connection,
    sql: &str,
    params: &[Param],
    take: &mut (dyn FnMut(&Row<'_>) -> Result<()> + Send),
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(params))?;
    while let Some(row) = rows.next()? {
        take(&Row::sqlite(row))?;
    }
    Ok(())
}

pub(crate) fn execute(connection: &mut Connection, sql: &str, params: &[Param]) -> Result<u64> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
}

/// Runs one statement for each row.
pub(crate) fn load(
    connection: &mut Connection,
    sql: &str,
    rows: &mut (dyn Iterator<Item = Vec<Param>> + Send),
) -> Result<u64> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut loaded = 0;
    for row in rows {
        loaded += statement.execute(rusqlite::params_from_iter(row))? as u64;
    }
    Ok(loaded)
}

pub(crate) fn cell<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Cell<'r> {
    match row.get_ref(column) {
        Ok(ValueRef::Integer(number)) => Cell::Int(number),
        Ok(ValueRef::Real(number)) => Cell::Real(number),
        Ok(ValueRef::Text(bytes)) => Cell::Text(std::str::from_utf8(bytes).unwrap_or_default()),
        Ok(ValueRef::Null | ValueRef::Blob(_)) | Err(_) => Cell::Null,
    }
}

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Param::Null => ToSqlOutput::Owned(Value::Null),
            Param::Bool(flag) => ToSqlOutput::Owned(Value::Integer(i64::from(*flag))),
            Param::Int(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Param::Real(number) => ToSqlOutput::Owned(Value::Real(*number)),
            // The columns are declared `decimal`, whose affinity stores whole numbers as integers and others as doubles.
            Param::Decimal(number) => {
                ToSqlOutput::Owned(match number.is_integer().then(|| number.to_i64()).flatten() {
                    Some(whole) => Value::Integer(whole),
                    None => Value::Real(number.to_f64().unwrap_or_default()),
                })
            }
            Param::Text(text) | Param::Json(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Param::Date(date) => ToSqlOutput::Owned(Value::Text(date_text(*date))),
            Param::Timestamp(micros) => ToSqlOutput::Owned(Value::Text(timestamp_text(*micros))),
            Param::Ints(numbers) => ToSqlOutput::Owned(Value::Text(json_list(numbers))),
            Param::Texts(texts) => {
                ToSqlOutput::Owned(Value::Text(serde_json::to_string(texts).unwrap_or_else(|_| "[]".into())))
            }
        })
    }
}

fn json_list(numbers: &[i64]) -> String {
    let mut out = String::with_capacity(numbers.len() * 7 + 2);
    out.push('[');
    for (at, number) in numbers.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&number.to_string());
    }
    out.push(']');
    out
}
