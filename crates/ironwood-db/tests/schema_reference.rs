//! A fresh database against the reference schema, which lies beside the repository (`../shared/schema`) or is skipped.
//!
//! PostgreSQL is compared when `IRONWOOD_TEST_POSTGRES` names a server (`postgres://user@host:port`).

#![expect(clippy::print_stdout, reason = "a skipped comparison says so")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use ironwood_db::schema::{
    Diagnosis, FixedTable, FixedValue, SqlDialect, diagnose, expected_migrations, fixed_rows, own_tables, scripts,
};

const APPLIED: &str = "2026-11-25 10:30:00.000000";

/// A file of the reference schema; `None`, with a note, where there is none.
fn reference(file: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schema").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: there is no reference schema at {}", path.display());
    }
    text
}

/// What a new database runs.
fn installation(dialect: SqlDialect) -> Vec<String> {
    let mut plan: Vec<String> = scripts(dialect).map(|(_, sql)| sql.to_owned()).collect();
    for table in fixed_rows(APPLIED) {
        plan.extend(table.inserts());
        plan.extend(table.advance_sequence(dialect));
    }
    plan
}

/// One line for each difference, so that a failure can be read.
fn differences(reference: &BTreeMap<String, String>, ours: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for (key, value) in reference {
        if ours.get(key) != Some(value) {
            let _ = writeln!(out, "{key}:\n  reference {value}\n  ours      {:?}", ours.get(key));
        }
    }
    for (key, value) in ours {
        if !reference.contains_key(key) {
            let _ = writeln!(out, "{key}: only ours: {value}");
        }
    }
    out
}

mod sqlite {
    use rusqlite::Connection;

    use super::*;

    fn fresh() -> Connection {
        let connection = Connection::open_in_memory().expect("a database in memory");
        connection.execute_batch("PRAGMA foreign_keys = ON; BEGIN").expect("a transaction");
        for sql in installation(SqlDialect::Sqlite) {
            connection.execute_batch(&sql).unwrap_or_else(|error| panic!("{error} in {sql}"));
        }
        connection.execute_batch("COMMIT").expect("all references hold");
        connection
    }

    /// Every table, index and what belongs to it, by name, in words that do not depend on white space.
    fn describe(connection: &Connection) -> BTreeMap<String, String> {
        let mut out = BTreeMap::new();
        for [kind, name, table, sql] in rows::<4>(
            connection,
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name NOT LIKE 'ironwood%'",
        ) {
            out.insert(format!("{kind} {name}"), format!("{table} {}", normal(&sql)));
        }
        for [table, column, kind, not_null, default, key] in rows::<6>(
            connection,
            "SELECT m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk FROM sqlite_master m
             JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'ironwood%'",
        ) {
            out.insert(format!("column {table}.{column}"), format!("{kind} {not_null} {default} {key}"));
        }
        for [table, index, unique, origin, partial, columns] in rows::<6>(
            connection,
            "SELECT m.name, i.name, i.\"unique\", i.origin, i.partial,
                    (SELECT group_concat(c.name || c.desc || c.coll) FROM pragma_index_xinfo(i.name) c WHERE c.key)
             FROM sqlite_master m JOIN pragma_index_list(m.name) i
             WHERE m.type = 'table' AND m.name NOT LIKE 'ironwood%'",
        ) {
            out.insert(format!("index of {table}: {index}"), format!("{unique} {origin} {partial} {columns}"));
        }
        for [table, from, target, to, on_delete] in rows::<5>(
            connection,
            "SELECT m.name, f.\"from\", f.\"table\", f.\"to\", f.on_delete FROM sqlite_master m
             JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND m.name NOT LIKE 'ironwood%'",
        ) {
            out.insert(format!("reference {table}.{from}"), format!("{target}.{to} {on_delete}"));
        }
        out
    }

    fn rows<const N: usize>(connection: &Connection, sql: &str) -> Vec<[String; N]> {
        let mut statement = connection.prepare(sql).expect("a statement");
        let cell = |row: &rusqlite::Row<'_>, column| match row.get_ref(column)? {
            rusqlite::types::ValueRef::Null => Ok("null".to_owned()),
            rusqlite::types::ValueRef::Integer(number) => Ok(number.to_string()),
            other => Ok::<_, rusqlite::Error>(other.as_str()?.to_owned()),
        };
        statement
            .query_map([], |row| {
                let cells: Result<Vec<String>, _> = (0..N).map(|column| cell(row, column)).collect();
                Ok(cells?.try_into().expect("as many cells as columns"))
            })
            .and_then(Iterator::collect)
            .expect("rows")
    }

    fn normal(sql: &str) -> String {
        let words: Vec<&str> = sql.split_whitespace().collect();
        words.join(" ").replace("( ", "(").replace(" )", ")")
    }

    #[test]
    fn a_fresh_database_holds_its_fixed_rows_and_can_be_told_from_others() {
        let connection = fresh();
        for FixedTable { table, rows: expected, .. } in fixed_rows(APPLIED) {
            let [[count, highest, sequence]] = rows::<3>(
                &connection,
                &format!(
                    "SELECT count(*), max(id), (SELECT seq FROM sqlite_sequence WHERE name = '{table}') FROM {table}"
                ),
            )
            .try_into()
            .expect("one row");
            let expected = expected.len().to_string();
            assert_eq!([&count, &highest, &sequence], [&expected; 3], "{table}");
        }
        let applied: Vec<(String, String)> =
            rows::<2>(&connection, "SELECT app, name FROM django_migrations ORDER BY id")
                .into_iter()
                .map(|[app, name]| (app, name))
                .collect();
        assert_eq!(applied.len(), expected_migrations().len());
        assert_eq!(diagnose(&applied), Diagnosis::Current);
        assert_eq!(rows::<1>(&connection, "SELECT \"table\" FROM pragma_foreign_key_check"), [] as [[String; 1]; 0]);
    }

    #[test]
    fn our_tables_can_be_added_twice() {
        let connection = fresh();
        connection.execute_batch(own_tables(SqlDialect::Sqlite)).expect("nothing to do");
        connection
            .execute(
                "INSERT INTO ironwood_outbox (created, name, payload) VALUES (?1, 'part.created', '{\"id\": 1}')",
                [APPLIED],
            )
            .expect("an event");
        connection
            .execute("INSERT INTO ironwood_outbox (created, name, payload) VALUES (?1, 'part.created', '{')", [APPLIED])
            .expect_err("a payload is JSON");
    }

    #[test]
    fn a_fresh_database_is_the_reference() {
        let Some(sql) = reference("sqlite.sql") else {
            return;
        };
        let connection = Connection::open_in_memory().expect("a database in memory");
        // SQLite makes this table itself, and refuses to be told.
        let sql = sql.replace("CREATE TABLE sqlite_sequence(name,seq);", "");
        connection.execute_batch(&sql).expect("the reference schema");
        let expected = describe(&connection);
        assert!(expected.len() > 1_000, "the reference has many things to compare: {}", expected.len());
        let found = differences(&expected, &describe(&fresh()));
        assert!(found.is_empty(), "{found}");
    }
}

mod postgres {
    use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

    use super::*;

    async fn connect(server: &str, database: &str) -> Client {
        let url = format!("{}/{database}", server.trim_end_matches('/'));
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.expect("the server answers");
        tokio::spawn(connection);
        client
    }

    async fn run(client: &Client, sql: &str) {
        if let Err(error) = client.batch_execute(sql).await {
            panic!("{error:?} in {sql}");
        }
    }

    async fn rows(client: &Client, sql: &str) -> Vec<(String, String)> {
        let messages = client.simple_query(sql).await.unwrap_or_else(|error| panic!("{error:?} in {sql}"));
        let text = |row: &tokio_postgres::SimpleQueryRow, column| row.get(column).unwrap_or("null").to_owned();
        messages
            .iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some((text(row, 0), text(row, 1))),
                _ => None,
            })
            .collect()
    }

    /// Every table, column, default, constraint, index and sequence of the schema `public`, by name.
    async fn describe(client: &Client) -> BTreeMap<String, String> {
        let sql = "
            WITH ours AS (
                SELECT oid, relname, relkind FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'ironwood%'
            )
            SELECT 'relation ' || relname, relkind::text FROM ours
            UNION ALL
            SELECT 'column ' || relname || '.' || a.attname,
                   concat_ws(' ', a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
                             a.attcollation, pg_get_expr(d.adbin, d.adrelid))
            FROM ours JOIN pg_attribute a ON a.attrelid = ours.oid AND a.attnum > 0
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE relkind = 'r'
            UNION ALL
            SELECT 'constraint ' || relname || ' ' || c.conname,
                   concat_ws(' ', c.condeferrable, c.condeferred, c.convalidated, pg_get_constraintdef(c.oid))
            FROM ours JOIN pg_constraint c ON c.conrelid = ours.oid
            UNION ALL
            SELECT 'index ' || relname, pg_get_indexdef(oid) FROM ours WHERE relkind = 'i'
            UNION ALL
            SELECT 'sequence ' || relname,
                   concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
                             s.seqcycle, d.refobjid::regclass, d.refobjsubid, d.deptype)
            FROM ours JOIN pg_sequence s ON s.seqrelid = ours.oid
            JOIN pg_depend d ON d.objid = ours.oid AND d.refobjsubid > 0";
        rows(client, sql).await.into_iter().map(|(key, value)| (key, without_casts(&value))).collect()
    }

    /// A dumped and restored `IN` list carries its casts elsewhere than one that was never dumped.
    fn without_casts(definition: &str) -> String {
        ["::text", "::character varying", "[]", "(", ")"]
            .iter()
            .fold(definition.to_owned(), |text, noise| text.replace(noise, ""))
    }

    #[tokio::test]
    async fn a_fresh_database_is_the_reference() {
        let Ok(server) = std::env::var("IRONWOOD_TEST_POSTGRES") else {
            println!("skipped: IRONWOOD_TEST_POSTGRES names no server");
            return;
        };
        let admin = connect(&server, "postgres").await;
        let fresh = format!("ironwood_schema_fresh_{}", std::process::id());
        run(&admin, &format!("CREATE DATABASE {fresh} TEMPLATE template0")).await;
        let client = connect(&server, &fresh).await;
        run(&client, "SET TIME ZONE 'UTC'; BEGIN").await;
        for sql in installation(SqlDialect::Postgres) {
            run(&client, &sql).await;
        }
        run(&client, "COMMIT").await;
        run(&client, own_tables(SqlDialect::Postgres)).await;
        let ours = describe(&client).await;
        for FixedTable { table, rows: expected, .. } in fixed_rows(APPLIED) {
            let next = format!("SELECT count(*), nextval(pg_get_serial_sequence('{table}', 'id')) FROM {table}");
            let counted = (expected.len().to_string(), (expected.len() + 1).to_string());
            assert_eq!(rows(&client, &next).await, [counted], "{table}");
        }
        drop(client);
        run(&admin, &format!("DROP DATABASE {fresh} WITH (FORCE)")).await;

        let Some(sql) = reference("postgres.sql") else {
            return;
        };
        let restored = format!("ironwood_schema_reference_{}", std::process::id());
        run(&admin, &format!("CREATE DATABASE {restored} TEMPLATE template0")).await;
        let client = connect(&server, &restored).await;
        // Lines that begin with a backslash are for psql.
        let sql: Vec<&str> = sql.lines().filter(|line| !line.starts_with('\\')).collect();
        run(&client, &sql.join("\n")).await;
        run(&client, "SET search_path TO public").await;
        let expected = describe(&client).await;
        drop(client);
        run(&admin, &format!("DROP DATABASE {restored} WITH (FORCE)")).await;

        assert!(expected.len() > 2_000, "the reference has many things to compare: {}", expected.len());
        let found = differences(&expected, &ours);
        assert!(found.is_empty(), "{found}");
    }
}

/// The reference keeps the fixed rows as JSON: a list of objects for each table, without the columns that hold instants.
#[test]
fn the_fixed_rows_are_those_of_the_reference() {
    let Some(text) = reference("fixed-rows.json") else {
        return;
    };
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for FixedTable { table, columns, rows } in fixed_rows(APPLIED) {
        let expected =
            json.get(table).or_else(|| json["other_rows"].get(table)).expect("the table is in the reference");
        let ours: Vec<serde_json::Value> = rows
            .iter()
            .map(|row| {
                let fields = columns.iter().zip(row).filter(|(column, _)| **column != "applied");
                fields.map(|(column, value)| ((*column).to_owned(), as_json(value))).collect()
            })
            .collect();
        assert_eq!(serde_json::Value::Array(ours), *expected, "{table}");
    }
    let tables = json.as_object().into_iter().chain(json["other_rows"].as_object()).flatten();
    assert_eq!(tables.filter(|(name, _)| *name != "other_rows").count(), fixed_rows(APPLIED).len());
}

fn as_json(value: &FixedValue) -> serde_json::Value {
    match value {
        FixedValue::Int(number) => (*number).into(),
        FixedValue::Text(text) => text.as_ref().into(),
    }
}
