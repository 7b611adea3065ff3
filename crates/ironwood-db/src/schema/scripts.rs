//! The SQL files, in the order in which they are run.

use super::SqlDialect;

type Script = (&'static str, &'static str);

macro_rules! script {
    ($dialect:literal, $name:literal) => {
        ($name, include_str!(concat!("../../schema/", $dialect, "/", $name, ".sql")))
    };
}

/// Both engines share one list of files: a table stands in the file of the same name on either side.
macro_rules! for_both_engines {
    ($($name:literal),* $(,)?) => {
        const SQLITE: &[Script] = &[$(script!("sqlite", $name)),*];
        const POSTGRES: &[Script] = &[$(script!("postgres", $name)),*];
    };
}

// PostgreSQL wants the target of a reference to exist, hence the order; what refers in circles comes at the end.
for_both_engines![
    "framework",
    "auth",
    "account",
    "oauth",
    "users",
    "tasks",
    "mailbox",
    "plugin",
    "common",
    "messages",
    "part",
    "company",
    "stock",
    "purchase_order",
    "sales_order",
    "return_order",
    "transfer_order",
    "build",
    "report",
    "importer",
];

const CIRCULAR_REFERENCES: Script = script!("postgres", "circular_references");
const OWN_SQLITE: Script = script!("sqlite", "ironwood");
const OWN_POSTGRES: Script = script!("postgres", "ironwood");

/// All scripts of a new database as `(name, sql)`, in the order to run them, ours at the end.
pub fn scripts(dialect: SqlDialect) -> impl Iterator<Item = (&'static str, &'static str)> {
    let (shared, rest): (_, &[Script]) = match dialect {
        SqlDialect::Sqlite => (SQLITE, &[OWN_SQLITE]),
        SqlDialect::Postgres => (POSTGRES, &[CIRCULAR_REFERENCES, OWN_POSTGRES]),
    };
    shared.iter().chain(rest).copied()
}

/// The script of the tables that only Ironwood has (`ironwood_*`). It may be run on a database that has them already,
/// so that a database written by InvenTree can be given them.
pub fn own_tables(dialect: SqlDialect) -> &'static str {
    match dialect {
        SqlDialect::Sqlite => OWN_SQLITE.1,
        SqlDialect::Postgres => OWN_POSTGRES.1,
    }
}

/// The statements of one of our scripts, without comments and the closing semicolon.
///
/// This relies on the shape of our files: a comment has its own line, and a statement ends where a line does.
pub fn statements(script: &str) -> impl Iterator<Item = &str> {
    script.split(";\n").map(without_leading_comments).filter(|statement| !statement.is_empty())
}

fn without_leading_comments(text: &str) -> &str {
    let mut rest = text.trim();
    while rest.starts_with("--") {
        rest = rest.split_once('\n').map_or("", |(_, after)| after).trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    const BOTH: [SqlDialect; 2] = [SqlDialect::Sqlite, SqlDialect::Postgres];

    #[test]
    fn every_script_splits_into_whole_statements() {
        for dialect in BOTH {
            for (name, sql) in scripts(dialect) {
                assert!(sql.ends_with(";\n"), "{dialect:?} {name} ends with a statement");
                let mut seen = 0;
                for statement in statements(sql) {
                    seen += 1;
                    let starts = ["CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ", "ALTER TABLE "];
                    let start = starts.iter().any(|start| statement.starts_with(start)) || is_guard(statement);
                    assert!(start, "{dialect:?} {name}: {statement}");
                    let has_end = statement.contains(';') && !is_guard(statement);
                    assert!(!has_end && !statement.contains("--"), "{dialect:?} {name}: {statement}");
                    let count = |bracket| statement.matches(bracket).count();
                    assert_eq!(count('('), count(')'), "{dialect:?} {name}: {statement}");
                }
                let ends = sql.lines().filter(|line| !line.starts_with("--") && line.ends_with(';')).count();
                assert_eq!(seen, ends, "{dialect:?} {name}");
            }
        }
    }

    /// A trigger, or the function that it calls: these have statements of their own inside, on the same line.
    fn is_guard(statement: &str) -> bool {
        ["CREATE TRIGGER ", "CREATE OR REPLACE TRIGGER ", "CREATE OR REPLACE FUNCTION "]
            .iter()
            .any(|start| statement.starts_with(start))
    }

    #[test]
    fn comments_and_blank_lines_are_no_statements() {
        let script =
            "-- a heading;\n-- goes on\n\nCREATE TABLE a (\n    b text\n);\n\n-- another\nCREATE INDEX c ON a (b);\n";
        let found: Vec<_> = statements(script).collect();
        assert_eq!(found, ["CREATE TABLE a (\n    b text\n)", "CREATE INDEX c ON a (b)"]);
    }

    #[test]
    fn both_engines_have_the_same_tables_and_columns_in_the_same_files() {
        let [sqlite, postgres] = BOTH.map(|dialect| {
            scripts(dialect)
                .filter(|(name, _)| *name != CIRCULAR_REFERENCES.0)
                .map(|(name, sql)| (name, tables(sql)))
                .collect::<Vec<_>>()
        });
        assert_eq!(sqlite, postgres);
    }

    #[test]
    fn what_we_added_is_named_so_and_nothing_else_is() {
        for dialect in BOTH {
            for (name, sql) in scripts(dialect) {
                for table in tables(sql).keys() {
                    assert_eq!(table.starts_with("ironwood_"), name == "ironwood", "{table} in {name}");
                }
            }
            assert!(
                statements(own_tables(dialect))
                    .all(|statement| statement.contains(" IF NOT EXISTS ") || statement.contains(" OR REPLACE ")),
                "{dialect:?}: may be run twice"
            );
        }
    }

    /// The columns of each table of a script.
    fn tables(script: &str) -> BTreeMap<String, BTreeSet<String>> {
        statements(script)
            .filter_map(|statement| statement.strip_prefix("CREATE TABLE "))
            .map(|statement| {
                let (head, body) = statement.split_once(" (\n").expect("a table has columns");
                let name = head.trim_start_matches("IF NOT EXISTS ").trim_matches('"').to_owned();
                let columns = body
                    .lines()
                    .filter_map(|line| line.strip_prefix("    "))
                    .filter_map(|line| line.split(' ').next())
                    .filter(|word| !word.is_empty() && *word != "CONSTRAINT")
                    .map(|word| word.trim_matches('"').to_owned())
                    .collect();
                (name, columns)
            })
            .collect()
    }
}
