//! The computed quantities of a part, as fragments over its row `t` (spec 20 §5). Each is one correlated query that starts at an
//! index; sums of nothing are 0.

use ironwood_db::Engine;

use crate::stock::quantities::{BUILD_ACTIVE, Items, PURCHASE_OPEN, SALES_OPEN, in_stock};
use crate::tree::strictly_below;

/// Stock of the part itself.
pub fn own_stock() -> String {
    Items::of_part("t.id").stock()
}

/// Stock of all variants below the part.
pub fn variant_stock() -> String {
    format!(
        "(SELECT COALESCE(SUM(s.quantity), 0) FROM stock_stockitem s \
         WHERE s.part_id IN (SELECT v.id FROM part_part v WHERE {}) AND {})",
        strictly_below("v", "t"),
        in_stock("s")
    )
}

/// Stock of the part itself at external locations.
pub fn external_stock() -> String {
    Items::of_part("t.id").external()
}

/// How many stock items the part has, in whatever state.
pub fn stock_item_count() -> String {
    "(SELECT COUNT(*) FROM stock_stockitem s WHERE s.part_id = t.id)".into()
}

/// What unfinished builds have allocated of the part's own stock.
pub fn allocated_to_builds() -> String {
    Items::of_part("t.id").to_build_in()
}

/// What open sales orders have allocated of the part's own stock and not shipped yet.
pub fn allocated_to_sales() -> String {
    Items::of_part("t.id").to_ship(SALES_OPEN)
}

/// What is on order from suppliers and not received, in units of the part.
pub fn on_order(engine: Engine) -> String {
    on_order_of(engine, "t.id")
}

/// The same of the part whose key the fragment `part` is.
pub fn on_order_of(engine: Engine, part: &str) -> String {
    let sum = "COALESCE(SUM((l.quantity - l.received) * sp.pack_quantity_native), 0)";
    format!(
        "(SELECT {} FROM part_supplierpart sp JOIN order_purchaseorderlineitem l ON l.part_id = sp.id \
         JOIN order_purchaseorder o ON o.id = l.order_id \
         WHERE sp.part_id = {part} AND o.status IN {PURCHASE_OPEN} AND l.quantity > l.received)",
        engine.greatest("0", sum)
    )
}

/// Unfinished outputs of unfinished builds.
pub fn in_production() -> String {
    in_production_of("t.id")
}

/// The same of the part whose key the fragment `part` is.
pub fn in_production_of(part: &str) -> String {
    format!(
        "(SELECT COALESCE(SUM(s.quantity), 0) FROM stock_stockitem s JOIN build_build b ON b.id = s.build_id \
         WHERE s.part_id = {part} AND s.is_building AND b.status IN {BUILD_ACTIVE})"
    )
}

/// What unfinished builds of the part have still to make, in whole units.
pub fn scheduled_to_build(engine: Engine) -> String {
    scheduled_of(engine, "t.id")
}

/// The same of the part whose key the fragment `part` is.
pub fn scheduled_of(engine: Engine, part: &str) -> String {
    let left = format!("{} - {}", engine.truncate("b.quantity"), engine.truncate("b.completed"));
    format!(
        "(SELECT COALESCE(SUM({}), 0) FROM build_build b WHERE b.part_id = {part} AND b.status IN {BUILD_ACTIVE})",
        engine.greatest("0", &left)
    )
}

/// What unfinished builds still need of the part; not clamped line by line.
pub fn required_for_builds() -> String {
    format!(
        "(SELECT COALESCE(SUM(bl.quantity - bl.consumed), 0) FROM part_bomitem i JOIN build_buildline bl ON bl.bom_item_id = i.id \
         JOIN build_build b ON b.id = bl.build_id WHERE i.sub_part_id = t.id AND b.status IN {BUILD_ACTIVE})"
    )
}

/// What open sales orders still need of the part; negative when over-shipped.
pub fn required_for_sales() -> String {
    format!(
        "(SELECT COALESCE(SUM(l.quantity - l.shipped), 0) FROM order_salesorderlineitem l \
         JOIN order_salesorder o ON o.id = l.order_id WHERE l.part_id = t.id AND o.status IN {SALES_OPEN})"
    )
}

/// How many parts are revisions of this one.
pub fn revision_count() -> String {
    "(SELECT COUNT(*) FROM part_part v WHERE v.revision_of_id = t.id)".into()
}

/// Stock of the part and its variants.
pub fn total_stock() -> String {
    format!("({} + {})", own_stock(), variant_stock())
}

/// Total stock less what sales orders and builds have allocated of the part's own stock, not below zero.
pub fn unallocated_stock(engine: Engine) -> String {
    let left = format!("{} - {} - {}", total_stock(), allocated_to_sales(), allocated_to_builds());
    engine.greatest("0", &left)
}

/// The default location that the category `c` of a part gives it: its own, else that of the nearest category above that has
/// one, roots left out.
pub fn category_default_location(c: &str) -> String {
    format!(
        "COALESCE({c}.default_location_id, (SELECT a.default_location_id FROM part_partcategory a \
         WHERE a.tree_id = {c}.tree_id AND a.lft < {c}.lft AND a.rght > {c}.rght AND a.parent_id IS NOT NULL \
         AND a.default_location_id IS NOT NULL ORDER BY a.level DESC LIMIT 1))"
    )
}
