//! SQLite: a connection of its own beside the server's, for the time of one question.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use rust_decimal::Decimal;

use super::{INSERT_PART, Queries};
use crate::snapshot::{Deltas, ItemRow, Snapshot, TrackingRow, decimal};

/// Opens the server's file; never makes one. Read and write, because reading a WAL database that no process has open
/// needs its shared-memory file made.
fn open(path: &Path) -> anyhow::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .with_context(|| format!("cannot open {}", path.display()))?;
    connection.busy_timeout(Duration::from_secs(60))?;
    Ok(connection)
}

pub fn make_parts(path: &Path, names: &[String]) -> anyhow::Result<Vec<i64>> {
    let mut connection = open(path)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let keys = names
        .iter()
        .map(|name| transaction.query_row(INSERT_PART, [name], |row| row.get(0)))
        .collect::<Result<_, _>>()?;
    transaction.commit()?;
    Ok(keys)
}

pub fn snapshot(path: &Path, queries: &Queries) -> anyhow::Result<Snapshot> {
    let mut connection = open(path)?;
    let transaction = connection.transaction()?;
    let mut snapshot = Snapshot::default();

    let mut statement = transaction.prepare(&queries.items(str::to_owned))?;
    let mut cursor = statement.query([])?;
    while let Some(row) = cursor.next()? {
        snapshot.items.push(ItemRow {
            pk: row.get(0)?,
            part: row.get(1)?,
            quantity: quantity(row.get_ref(2)?)?,
            location: row.get(3)?,
        });
    }

    let mut statement = transaction.prepare(&queries.rows(str::to_owned))?;
    let mut cursor = statement.query([])?;
    while let Some(row) = cursor.next()? {
        let pk = row.get(0)?;
        snapshot.rows.push(TrackingRow {
            pk,
            item: row.get(1)?,
            code: row.get(2)?,
            notes: row.get(3)?,
            deltas: Deltas::parse(row.get_ref(4)?.as_str_or_null()?).with_context(|| format!("tracking row {pk}"))?,
        });
    }
    Ok(snapshot)
}

/// A `decimal` column has numeric affinity: whole numbers are stored as integers, others as floats.
fn quantity(value: ValueRef<'_>) -> anyhow::Result<Decimal> {
    match value {
        ValueRef::Integer(whole) => Ok(Decimal::from(whole)),
        ValueRef::Real(real) => decimal(&real.to_string()),
        other => bail!("a quantity is stored as {:?}", other.data_type()),
    }
}

/// The engine's own checks: structure of the file, and foreign keys that point nowhere.
pub fn damages(path: &Path) -> anyhow::Result<Vec<String>> {
    let connection = open(path)?;
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    let mut damages: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    damages.retain(|line| line != "ok");

    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut cursor = statement.query([])?;
    while let Some(row) = cursor.next()? {
        let (table, id, to): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        damages.push(format!("{table} row {id:?} refers to a missing row of {to}"));
    }
    Ok(damages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;

    /// A database file that is removed with the test.
    struct File(std::path::PathBuf);

    impl Drop for File {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    /// The columns the tool names, with the types and constraints that matter to it.
    const TABLES: &str = r#"
        CREATE TABLE part_part (id integer PRIMARY KEY, name text NOT NULL, description text, minimum_stock decimal,
            maximum_stock decimal, base_cost decimal, multiple integer, default_expiry integer, bom_checksum text,
            trackable bool, purchaseable bool, salable bool, active bool, is_template bool, assembly bool,
            component bool, virtual bool, locked bool, testable bool, bom_validated bool, consumable bool,
            level integer, lft integer, rght integer, tree_id integer, barcode_data text, barcode_hash text);
        CREATE TABLE stock_stockitem (id integer PRIMARY KEY, part_id integer REFERENCES part_part (id),
            quantity decimal NOT NULL, location_id integer);
        CREATE TABLE stock_stockitemtracking (id integer PRIMARY KEY, item_id integer, part_id integer,
            tracking_type integer, notes text, deltas text);"#;

    fn database(name: &str) -> File {
        let file = format!("ironwood-stress-{name}-{}.sqlite3", std::process::id());
        let path = std::env::temp_dir().join(file);
        let _ = std::fs::remove_file(&path);
        Connection::open(&path).unwrap().execute_batch(TABLES).unwrap();
        File(path)
    }

    #[test]
    fn parts_are_made_each_in_a_tree_of_its_own() {
        let file = database("parts");
        let keys = make_parts(&file.0, &["a".into(), "b".into()]).unwrap();
        let trees: Vec<i64> = open(&file.0)
            .unwrap()
            .prepare("SELECT tree_id FROM part_part ORDER BY id")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!((keys, trees), (vec![1, 2], vec![1, 2]));
    }

    #[test]
    fn the_stock_of_the_chosen_parts_is_read_exactly_and_proved() {
        let file = database("stock");
        let connection = open(&file.0).unwrap();
        connection
            .execute_batch(
                r#"INSERT INTO part_part (id, name) VALUES (1, 'a'), (2, 'b');
                INSERT INTO stock_stockitem VALUES (1, 1, '12.34567', 5), (2, 1, 3, NULL), (3, 2, 7, NULL);
                INSERT INTO stock_stockitemtracking VALUES
                    (1, 1, 1, 1, NULL, '{"quantity": 12.0, "status": 10}'),
                    (2, 2, NULL, 1, NULL, '{"quantity": 3.0}'),
                    (3, 1, 1, 11, 'n', '{"added": 0.34567, "quantity": 12.34567}');"#,
            )
            .unwrap();

        let read = |parts: Option<&[i64]>| snapshot(&file.0, &Queries::new(parts)).unwrap();
        let one = read(Some(&[1]));
        assert_eq!(one.items[0].quantity, Decimal::new(1_234_567, 5));
        assert_eq!(one.items[0].location, Some(5));
        assert_eq!((one.items.len(), one.rows.len()), (2, 3));
        assert!(check(&one, None).violations.is_empty());

        let all = check(&read(None), None);
        assert_eq!(all.items, 3);
        assert_eq!(all.violations[0].to_string(), "item 3 holds 7 and no tracking row says why");
    }

    #[test]
    fn a_row_that_refers_to_nothing_is_a_damage() {
        let file = database("damage");
        assert_eq!(damages(&file.0).unwrap(), Vec::<String>::new());
        open(&file.0)
            .unwrap()
            .execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO stock_stockitem VALUES (1, 99, 1, NULL);")
            .unwrap();
        assert_eq!(damages(&file.0).unwrap(), ["stock_stockitem row Some(1) refers to a missing row of part_part"]);
    }

    #[test]
    fn a_missing_file_is_not_made() {
        let path = std::env::temp_dir().join("ironwood-stress-there-is-no-such-file");
        assert!(damages(&path).is_err());
        assert!(!path.exists());
    }
}
