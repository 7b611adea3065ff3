//! What is counted of orders and their lines, as fragments over the row `t`, written once (spec 40-orders §7.1, §11, §12, §14).

use ironwood_db::Engine;
use ironwood_rest::declare::Field;
use ironwood_rest::kind::Float;

use crate::order::Kind;
use crate::part::quantities as parts;
use crate::stock::quantities::Items;

/// How many lines the order has, extra lines aside.
pub fn line_count(kind: &Kind) -> String {
    format!("(SELECT COUNT(*) FROM {})", kind.lines_of())
}

/// For how many of its lines nothing is left to do.
pub fn completed_line_count(kind: &Kind) -> String {
    format!("(SELECT COUNT(*) FROM {} AND {})", kind.lines_of(), kind.is_done)
}

/// The order is open, and its target date has passed.
pub fn overdue(kind: &Kind) -> String {
    format!("(t.status IN {} AND t.target_date IS NOT NULL AND t.target_date < :today)", kind.open)
}

/// How many shipments the sales order has.
pub fn shipment_count() -> String {
    "(SELECT COUNT(*) FROM order_salesordershipment h WHERE h.order_id = t.id)".into()
}

/// How many of them have been sent.
pub fn sent_shipment_count() -> String {
    "(SELECT COUNT(*) FROM order_salesordershipment h WHERE h.order_id = t.id AND h.shipment_date IS NOT NULL)".into()
}

/// For how many lines of the sales order there is enough: allocated, shipped, or of a part without stock.
pub fn allocated_line_count() -> String {
    format!(
        "(SELECT COUNT(*) FROM order_salesorderlineitem l LEFT JOIN part_part p ON p.id = l.part_id \
         WHERE l.order_id = t.id AND (p.virtual OR l.shipped >= l.quantity OR l.quantity <= {}))",
        sales_allocations("l")
    )
}

/// What is allocated to the line `line` of a sales order, shipped or not.
pub fn sales_allocations(line: &str) -> String {
    format!("(SELECT COALESCE(SUM(a.quantity), 0) FROM order_salesorderallocation a WHERE a.line_id = {line}.id)")
}

/// What is allocated to the line `line` of a transfer order; it stays after the transfer.
pub fn transfer_allocations(line: &str) -> String {
    format!("(SELECT COALESCE(SUM(a.quantity), 0) FROM order_transferorderallocation a WHERE a.line_id = {line}.id)")
}

/// How many allocations the shipment has.
pub fn items_in_shipment() -> String {
    "(SELECT COUNT(*) FROM order_salesorderallocation a WHERE a.shipment_id = t.id)".into()
}

/// The order `ord` of a line is complete; the number is the same for all kinds.
pub const ORDER_COMPLETE: &str = "ord.status = 30";

/// Something is left to do for the line, and its own target date has passed.
pub fn late(is_left: &str) -> String {
    format!("({is_left} AND t.target_date IS NOT NULL AND t.target_date < :today)")
}

/// The same where it matters only as long as the order `ord` is open.
pub fn late_in(kind: &Kind, is_left: &str) -> String {
    late(&format!("ord.status IN {} AND {is_left}", kind.open))
}

/// What the line costs: nothing known without a price, and a price of nothing counts as none.
pub fn line_total(price: &str) -> String {
    format!("t.quantity * NULLIF(t.{price}, 0) * (100 - t.discount) / 100.0")
}

/// What there is of the part of a line, and what is to come, whatever the order (spec 40-orders §14, 41 §8).
pub fn part_figures(engine: Engine) -> Vec<Field> {
    let figure = |name, fragment| Field::computed(name, Float, fragment).not_null().absent_on_create();
    vec![
        figure("available_stock", Items::of_part("t.part_id").available(engine)),
        figure("building", parts::in_production_of("t.part_id")).label("In production"),
        figure("on_order", parts::on_order_of(engine, "t.part_id")).label("On order"),
    ]
}
