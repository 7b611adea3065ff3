//! Parts, places and people for the tests.

use serde_json::{Value, json};

use crate::common::{App, Client};

/// A server with two locations and an administrator who works there.
pub struct Warehouse<'a> {
    pub app: &'a App,
    pub admin: Client,
    pub shelf: i64,
    pub bench: i64,
}

impl<'a> Warehouse<'a> {
    pub async fn new(app: &'a App) -> Self {
        let admin = app.admin();
        let mut places = Vec::new();
        for name in ["Shelf", "Bench"] {
            let made = admin.post("/api/stock/location/", json!({"name": name})).await.expect(201);
            places.push(key(&made));
        }
        Warehouse { app, admin, shelf: places[0], bench: places[1] }
    }

    /// A part: trackable, salable, an assembly, a component.
    pub async fn part(&self, name: &str) -> i64 {
        let sql = "INSERT INTO part_part (name, description, minimum_stock, maximum_stock, base_cost, multiple,
                default_expiry, bom_checksum, trackable, purchaseable, salable, active, is_template, assembly, component,
                virtual, locked, testable, bom_validated, consumable, level, lft, rght, tree_id, barcode_data, barcode_hash)
            VALUES (?, '', 0, 0, 0, 1, 0, '', TRUE, TRUE, TRUE, TRUE, FALSE, TRUE, TRUE, FALSE, FALSE, TRUE, FALSE, FALSE,
                0, 1, 2, (SELECT COALESCE(MAX(tree_id), 0) + 1 FROM part_part), '', '')";
        self.app.execute(sql, &[name.into()]).await;
        self.app.number(&format!("SELECT id FROM part_part WHERE name = '{name}'")).await
    }

    /// A line of a bill of materials: so much of the component for one of the assembly.
    pub async fn line(&self, assembly: i64, component: i64, quantity: i64) -> i64 {
        let sql = "INSERT INTO part_bomitem (part_id, sub_part_id, quantity, reference, note, checksum, inherited,
                allow_variants, optional, consumable, validated, setup_quantity, attrition,
                raw_amount, piece_count)
            VALUES (?, ?, ?, '', '', '', FALSE, FALSE, FALSE, FALSE, FALSE, 0, 0, '', 0)";
        self.app.execute(sql, &[assembly.into(), component.into(), quantity.into()]).await;
        self.app
            .number(&format!("SELECT id FROM part_bomitem WHERE part_id = {assembly} AND sub_part_id = {component}"))
            .await
    }

    /// Stock on the shelf.
    pub async fn stock(&self, part: i64, quantity: i64) -> i64 {
        self.stock_with(json!({"part": part, "quantity": quantity})).await
    }

    /// Stock on the shelf with more to say about it.
    pub async fn stock_with(&self, mut body: Value) -> i64 {
        body["location"] = self.shelf.into();
        key(&self.admin.post("/api/stock/", body).await.expect(201)[0])
    }

    /// A customer.
    pub async fn customer(&self, name: &str) -> i64 {
        let body = json!({"name": name, "is_customer": true, "currency": "USD"});
        key(&self.admin.post("/api/company/", body).await.expect(201))
    }

    /// Does an action, which must succeed.
    pub async fn act(&self, action: &str, body: Value) -> Value {
        self.admin.post(&format!("/api/stock/{action}/"), body).await.expect(201)
    }

    /// What is wrong with an action, which must be refused.
    pub async fn refusal(&self, action: &str, body: Value) -> Value {
        self.admin.post(&format!("/api/stock/{action}/"), body).await.expect(400)
    }

    /// A stock item as a client sees it.
    pub async fn item(&self, item: i64) -> Value {
        self.admin.get(&format!("/api/stock/{item}/")).await.expect(200)
    }

    /// Codes and details of an item's history, oldest first.
    pub async fn history(&self, item: i64) -> Vec<(i64, Value)> {
        let list = self.admin.get(&format!("/api/stock/track/?item={item}")).await.expect(200);
        let entries = list.as_array().cloned().unwrap_or_default();
        let told = |entry: &Value| {
            let mut deltas = entry["deltas"].clone();
            if let Some(deltas) = deltas.as_object_mut() {
                deltas.retain(|name, _| !name.ends_with("_detail"));
            }
            (entry["tracking_type"].as_i64().expect("a code"), deltas)
        };
        entries.iter().rev().map(told).collect()
    }

    /// Switches a setting.
    pub async fn set(&self, setting: &str, value: Value) {
        self.admin.patch(&format!("/api/settings/global/{setting}/"), json!({"value": value})).await.expect(200);
    }

    /// Everything that there is of a part.
    pub async fn total(&self, part: i64) -> f64 {
        let sql = format!("SELECT COALESCE(SUM(quantity), 0) FROM stock_stockitem WHERE part_id = {part}");
        self.app.value(&sql).await.as_f64().expect("a sum")
    }

    /// Rows that the database holds.
    pub async fn count(&self, table: &str, condition: &str) -> i64 {
        self.app.number(&format!("SELECT COUNT(*) FROM {table} WHERE {condition}")).await
    }
}

/// The key of what was made.
pub fn key(made: &Value) -> i64 {
    made["pk"].as_i64().unwrap_or_else(|| panic!("no key: {made}"))
}
