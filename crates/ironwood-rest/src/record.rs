//! Rows as plain structs, for actions that compute in Rust types: loaded and locked together, inserted together, and saved
//! together, with a fixed number of statements however many rows there are.

use ironwood_db::{Cell, Decimal, Engine, FromCell, Param, Row};

use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// JSON kept as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonText(pub String);

/// A Rust type that a column can hold.
pub trait Column: FromCell {
    /// The type on PostgreSQL, for values that travel through a `VALUES` list.
    const POSTGRES: &'static str;
    /// The value as a parameter.
    fn to_param(&self) -> Param;
}

macro_rules! columns {
    ($($type:ty => $name:literal;)*) => {$(
        impl Column for $type {
            const POSTGRES: &'static str = $name;
            fn to_param(&self) -> Param {
                Param::from(self.clone())
            }
        }
    )*};
}

columns! {
    i64 => "int8";
    bool => "boolean";
    String => "text";
    Decimal => "numeric";
    jiff::civil::Date => "date";
    jiff::Timestamp => "timestamptz";
    JsonText => "jsonb";
}

impl From<JsonText> for Param {
    fn from(json: JsonText) -> Self {
        Param::Json(json.0)
    }
}

impl FromCell for JsonText {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        cell.text().map(|text| JsonText(text.to_owned()))
    }
}

impl<T: Column> Column for Option<T> {
    const POSTGRES: &'static str = T::POSTGRES;
    fn to_param(&self) -> Param {
        self.as_ref().map_or(Param::Null, Column::to_param)
    }
}

/// A struct whose fields are columns of one table. Made by [`crate::record!`].
pub trait Record: Clone + Send + Sync {
    /// The table.
    const TABLE: &'static str;
    /// The columns besides `id`, with their types on PostgreSQL.
    const COLUMNS: &'static [(&'static str, &'static str)];
    /// Reads a row of `id` and the columns.
    ///
    /// # Errors
    /// When a cell holds something else than its field.
    fn read(row: &Row<'_>) -> ironwood_db::Result<Self>;
    /// The primary key; 0 before the row is stored.
    fn id(&self) -> i64;
    /// Remembers the primary key of a stored row.
    fn set_id(&mut self, id: i64);
    /// The values of the columns, in their order.
    fn values(&self) -> Vec<Param>;
}

/// Declares a [`Record`]: a struct, its table, and its columns as fields of the same names.
#[macro_export]
macro_rules! record {
    (
        $(#[$doc:meta])*
        pub struct $name:ident in $table:literal {
            $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            /// Primary key; 0 before the row is stored.
            pub id: i64,
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $crate::record::Record for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [(&'static str, &'static str)] =
                &[$((stringify!($field), <$type as $crate::record::Column>::POSTGRES)),*];

            fn read(row: &::ironwood_db::Row<'_>) -> ::ironwood_db::Result<Self> {
                let mut at = 0;
                let id = row.get(0)?;
                $(at += 1; let $field = row.get(at)?;)*
                Ok($name { id, $($field),* })
            }

            fn id(&self) -> i64 {
                self.id
            }

            fn set_id(&mut self, id: i64) {
                self.id = id;
            }

            fn values(&self) -> Vec<::ironwood_db::Param> {
                vec![$($crate::record::Column::to_param(&self.$field)),*]
            }
        }
    };
}

fn column_list<R: Record>() -> String {
    let names: Vec<String> = R::COLUMNS.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    names.join(", ")
}

/// Loads and locks the rows that meet a condition, in ascending order of their keys, so that two actions over the same rows
/// wait for each other instead of blocking each other.
///
/// # Errors
/// From storage.
pub async fn lock<R: Record>(ctx: &mut Ctx<'_>, condition: &str, params: &[Param]) -> Result<Vec<R>> {
    let sql = format!(
        "SELECT id, {} FROM {} WHERE {condition} ORDER BY id{}",
        column_list::<R>(),
        R::TABLE,
        ctx.conn.engine().for_update()
    );
    Ok(ctx.conn.rows(&sql, params, R::read).await?)
}

/// Loads the rows that meet a condition, in ascending order of their keys, without locking them.
///
/// # Errors
/// From storage.
pub async fn load<R: Record>(ctx: &mut Ctx<'_>, condition: &str, params: &[Param]) -> Result<Vec<R>> {
    let sql = format!("SELECT id, {} FROM {} WHERE {condition} ORDER BY id", column_list::<R>(), R::TABLE);
    Ok(ctx.conn.rows(&sql, params, R::read).await?)
}

/// Inserts rows and gives them their keys.
///
/// # Errors
/// From storage.
pub async fn insert<R: Record>(ctx: &mut Ctx<'_>, rows: &mut [R]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = R::COLUMNS.iter().map(|(name, _)| *name).collect();
    let values: Vec<Vec<Param>> = rows.iter().map(Record::values).collect();
    let keys = ctx.conn.insert_many(R::TABLE, &names, &values).await?;
    for (row, key) in rows.iter_mut().zip(keys) {
        row.set_id(key);
    }
    Ok(())
}

/// Most values of one statement.
const MOST_VALUES: usize = 20_000;

/// Writes the columns in which rows differ from what they were: one statement for all of them.
///
/// # Errors
/// From storage, or when a row is not there any more.
pub async fn save<R: Record>(ctx: &mut Ctx<'_>, changes: &[(R, R)]) -> Result<()> {
    let changes: Vec<(Vec<Param>, Vec<Param>, i64)> =
        changes.iter().map(|(before, after)| (before.values(), after.values(), after.id())).collect();
    let differing: Vec<usize> =
        (0..R::COLUMNS.len()).filter(|at| changes.iter().any(|(before, after, _)| before[*at] != after[*at])).collect();
    if differing.is_empty() {
        return Ok(());
    }
    let engine = ctx.conn.engine();
    let (mut names, mut sets) = (Vec::new(), Vec::new());
    for (name, postgres) in differing.iter().map(|at| R::COLUMNS[*at]) {
        names.push(format!("\"{name}\""));
        sets.push(match engine {
            Engine::Sqlite => format!("\"{name}\" = n.\"{name}\""),
            Engine::Postgres => format!("\"{name}\" = CAST(n.\"{name}\" AS {postgres})"),
        });
    }
    let one = format!("(?, {})", vec!["?"; differing.len()].join(", "));
    for chunk in changes.chunks(MOST_VALUES / (differing.len() + 1)) {
        let sql = format!(
            "WITH n(id, {}) AS (VALUES {}) UPDATE {table} SET {} FROM n WHERE {table}.id = n.id",
            names.join(", "),
            vec![one.as_str(); chunk.len()].join(", "),
            sets.join(", "),
            table = R::TABLE
        );
        let mut params = Vec::with_capacity(chunk.len() * (differing.len() + 1));
        for (_, after, id) in chunk {
            params.push(Param::Int(*id));
            params.extend(differing.iter().map(|at| after[*at].clone()));
        }
        let touched = ctx.conn.execute(&sql, &params).await?;
        if touched != chunk.len() as u64 {
            return Err(Error::Internal(format!("{touched} of {} rows of {} were saved", chunk.len(), R::TABLE)));
        }
    }
    Ok(())
}
