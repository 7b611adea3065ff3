//! PostgreSQL looks a foreign key up for each row that comes in, which takes longer than everything else together. Like a
//! restored backup, the workshop therefore comes in without its large tables' foreign keys, and then they are put back, which
//! checks all rows at once.

use ironwood_db::{Conn, DbError, Engine};

/// Tables with many rows and several foreign keys each.
const LARGE: [&str; 10] = [
    "part_part",
    "part_partparameter",
    "part_bomitem",
    "part_partpricing",
    "company_manufacturerpart",
    "part_supplierpart",
    "part_supplierpricebreak",
    "stock_stockitem",
    "stock_stockitemtracking",
    "stock_stockitemtestresult",
];

/// Foreign keys that were taken away.
pub(crate) struct Lifted(Vec<ForeignKey>);

struct ForeignKey {
    table: String,
    name: String,
    definition: String,
}

/// Takes the foreign keys of the large tables away, for this transaction. SQLite keeps its own, they cost little.
pub(crate) async fn lift(conn: &mut Conn) -> Result<Lifted, DbError> {
    if conn.engine() == Engine::Sqlite {
        return Ok(Lifted(Vec::new()));
    }
    let sql = "SELECT t.relname::text, quote_ident(c.conname), pg_get_constraintdef(c.oid)
               FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
               WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace AND t.relname::text = ANY(?)
               ORDER BY t.relname, c.conname";
    let tables = LARGE.map(str::to_owned).to_vec();
    let read =
        |row: &ironwood_db::Row<'_>| Ok(ForeignKey { table: row.get(0)?, name: row.get(1)?, definition: row.get(2)? });
    let keys = conn.rows(sql, &[tables.into()], read).await?;
    for ForeignKey { table, name, .. } in &keys {
        conn.script(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
    }
    // The others are looked at as rows come in, not all at once by the commit: that is one statement with a time limit.
    conn.script("SET CONSTRAINTS ALL IMMEDIATE").await?;
    Ok(Lifted(keys))
}

impl Lifted {
    /// Puts them back as they were; PostgreSQL looks whether all rows keep them.
    pub(crate) async fn restore(self, conn: &mut Conn) -> Result<(), DbError> {
        for ForeignKey { table, name, definition } in self.0 {
            conn.script(&format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")).await?;
        }
        Ok(())
    }
}
