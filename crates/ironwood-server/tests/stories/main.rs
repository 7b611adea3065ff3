//! What people do with the server, a file for each part of the domain.

#[path = "../common/mod.rs"]
mod common;

mod bad_input;
mod stock_status;
mod trees;

use common::App;
use ironwood_db::Param;

/// A part of nothing in particular; its key. Parts cannot be created over HTTP yet.
async fn part(app: &App, name: &str, category: Option<i64>) -> i64 {
    let sql = "INSERT INTO part_part (name, category_id, description, \"IPN\", revision, active, assembly, component, consumable,
         is_template, locked, purchaseable, salable, testable, trackable, virtual, minimum_stock, maximum_stock, default_expiry,
         level, lft, rght, tree_id, bom_checksum, bom_validated, base_cost, multiple, barcode_data, barcode_hash)
         VALUES (?, ?, '', '', '', TRUE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, 0, 0, 0, 0, 1, 2,
         (SELECT COALESCE(MAX(tree_id), 0) + 1 FROM part_part), '', FALSE, 0, 1, '', '')";
    app.execute(sql, &[name.into(), Param::from(category)]).await;
    app.number("SELECT MAX(id) FROM part_part").await
}
