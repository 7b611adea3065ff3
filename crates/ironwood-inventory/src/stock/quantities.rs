//! What counts as stock, written once (spec 30-stock §7, 20 §5).

/// Status codes of stock that can be used.
pub const AVAILABLE: &str = "(10, 50, 55, 85)";
/// Status codes of builds that are not finished.
pub const BUILD_ACTIVE: &str = "(10, 20, 25)";
/// Status codes of purchase orders that are open.
pub const PURCHASE_OPEN: &str = "(10, 20, 25)";
/// Status codes of sales orders that are open.
pub const SALES_OPEN: &str = "(10, 15, 20, 25)";
/// Status codes of transfer orders that are open.
pub const TRANSFER_OPEN: &str = "(10, 20, 25)";

/// SQL: the stock item `s` is in stock. The plus signs keep SQLite from starting at one of the keys that are null for almost all
/// items; they change nothing else.
pub fn in_stock(s: &str) -> String {
    format!(
        "{s}.quantity > 0 AND +{s}.sales_order_id IS NULL AND +{s}.belongs_to_id IS NULL \
         AND +{s}.customer_id IS NULL AND +{s}.consumed_by_id IS NULL AND NOT {s}.is_building AND {s}.status IN {AVAILABLE}"
    )
}
