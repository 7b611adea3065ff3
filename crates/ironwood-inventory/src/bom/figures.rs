//! The computed figures of a line of a bill of materials (spec 21 §7), as fragments: each is a correlated query that starts at an
//! index. `line` is the alias of the line; what is said of "the component" is said of its sub part alone, variants aside.

use ironwood_db::Engine;

use crate::stock::quantities::{BUILD_ACTIVE, PURCHASE_OPEN, SALES_OPEN, in_stock};
use crate::tree::strictly_below;

/// Which stock items a figure is about: a condition over `s`.
struct Items(String);

/// Items of the component.
fn own(line: &str) -> Items {
    Items(format!("s.part_id = {line}.sub_part_id"))
}

/// Items of the substitutes of the line together.
fn of_substitutes(line: &str) -> Items {
    Items(format!("s.part_id IN (SELECT x.part_id FROM part_bomitemsubstitute x WHERE x.bom_item_id = {line}.id)"))
}

/// Items of the variants below the component.
fn of_variants(line: &str) -> Items {
    Items(format!(
        "s.part_id IN (SELECT v.id FROM part_part c JOIN part_part v ON {} WHERE c.id = {line}.sub_part_id)",
        strictly_below("v", "c")
    ))
}

impl Items {
    fn stock(&self) -> String {
        format!("(SELECT COALESCE(SUM(s.quantity), 0) FROM stock_stockitem s WHERE {} AND {})", self.0, in_stock("s"))
    }

    fn sold(&self, condition: &str) -> String {
        format!(
            "(SELECT COALESCE(SUM(a.quantity), 0) FROM stock_stockitem s \
             JOIN order_salesorderallocation a ON a.item_id = s.id \
             JOIN order_salesorderlineitem l ON l.id = a.line_id JOIN order_salesorder o ON o.id = l.order_id \
             LEFT JOIN order_salesordershipment h ON h.id = a.shipment_id WHERE {} AND {condition})",
            self.0
        )
    }

    fn built_in(&self, condition: &str) -> String {
        format!(
            "(SELECT COALESCE(SUM(bi.quantity), 0) FROM stock_stockitem s JOIN build_builditem bi ON bi.stock_item_id = s.id \
             LEFT JOIN build_buildline bl ON bl.id = bi.build_line_id LEFT JOIN build_build b ON b.id = bl.build_id \
             WHERE {} AND {condition})",
            self.0
        )
    }

    /// Stock less what open sales orders and unfinished builds have allocated of it.
    fn available(&self, engine: Engine) -> String {
        let sold = self.sold(&format!("o.status IN {SALES_OPEN} AND h.shipment_date IS NULL"));
        let built_in = self.built_in(&format!("b.status IN {BUILD_ACTIVE}"));
        engine.greatest("0", &format!("{} - {sold} - {built_in}", self.stock()))
    }
}

/// Stock of the component that nothing has claimed.
pub fn available_stock(engine: Engine, line: &str) -> String {
    own(line).available(engine)
}

/// The same of all substitutes together.
pub fn available_substitute_stock(engine: Engine, line: &str) -> String {
    of_substitutes(line).available(engine)
}

/// The same of the component's variants. Of what is in stock all allocations count, whatever became of the order or build.
pub fn available_variant_stock(engine: Engine, line: &str) -> String {
    let items = of_variants(line);
    let (sold, built_in) = (items.sold(&in_stock("s")), items.built_in(&in_stock("s")));
    engine.greatest("0", &format!("{} - {sold} - {built_in}", items.stock()))
}

/// Stock of the component at external locations.
pub fn external_stock(line: &str) -> String {
    format!(
        "(SELECT COALESCE(SUM(s.quantity), 0) FROM stock_stockitem s JOIN stock_stocklocation k ON k.id = s.location_id \
         WHERE s.part_id = {line}.sub_part_id AND k.external AND {})",
        in_stock("s")
    )
}

/// What is on order of the component and not received.
pub fn on_order(engine: Engine, line: &str) -> String {
    let sum = "COALESCE(SUM((l.quantity - l.received) * sp.pack_quantity_native), 0)";
    format!(
        "(SELECT {} FROM part_supplierpart sp JOIN order_purchaseorderlineitem l ON l.part_id = sp.id \
         JOIN order_purchaseorder o ON o.id = l.order_id \
         WHERE sp.part_id = {line}.sub_part_id AND o.status IN {PURCHASE_OPEN} AND l.quantity > l.received)",
        engine.greatest("0", sum)
    )
}

/// Unfinished outputs of unfinished builds of the component.
pub fn in_production(line: &str) -> String {
    format!(
        "(SELECT COALESCE(SUM(s.quantity), 0) FROM stock_stockitem s JOIN build_build b ON b.id = s.build_id \
         WHERE s.part_id = {line}.sub_part_id AND s.is_building AND b.status IN {BUILD_ACTIVE})"
    )
}

/// How many assemblies the available stock suffices for, as far as this line goes; not rounded.
pub fn can_build(engine: Engine, line: &str) -> String {
    let available = format!(
        "{} + {} + {} - {line}.setup_quantity",
        available_stock(engine, line),
        available_variant_stock(engine, line),
        available_substitute_stock(engine, line)
    );
    let needed = format!("{line}.quantity * (100 + {line}.attrition)");
    let enough =
        format!("{} * 100 / {}", engine.float(&format!("({available})")), engine.float(&format!("({needed})")));
    format!("CASE WHEN {line}.quantity = 0 THEN 0.0 ELSE {} END", engine.greatest("0.0", &enough))
}
