//! Orders, builds and their lines, put into the database as the server will store them.

use ironwood_db::Param;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::common::{App, Client};
use crate::warehouse::{Warehouse, key};

/// What a row says besides its blanks.
pub type Columns<'a> = &'a [(&'static str, Param)];

/// A warehouse where orders are kept.
pub struct Office<'a> {
    pub house: Warehouse<'a>,
    pub app: &'a App,
    pub admin: Client,
}

impl<'a> Office<'a> {
    pub async fn new(app: &'a App) -> Self {
        let house = Warehouse::new(app).await;
        Office { admin: app.admin(), house, app }
    }

    /// A row of a table with these columns, and blanks in all others that must have something.
    pub async fn row(&self, table: &'static str, columns: Columns<'_>) -> i64 {
        let mut row = blanks(table);
        row.retain(|(name, _)| columns.iter().all(|(given, _)| given != name));
        row.extend(columns.iter().cloned());
        let made = self.app.db.write("test", move |conn| {
            let row = row.clone();
            Box::pin(async move { conn.insert(table, &row).await })
        });
        made.await.unwrap_or_else(|error: ironwood_db::DbError| panic!("{table}: {error}"))
    }

    /// A supplier part of the part, so many of it in a pack.
    pub async fn supplier_part(&self, part: i64, supplier: i64, sku: &str, pack: i64) -> i64 {
        let body = json!({"part": part, "supplier": supplier, "SKU": sku, "pack_quantity": pack.to_string()});
        key(&self.admin.post("/api/company/part/", body).await.expect(201))
    }

    /// A company that supplies.
    pub async fn supplier(&self, name: &str) -> i64 {
        let body = json!({"name": name, "is_supplier": true, "currency": "USD"});
        key(&self.admin.post("/api/company/", body).await.expect(201))
    }

    /// A list, as the administrator sees it.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        let list = self.admin.get(&format!("/api/{path}")).await.expect(200);
        list.as_array().cloned().unwrap_or_else(|| panic!("no list: {path}"))
    }

    /// What a list says under one name, in its order.
    pub async fn column(&self, path: &str, name: &str) -> Vec<Value> {
        self.list(path).await.into_iter().map(|entry| entry[name].clone()).collect()
    }

    /// One row, as the administrator sees it.
    pub async fn one(&self, path: &str) -> Value {
        self.admin.get(&format!("/api/{path}")).await.expect(200)
    }
}

/// Today, and days from it.
pub fn day(from_today: i64) -> Date {
    let today = jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date();
    today.checked_add(jiff::Span::new().days(from_today)).expect("a day")
}

fn blanks(table: &str) -> Vec<(&'static str, Param)> {
    let texts = |names: &[&'static str]| names.iter().map(|name| (*name, Param::from(""))).collect::<Vec<_>>();
    let zeros = |names: &[&'static str]| names.iter().map(|name| (*name, Param::from(0i64))).collect::<Vec<_>>();
    let order = || {
        let mut order = texts(&["description", "link", "barcode_data", "barcode_hash"]);
        order.extend([("status", Param::from(10i64)), ("reference_int", 0i64.into())]);
        order
    };
    let line = || {
        let mut line = texts(&["reference", "notes", "link", "line"]);
        line.extend(zeros(&["line_int", "discount"]));
        line.push(("quantity", 1i64.into()));
        line
    };
    match table {
        "order_purchaseorder" => [order(), texts(&["supplier_reference"])].concat(),
        "order_salesorder" | "order_returnorder" => [order(), texts(&["customer_reference"])].concat(),
        "order_transferorder" => [order(), vec![("consume", false.into())]].concat(),
        "order_purchaseorderlineitem" => [line(), zeros(&["received"])].concat(),
        "order_salesorderlineitem" => [line(), zeros(&["shipped"])].concat(),
        "order_returnorderlineitem" => [line(), vec![("outcome", 10i64.into())]].concat(),
        "order_transferorderlineitem" => [line(), zeros(&["transferred"])].concat(),
        "order_purchaseorderextraline" | "order_salesorderextraline" | "order_returnorderextraline" => {
            [line(), texts(&["description"])].concat()
        }
        "order_salesordershipment" => {
            texts(&["reference", "tracking_number", "invoice_number", "link", "barcode_data", "barcode_hash"])
        }
        "build_build" => {
            let mut build = texts(&["title", "link", "barcode_data", "barcode_hash"]);
            build.extend(zeros(&["completed", "priority", "reference_int", "level", "tree_id"]));
            build.extend([
                ("status", Param::from(10i64)),
                ("quantity", 1i64.into()),
                ("lft", 1i64.into()),
                ("rght", 2i64.into()),
                ("external", false.into()),
                ("creation_date", day(0).into()),
            ]);
            build
        }
        "build_buildline" => zeros(&["consumed"]),
        _ => Vec::new(),
    }
}
