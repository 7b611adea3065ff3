//! What is counted of orders and their lines, as fragments over the row `t`, written once (spec 40-orders §7.1, §11, §12, §14).

use crate::order::Kind;

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
