//! The rows that every database holds from the start, whoever made it.
//!
//! Permissions and content types are kept once, in `schema/fixed/content_types.tsv`: its lines stand in the order of the
//! permissions, four to a content type; the key of the content type is written out because that order is another one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::SqlDialect;
use super::migrations::expected_migrations;

const CONTENT_TYPES: &str = include_str!("../../schema/fixed/content_types.tsv");
const SETTINGS: &str = include_str!("../../schema/fixed/settings.tsv");

/// What a permission allows, in the order in which Django creates them for a content type.
const VERBS: [&str; 4] = ["add", "change", "delete", "view"];

/// Rows of one `INSERT`. Below every limit of either engine and of a readable log.
const BATCH: usize = 200;

/// The rows of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedTable {
    /// The table.
    pub table: &'static str,
    /// The columns of [`FixedTable::rows`], the key `id` first.
    pub columns: &'static [&'static str],
    /// The rows, ascending by key.
    pub rows: Vec<Vec<FixedValue>>,
}

/// One value of a fixed row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixedValue {
    /// A whole number.
    Int(i64),
    /// Text; also an instant, for a column that holds one.
    Text(Cow<'static, str>),
}

impl FixedTable {
    /// `INSERT` statements for all rows, in batches, in words that both engines understand.
    pub fn inserts(&self) -> impl Iterator<Item = String> {
        let head = format!("INSERT INTO {} ({}) VALUES\n", self.table, self.columns.join(", "));
        self.rows.chunks(BATCH).map(move |rows| {
            let rows: Vec<String> = rows.iter().map(|row| literal_row(row)).collect();
            format!("{head}{};\n", rows.join(",\n"))
        })
    }

    /// The statement that lets the next key follow the highest of these rows, where the engine needs one.
    ///
    /// PostgreSQL's sequences do not notice keys that an `INSERT` brings along. SQLite's `AUTOINCREMENT` does.
    pub fn advance_sequence(&self, dialect: SqlDialect) -> Option<String> {
        match dialect {
            SqlDialect::Sqlite => None,
            SqlDialect::Postgres => Some(sequence_after(self.table)),
        }
    }
}

/// The statement by which PostgreSQL's next key of a table follows the highest one there is.
pub(crate) fn sequence_after(table: &str) -> String {
    format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}));\n")
}

/// The fixed rows, in an order that respects their references.
///
/// `applied` is the instant at which the migrations count as applied, as both engines read it: UTC, such as
/// `2026-11-25 10:30:00.000000` (on PostgreSQL in a session whose time zone is UTC).
pub fn fixed_rows(applied: &str) -> Vec<FixedTable> {
    vec![migrations(applied), content_types(), permissions(), settings()]
}

fn migrations(applied: &str) -> FixedTable {
    FixedTable {
        table: "django_migrations",
        columns: &["id", "app", "name", "applied"],
        rows: (1..)
            .zip(expected_migrations())
            .map(|(id, &(app, name))| vec![int(id), text(app), text(name), owned(applied.to_owned())])
            .collect(),
    }
}

fn content_types() -> FixedTable {
    let mut by_key: Vec<ContentType> = ContentType::all().collect();
    by_key.sort_unstable_by_key(|content_type| content_type.id);
    FixedTable {
        table: "django_content_type",
        columns: &["id", "app_label", "model"],
        rows: by_key.into_iter().map(|it| vec![int(it.id), text(it.app_label), text(it.model)]).collect(),
    }
}

fn permissions() -> FixedTable {
    let each = ContentType::all().flat_map(|content_type| VERBS.map(|verb| (content_type, verb)));
    FixedTable {
        table: "auth_permission",
        columns: &["id", "content_type_id", "codename", "name"],
        rows: (1..)
            .zip(each)
            .map(|(id, (ContentType { id: of, model, label, .. }, verb))| {
                vec![int(id), int(of), owned(format!("{verb}_{model}")), owned(format!("Can {verb} {label}"))]
            })
            .collect(),
    }
}

fn settings() -> FixedTable {
    FixedTable {
        table: "common_inventreesetting",
        columns: &["id", "key", "value"],
        rows: (1..).zip(records(SETTINGS)).map(|(id, [key, value])| vec![int(id), text(key), text(value)]).collect(),
    }
}

/// What a model is called for people, if the schema has it: models of older versions have content types, but no name.
pub fn model_label(app_label: &str, model: &str) -> Option<&'static str> {
    static LABELS: LazyLock<HashMap<(&str, &str), &str>> =
        LazyLock::new(|| ContentType::all().map(|it| ((it.app_label, it.model), it.label)).collect());
    LABELS.get(&(app_label, model)).copied()
}

/// One line of `content_types.tsv`.
#[derive(Debug, Clone, Copy)]
struct ContentType {
    id: i64,
    app_label: &'static str,
    model: &'static str,
    /// How the model is called in the name of a permission.
    label: &'static str,
}

impl ContentType {
    fn all() -> impl Iterator<Item = Self> {
        records(CONTENT_TYPES).map(|[id, app_label, model, label]| ContentType {
            id: id.parse().unwrap_or_else(|_| panic!("content_types.tsv: `{id}` is no key")),
            app_label,
            model,
            label,
        })
    }
}

/// The lines of a tab separated file of ours behind its heading. A line with another number of fields is a mistake in
/// the file that any test of this module meets, hence the panic.
pub(super) fn records<const N: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    file.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        fields.try_into().unwrap_or_else(|fields| panic!("{N} fields were expected in {fields:?}"))
    })
}

fn int(number: i64) -> FixedValue {
    FixedValue::Int(number)
}

fn text(text: &'static str) -> FixedValue {
    FixedValue::Text(Cow::Borrowed(text))
}

fn owned(text: String) -> FixedValue {
    FixedValue::Text(Cow::Owned(text))
}

fn literal_row(row: &[FixedValue]) -> String {
    let values: Vec<String> = row.iter().map(literal).collect();
    format!("    ({})", values.join(", "))
}

fn literal(value: &FixedValue) -> String {
    match value {
        FixedValue::Int(number) => number.to_string(),
        FixedValue::Text(text) => format!("'{}'", text.replace('\'', "''")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const APPLIED: &str = "2026-11-25 10:30:00.000000";

    #[test]
    fn keys_count_up_from_one_and_rows_fill_their_columns() {
        for FixedTable { table, columns, rows } in fixed_rows(APPLIED) {
            assert_eq!(columns.first(), Some(&"id"), "{table}");
            assert!(!rows.is_empty(), "{table}");
            for (key, row) in (1..).zip(&rows) {
                assert_eq!(row.first(), Some(&FixedValue::Int(key)), "{table}");
                assert_eq!(row.len(), columns.len(), "{table}");
            }
        }
    }

    #[test]
    fn each_content_type_has_its_four_permissions() {
        let content_types = content_types().rows;
        let names: HashSet<_> = content_types.iter().map(|row| format!("{:?}", &row[1..])).collect();
        assert_eq!(names.len(), content_types.len(), "no content type is named twice");

        let mut holders: Vec<FixedValue> = permissions().rows.into_iter().map(|mut row| row.swap_remove(1)).collect();
        holders.sort_by_key(|holder| match holder {
            FixedValue::Int(key) => *key,
            FixedValue::Text(_) => panic!("a content type is held by key"),
        });
        let expected: Vec<FixedValue> =
            content_types.into_iter().flat_map(|mut row| std::iter::repeat_n(row.swap_remove(0), 4)).collect();
        assert_eq!(holders, expected);
        assert_eq!(
            permissions().rows[5],
            [int(6), int(5), owned("change_build".into()), owned("Can change Build Order".into())]
        );
    }

    #[test]
    fn only_models_of_the_schema_have_a_name() {
        assert_eq!(model_label("part", "bomitem"), Some("BOM Item"));
        assert_eq!(model_label("company", "bomitem"), None);
    }

    #[test]
    fn inserts_come_in_batches_and_quote_their_text() {
        let rows = (1..=450).map(|key| vec![int(key), text("it's")]).collect();
        let table = FixedTable { table: "t", columns: &["id", "name"], rows };
        let inserts: Vec<String> = table.inserts().collect();
        assert_eq!(inserts.len(), 3);
        assert!(inserts[0].starts_with("INSERT INTO t (id, name) VALUES\n    (1, 'it''s'),\n    (2, 'it''s')"));
        assert!(inserts[2].ends_with("(450, 'it''s');\n"));
        assert_eq!(inserts.iter().map(|sql| sql.matches("'it''s'").count()).sum::<usize>(), 450);
    }

    #[test]
    fn only_postgresql_is_told_about_keys() {
        for table in fixed_rows(APPLIED) {
            assert_eq!(table.advance_sequence(SqlDialect::Sqlite), None);
            let advance = table.advance_sequence(SqlDialect::Postgres).expect("a statement");
            assert!(advance.contains(&format!("pg_get_serial_sequence('{}', 'id')", table.table)), "{advance}");
        }
    }
}
