//! Walks all declarations: each fits the schema, and each of its fields, filters, orderings and searches is a statement that
//! both engines understand.

mod common;

use std::collections::BTreeSet;

use common::{installed, is_the_clients};
use ironwood_db::{Engine, Lane};
use ironwood_rest::declare::Shown;

#[tokio::test]
async fn every_column_of_a_table_is_declared_or_listed_as_hidden() {
    for database in installed().await.into_iter().filter(|database| database.db.engine() == Engine::Sqlite) {
        let mut wrong = Vec::new();
        for resource in database.kernel.all_resources() {
            let table = resource.model().table;
            let sql = format!("SELECT name FROM pragma_table_info('{table}')");
            let stored: BTreeSet<String> = database
                .db
                .read(Lane::Quick, move |conn| Box::pin(async move { conn.column::<String>(&sql, &[]).await }))
                .await
                .expect("the columns of a table")
                .into_iter()
                .collect();
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
