//! Rows on their way into a table.

use ironwood_db::{Conn, DbError, Param};

/// Rows of one statement. On PostgreSQL it keeps a statement far below any time limit.
const BATCH: usize = 20_000;

/// `columns!["name" => value, ...]`: one row, each value beside the column it is for.
macro_rules! columns {
    ($($column:literal => $value:expr),* $(,)?) => {
        [$(($column, ironwood_db::Param::from($value))),*]
    };
}
pub(crate) use columns;

/// An empty JSON object, what new rows have for `metadata`.
pub(crate) fn no_metadata() -> Param {
    Param::Json("{}".into())
}

/// The key of the row that stands at this place of a list: tables are empty before, keys count from 1.
pub(crate) fn key(at: usize) -> i64 {
    at as i64 + 1
}

/// The key of the row at this place, or null.
pub(crate) fn key_of(at: Option<usize>) -> Param {
    at.map(key).into()
}

/// Stores `items` in an empty table; `row` makes the columns of each from its key and itself. How many there were.
pub(crate) async fn load<T: Sync, const N: usize>(
    conn: &mut Conn,
    table: &'static str,
    items: &[T],
    row: impl Fn(i64, &T) -> [(&'static str, Param); N] + Sync,
) -> Result<u64, DbError> {
    let Some(first) = items.first() else { return Ok(0) };
    let mut names = vec!["id"];
    names.extend(row(1, first).iter().map(|(name, _)| *name));
    let mut rows = items.iter().enumerate().map(|(at, item)| {
        let id = key(at);
        let mut values = Vec::with_capacity(N + 1);
        values.push(Param::Int(id));
        values.extend(row(id, item).into_iter().map(|(_, value)| value));
        values
    });
    let mut loaded = 0;
    while loaded < items.len() as u64 {
        loaded += conn.load(table, &names, &mut rows.by_ref().take(BATCH)).await?;
    }
    tracing::debug!(table, rows = loaded, "rows were made up");
    Ok(loaded)
}
