//! A small workshop on every engine, and what must hold in it.

mod common;

use std::collections::{BTreeMap, HashMap};

use common::{Filled, databases};
use ironwood_db::Decimal;
use ironwood_demo::{Error, Size, fill};

const SMALL: Size = Size { parts: 400, stock: 1_200 };

#[tokio::test]
async fn it_is_as_large_as_asked_for_and_refuses_a_second_filling() {
    for db in databases().await {
        let summary = fill(&db.db, &SMALL, common::now()).await.expect("an empty database");
        assert_eq!((summary.parts, summary.stock_items), (400, 1_200), "{}", db.name);
        for (table, count) in [
            ("part_part", summary.parts),
            ("part_partparameter", summary.parameters),
            ("part_bomitem", summary.bom_lines),
            ("part_supplierpart", summary.supplier_parts),
            ("part_supplierpricebreak", summary.prices),
            ("stock_stocklocation", summary.locations),
            ("stock_stockitem", summary.stock_items),
            ("stock_stockitemtracking", summary.tracking),
        ] {
            assert_eq!(db.number(&format!("SELECT COUNT(*) FROM {table}")).await, count as i64, "{} {table}", db.name);
            assert!(count > 0, "{} {table}", db.name);
        }
        let again = fill(&db.db, &SMALL, common::now()).await;
        assert!(matches!(again, Err(Error::NotEmpty("part_part"))), "{}: {again:?}", db.name);
        assert_eq!(db.number("SELECT COUNT(*) FROM part_part").await, 400, "{}", db.name);
    }
}

#[tokio::test]
async fn keys_given_out_later_are_new_ones() {
    for db in filled().await {
        let highest = db.number("SELECT MAX(id) FROM common_projectcode").await;
        let insert = "INSERT INTO common_projectcode (code, description, active) VALUES ('X', '', TRUE) RETURNING id";
        let key: i64 = db
            .db
            .write("test", move |conn| Box::pin(async move { conn.value(insert, &[]).await }))
            .await
            .expect("a new row")
            .expect("its key");
        assert_eq!(key, highest + 1, "{}", db.name);
    }
}

#[tokio::test]
async fn the_schema_is_as_it_was() {
    for db in databases().await {
        let sql = match db.name {
            "SQLite" => "SELECT name || COALESCE(sql, '') FROM sqlite_master ORDER BY 1",
            _ => {
                "SELECT conrelid::regclass::text || conname || pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1"
            }
        };
        let before = db.texts(sql).await;
        assert!(before.len() > 100, "{}", db.name);
        fill(&db.db, &SMALL, common::now()).await.expect("an empty database");
        assert_eq!(before, db.texts(sql).await, "{}", db.name);
    }
}

#[tokio::test]
async fn references_hold_and_users_may_be_there_before() {
    for db in databases().await {
        db.db
            .write("test", |conn| {
                Box::pin(async move {
                    conn.script(
                        "INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
                         VALUES (70, '!', TRUE, 'ines', '', '', '', TRUE, TRUE, '2020-01-01 00:00:00')",
                    )
                    .await
                })
            })
            .await
            .expect("a user");
        fill(&db.db, &SMALL, common::now()).await.expect("an empty database");
        if db.name == "SQLite" {
            assert_eq!(db.texts("SELECT \"table\" FROM pragma_foreign_key_check").await, Vec::<String>::new());
        }
        let by_ines = db.number("SELECT COUNT(*) FROM stock_stockitemtracking WHERE user_id = 70").await;
        assert!(by_ines > 0, "{}: a user of that name is taken for the storekeeper", db.name);
        assert_eq!(db.number("SELECT COUNT(*) FROM auth_user WHERE username = 'ines'").await, 1, "{}", db.name);
    }
}

#[tokio::test]
async fn the_same_size_and_instant_make_the_same_workshop() {
    let (one, other) = (filled().await, filled().await);
    let dump = async |db: &Filled| {
        let mut all = Vec::new();
        for table in ["auth_user", "part_part", "part_partpricing", "stock_stockitem", "stock_stockitemtracking"] {
            all.extend(db.rows(&format!("SELECT * FROM {table} ORDER BY id")).await);
        }
        all
    };
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(dump(one).await, dump(other).await, "{}", one.name);
    }
}

#[tokio::test]
async fn trees_nest() {
    for db in filled().await {
        for (table, parent, path) in [
            ("part_partcategory", "parent_id", "pathstring"),
            ("stock_stocklocation", "parent_id", "pathstring"),
            ("part_part", "variant_of_id", "''"),
        ] {
            let sql = format!("SELECT id, {parent}, name, tree_id, lft, rght, level, {path} FROM {table}");
            let nodes = db.rows(&sql).await;
            let by_key: HashMap<i64, &Vec<String>> = nodes.iter().map(|row| (number(&row[0]), row)).collect();
            let mut ends: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
            let mut roots = BTreeMap::new();
            for row in &nodes {
                let (tree, left, right, level) = (number(&row[3]), number(&row[4]), number(&row[5]), number(&row[6]));
                assert!(left < right, "{} {table} {row:?}", db.name);
                ends.entry(tree).or_default().extend([left, right]);
                if row[1].is_empty() {
                    assert_eq!(level, 0, "{} {table} {row:?}", db.name);
                    assert_eq!(roots.insert(tree, row[2].clone()), None, "{} {table}: two roots of a tree", db.name);
                } else {
                    let above = by_key[&number(&row[1])];
                    assert_eq!(
                        (tree, level),
                        (number(&above[3]), number(&above[6]) + 1),
                        "{} {table} {row:?}",
                        db.name
                    );
                    assert!(number(&above[4]) < left && right < number(&above[5]), "{} {table} {row:?}", db.name);
                    if path != "''" {
                        assert_eq!(row[7], format!("{}/{}", above[7], row[2]), "{} {table}", db.name);
                    }
                }
            }
            for (tree, mut ends) in ends {
                ends.sort_unstable();
                let expected: Vec<i64> = (1..=ends.len() as i64).collect();
                assert_eq!(ends, expected, "{} {table} tree {tree}", db.name);
            }
            let names: Vec<&String> = roots.values().collect();
            assert!(names.is_sorted(), "{} {table}: trees follow the names of their roots", db.name);
        }
    }
}

#[tokio::test]
async fn history_explains_every_quantity_and_place() {
    for db in filled().await {
        let items = db.rows("SELECT id, quantity, location_id, part_id FROM stock_stockitem").await;
        let mut known: HashMap<i64, (Option<Decimal>, Option<i64>)> = HashMap::new();
        let sql = "SELECT item_id, tracking_type, deltas, part_id, date FROM stock_stockitemtracking ORDER BY id";
        let mut last = String::new();
        for row in db.rows(sql).await {
            assert!(row[4] >= last, "{}: history is written in the order of time", db.name);
            last.clone_from(&row[4]);
            let deltas: serde_json::Value = serde_json::from_str(&row[2]).expect("JSON");
            let amount = |key: &str| {
                let number = deltas[key].as_f64().unwrap_or_else(|| panic!("{key} in {row:?}"));
                number.to_string().parse::<Decimal>().expect("a decimal")
            };
            let entry = known.entry(number(&row[0])).or_default();
            match row[1].as_str() {
                "1" | "40" => assert_eq!(entry.0.replace(amount("quantity")), None, "{} {row:?}", db.name),
                "10" => entry.0 = Some(amount("quantity")),
                "11" => {
                    assert_eq!(entry.0.expect("a beginning") + amount("added"), amount("quantity"), "{row:?}");
                    entry.0 = Some(amount("quantity"));
                }
                "12" | "42" => {
                    assert_eq!(entry.0.expect("a beginning") - amount("removed"), amount("quantity"), "{row:?}");
                    entry.0 = Some(amount("quantity"));
                }
                "20" => {
                    assert_eq!(entry.0, Some(amount("quantity")), "{row:?}");
                    entry.1 = deltas["location"].as_i64();
                }
                "5" | "100" => {}
                other => panic!("a code {other} was not expected"),
            }
        }
        assert_eq!(known.len(), items.len(), "{}", db.name);
        for item in &items {
            let (quantity, location) = &known[&number(&item[0])];
            assert_eq!(
                quantity.map(|it| it.normalize()),
                item[1].parse().ok().map(|it: Decimal| it.normalize()),
                "{item:?}"
            );
            // An item that never moved is where it came in; one that was sold is nowhere.
            if let Some(location) = location
                && !item[2].is_empty()
            {
                assert_eq!(number(&item[2]), *location, "{} {item:?}", db.name);
            }
        }
    }
}

/// Conditions that no row may break, as queries for those that do.
const BROKEN: [(&str, &str); 14] = [
    (
        "stock lies in no structural place",
        "SELECT s.id FROM stock_stockitem s JOIN stock_stocklocation l ON l.id = s.location_id WHERE l.structural",
    ),
    (
        "parts are in no structural category",
        "SELECT p.id FROM part_part p JOIN part_partcategory c ON c.id = p.category_id WHERE c.structural",
    ),
    ("stock is never negative", "SELECT id FROM stock_stockitem WHERE quantity < 0"),
    (
        "what has a serial number is one piece",
        "SELECT id FROM stock_stockitem WHERE serial IS NOT NULL AND quantity <> 1",
    ),
    (
        "serial numbers are unique in their tree",
        "SELECT MIN(s.id) FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id WHERE s.serial IS NOT NULL GROUP BY p.tree_id, s.serial HAVING COUNT(*) > 1",
    ),
    (
        "stock of trackable parts has serial numbers",
        "SELECT s.id FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id WHERE p.trackable AND s.serial IS NULL",
    ),
    (
        "stock comes from an article of its part",
        "SELECT s.id FROM stock_stockitem s JOIN part_supplierpart sp ON sp.id = s.supplier_part_id WHERE sp.part_id <> s.part_id",
    ),
    (
        "an article is a manufacturer's number of its part",
        "SELECT sp.id FROM part_supplierpart sp JOIN company_manufacturerpart mp ON mp.id = sp.manufacturer_part_id WHERE mp.part_id <> sp.part_id",
    ),
    (
        "each part has one primary article at most",
        "SELECT part_id FROM part_supplierpart WHERE \"primary\" GROUP BY part_id HAVING COUNT(*) > 1",
    ),
    (
        "no bill of materials contains its own family",
        "SELECT b.id FROM part_bomitem b JOIN part_part p ON p.id = b.part_id JOIN part_part s ON s.id = b.sub_part_id WHERE p.tree_id = s.tree_id OR NOT p.assembly OR NOT s.component",
    ),
    (
        "virtual parts have no stock",
        "SELECT s.id FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id WHERE p.virtual",
    ),
    (
        "variants have templates",
        "SELECT v.id FROM part_part v JOIN part_part p ON p.id = v.variant_of_id WHERE NOT p.is_template",
    ),
    (
        "lowest prices are not above highest",
        "SELECT id FROM part_partpricing WHERE overall_min > overall_max OR overall_min IS NULL",
    ),
    (
        "nothing happened before its part was known",
        "SELECT s.id FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id WHERE CAST(s.creation_date AS DATE) < p.creation_date",
    ),
];

#[tokio::test]
async fn rows_keep_the_rules_of_the_api() {
    for db in filled().await {
        for (rule, broken) in BROKEN {
            if db.name == "SQLite" && broken.contains("AS DATE") {
                let broken = broken.replace("CAST(s.creation_date AS DATE)", "DATE(s.creation_date)");
                assert_eq!(db.texts(&broken).await, Vec::<String>::new(), "{}: {rule}", db.name);
                continue;
            }
            assert_eq!(db.texts(broken).await, Vec::<String>::new(), "{}: {rule}", db.name);
        }
    }
}

#[tokio::test]
async fn there_is_something_of_everything() {
    for db in filled().await {
        for (what, sql) in [
            ("variants", "SELECT COUNT(*) FROM part_part WHERE variant_of_id IS NOT NULL"),
            ("revisions", "SELECT COUNT(*) FROM part_part WHERE revision_of_id IS NOT NULL"),
            ("inherited lines", "SELECT COUNT(*) FROM part_bomitem WHERE inherited"),
            ("substitutes", "SELECT COUNT(*) FROM part_bomitemsubstitute"),
            ("serialised stock", "SELECT COUNT(*) FROM stock_stockitem WHERE serial IS NOT NULL"),
            ("sold stock", "SELECT COUNT(*) FROM stock_stockitem WHERE customer_id IS NOT NULL"),
            ("pieces of other items", "SELECT COUNT(*) FROM stock_stockitem WHERE parent_id IS NOT NULL"),
            ("doubtful stock", "SELECT COUNT(*) FROM stock_stockitem WHERE status <> 10"),
            ("expiring stock", "SELECT COUNT(*) FROM stock_stockitem WHERE expiry_date IS NOT NULL"),
            ("metres", "SELECT COUNT(*) FROM stock_stockitem WHERE quantity <> CAST(quantity AS INTEGER)"),
            (
                "stock outside",
                "SELECT COUNT(*) FROM stock_stockitem s JOIN stock_stocklocation l ON l.id = s.location_id WHERE l.external",
            ),
            ("test results", "SELECT COUNT(*) FROM stock_stockitemtestresult WHERE NOT result"),
            ("tags", "SELECT COUNT(*) FROM taggit_taggeditem"),
            ("numbers", "SELECT COUNT(*) FROM part_partparameter WHERE data_numeric IS NOT NULL"),
            ("roles", "SELECT COUNT(*) FROM users_ruleset WHERE can_change AND NOT can_delete"),
            ("permissions", "SELECT COUNT(*) FROM auth_group_permissions"),
            ("prices of assemblies", "SELECT COUNT(*) FROM part_partpricing WHERE bom_cost_min IS NOT NULL"),
            ("prices of templates", "SELECT COUNT(*) FROM part_partpricing WHERE variant_cost_min IS NOT NULL"),
        ] {
            assert!(db.number(sql).await > 0, "{}: {what}", db.name);
        }
    }
}

async fn filled() -> Vec<Filled> {
    let all = databases().await;
    for db in &all {
        fill(&db.db, &SMALL, common::now()).await.expect("an empty database");
    }
    all
}

fn number(text: &str) -> i64 {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}
