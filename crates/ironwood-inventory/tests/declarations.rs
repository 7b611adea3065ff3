//! Walks all declarations: each fits the schema, and each of its fields, filters, orderings and searches is a statement that
//! both engines understand.

mod common;

use std::collections::BTreeSet;

use common::{installed, is_the_clients};
use ironwood_db::{Db, Engine, Lane};
use ironwood_inventory::references;
use ironwood_rest::declare::Shown;
use ironwood_rest::write::OnDelete;

/// The texts that a statement finds.
async fn texts(db: &Db, sql: String) -> BTreeSet<String> {
    let found = db.read(Lane::Quick, move |conn| Box::pin(async move { conn.column::<String>(&sql, &[]).await })).await;
    found.expect("a column of texts").into_iter().collect()
}

#[tokio::test]
async fn every_column_of_a_table_is_declared_or_listed_as_hidden() {
    for database in installed().await.into_iter().filter(|database| database.db.engine() == Engine::Sqlite) {
        let mut wrong = Vec::new();
        for resource in database.kernel.all_resources() {
            let table = resource.model().table;
            let stored = texts(&database.db, format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let fields = resource.shape.fields.iter().filter_map(ironwood_rest::declare::Field::stored);
            let hidden = resource.shape.hidden.iter().map(|(column, _)| *column);
            let declared: BTreeSet<String> = fields.chain(hidden).map(str::to_owned).collect();
            wrong.extend(declared.difference(&stored).map(|column| format!("{table}.{column} is not in the schema")));
            if resource.writes.create {
                let forgotten = stored.difference(&declared).filter(|column| *column != resource.shape.key);
                wrong.extend(forgotten.map(|column| format!("{table}.{column} is not declared by {}", resource.path)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[tokio::test]
async fn orderings_know_which_columns_are_never_null() {
    for database in installed().await.into_iter().filter(|database| database.db.engine() == Engine::Sqlite) {
        let (mut wrong, mut certain) = (Vec::new(), 0);
        for resource in database.kernel.all_resources() {
            let table = resource.model().table;
            let sql = format!("SELECT name FROM pragma_table_info('{table}') WHERE \"notnull\" OR pk");
            let never_null = texts(&database.db, sql).await;
            let asked = resource.orders.iter().flat_map(|order| &order.terms);
            let terms = asked.chain(resource.default_order.iter().map(|(term, _)| term));
            for term in terms.filter(|term| resource.shape.is_never_null(term)) {
                certain += 1;
                if !never_null.contains(term.trim_start_matches("t.").trim_matches('"')) {
                    wrong.push(format!("{}: {term} may be null", resource.path));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(certain > 50, "only {certain} orderings are over columns that are never null");
    }
}

#[tokio::test]
async fn typed_rows_have_all_columns_of_their_tables() {
    fn columns<R: ironwood_rest::record::Record>() -> (&'static str, BTreeSet<String>) {
        (R::TABLE, R::COLUMNS.iter().map(|(name, _)| (*name).to_owned()).chain(["id".to_owned()]).collect())
    }
    for database in installed().await.into_iter().filter(|database| database.db.engine() == Engine::Sqlite) {
        for (table, declared) in [columns::<ironwood_inventory::stock::item::StockItem>()] {
            let sql = format!("SELECT name FROM pragma_table_info('{table}')");
            let stored = database
                .db
                .read(Lane::Quick, move |conn| Box::pin(async move { conn.column::<String>(&sql, &[]).await }))
                .await
                .expect("the columns of a table");
            assert_eq!(declared, stored.into_iter().collect(), "{table}");
        }
    }
}

#[tokio::test]
async fn every_field_filter_ordering_and_search_is_understood_by_the_engines() {
    for database in installed().await {
        let mut wrong = Vec::new();
        for resource in database.kernel.all_resources().iter().filter(|resource| resource.list) {
            let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            let flags: Vec<(String, String)> = resource
                .shape
                .fields
                .iter()
                .filter_map(|field| match field.shown {
                    Shown::Flag { flag, .. } if flag != "tags" => Some(pair(flag, "true")),
                    _ => None,
                })
                .collect();
            let mut queries = vec![flags, vec![pair("search", "a b")]];
            queries.push(vec![pair("search", "a"), pair("search_regex", "true"), pair("search_notes", "true")]);
            for order in &resource.orders {
                queries.push(vec![pair("ordering", &format!("-{}", order.name))]);
            }
            for filter in &resource.filters {
                for value in ["true", "false", "1", "2026-11-25", "null", "x"] {
                    queries.push(vec![pair(filter.name, value)]);
                    queries.push(vec![pair(filter.name, value), pair("cascade", "false"), pair("parent", "1")]);
                }
            }
            for mut query in queries {
                query.push(pair("limit", "5"));
                let shown = format!("{}: {} {query:?}", database.name, resource.path);
                if let Err(error) = database.list(resource.path, query).await
                    && !is_the_clients(&error)
                {
                    wrong.push(format!("{shown}: {error}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// A foreign key of the schema.
struct Found {
    table: String,
    column: String,
    to: String,
    is_required: bool,
}

async fn in_schema() -> Vec<Found> {
    let installed = installed().await;
    let sqlite = installed.iter().find(|database| database.db.engine() == Engine::Sqlite).expect("a SQLite database");
    let sql = "SELECT m.name, f.\"from\", f.\"table\", c.\"notnull\" FROM sqlite_master m \
               JOIN pragma_foreign_key_list(m.name) f JOIN pragma_table_info(m.name) c ON c.name = f.\"from\" \
               WHERE m.type = 'table' ORDER BY 1, 2";
    let read = |row: &ironwood_db::Row<'_>| {
        Ok(Found { table: row.get(0)?, column: row.get(1)?, to: row.get(2)?, is_required: row.get(3)? })
    };
    sqlite
        .db
        .read(Lane::Quick, move |conn| Box::pin(async move { conn.rows(sql, &[], read).await }))
        .await
        .expect("the foreign keys")
}

#[tokio::test]
async fn every_foreign_key_of_the_schema_is_declared_once() {
    let found = in_schema().await;
    assert!(found.len() > 100, "only {} foreign keys were found", found.len());
    let stored: BTreeSet<String> =
        found.iter().map(|key| format!("{}.{} -> {}", key.table, key.column, key.to)).collect();
    let mut declared = BTreeSet::new();
    let mut twice = Vec::new();
    for key in references::ALL {
        let text = format!("{}.{} -> {}", key.table, key.column, key.to);
        if !declared.insert(text.clone()) {
            twice.push(text);
        }
    }
    assert!(twice.is_empty(), "declared twice: {twice:#?}");
    let missing: Vec<_> = stored.difference(&declared).collect();
    let unknown: Vec<_> = declared.difference(&stored).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "not declared: {missing:#?}, not in the schema: {unknown:#?}");
}

#[tokio::test]
async fn only_columns_that_may_be_null_forget_their_row() {
    let found = in_schema().await;
    let wrong: Vec<String> = references::ALL
        .iter()
        .filter(|key| key.on_delete == OnDelete::SetNull)
        .filter(|key| {
            found.iter().any(|other| other.table == key.table && other.column == key.column && other.is_required)
        })
        .map(|key| format!("{}.{}", key.table, key.column))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
