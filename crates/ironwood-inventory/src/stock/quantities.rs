//! What counts as stock, and what has been claimed of it, written once (spec 30-stock §7, 20 §5, 21 §7).

use ironwood_db::Engine;

use crate::stock::status::AVAILABLE;
use crate::tree::strictly_below;

/// Status codes of builds that are not finished.
pub const BUILD_ACTIVE: &str = "(10, 20, 25)";
/// Status codes of purchase orders that are open.
pub const PURCHASE_OPEN: &str = "(10, 20, 25)";
/// Status codes of sales orders that are open.
pub const SALES_OPEN: &str = "(10, 15, 20, 25)";
/// Status codes of open sales orders that have not been sent as a whole.
pub const SALES_UNSENT: &str = "(10, 15, 25)";
/// Status codes of return orders that are open.
pub const RETURN_OPEN: &str = "(10, 20, 25)";
/// Status codes of transfer orders that are open.
pub const TRANSFER_OPEN: &str = "(10, 20, 25)";

/// SQL: the stock item `s` is in stock. The plus signs keep SQLite from starting at one of the keys that are null for almost all
/// items; they change nothing else.
pub fn in_stock(s: &str) -> String {
    let available = AVAILABLE.map(|code| code.to_string()).join(", ");
    format!(
        "{s}.quantity > 0 AND +{s}.sales_order_id IS NULL AND +{s}.belongs_to_id IS NULL \
         AND +{s}.customer_id IS NULL AND +{s}.consumed_by_id IS NULL AND NOT {s}.is_building AND {s}.status IN ({available})"
    )
}

/// Stock items that a figure is about: a condition over the item `s`.
pub struct Items(String);

impl Items {
    /// Items of one part; `part` is a fragment with its key.
    pub fn of_part(part: &str) -> Self {
        Items(format!("s.part_id = {part}"))
    }

    /// Items of several parts; `parts` is a query of their keys.
    pub fn of_parts(parts: &str) -> Self {
        Items(format!("s.part_id IN ({parts})"))
    }

    /// Those of them that also meet a condition over `s`.
    pub fn and(&self, condition: &str) -> Self {
        Items(format!("{} AND {condition}", self.0))
    }

    /// SQL: how much of them is in stock.
    pub fn stock(&self) -> String {
        format!("(SELECT COALESCE(SUM(s.quantity), 0) FROM stock_stockitem s WHERE {} AND {})", self.0, in_stock("s"))
    }

    /// SQL: how much of them is in stock at external locations.
    pub fn external(&self) -> String {
        format!(
            "(SELECT COALESCE(SUM(s.quantity), 0) FROM stock_stockitem s JOIN stock_stocklocation k ON k.id = s.location_id \
             WHERE {} AND k.external AND {})",
            self.0,
            in_stock("s")
        )
    }

    /// SQL: what sales orders `o` have allocated of them, as far as `condition` says.
    pub fn sold(&self, condition: &str) -> String {
        format!(
            "(SELECT COALESCE(SUM(a.quantity), 0) FROM stock_stockitem s \
             JOIN order_salesorderallocation a ON a.item_id = s.id \
             JOIN order_salesorderlineitem l ON l.id = a.line_id JOIN order_salesorder o ON o.id = l.order_id \
             LEFT JOIN order_salesordershipment h ON h.id = a.shipment_id WHERE {} AND {condition})",
            self.0
        )
    }

    /// SQL: what builds `b` have allocated of them, as far as `condition` says.
    pub fn built_in(&self, condition: &str) -> String {
        format!(
            "(SELECT COALESCE(SUM(bi.quantity), 0) FROM stock_stockitem s JOIN build_builditem bi ON bi.stock_item_id = s.id \
             LEFT JOIN build_buildline bl ON bl.id = bi.build_line_id LEFT JOIN build_build b ON b.id = bl.build_id \
             WHERE {} AND {condition})",
            self.0
        )
    }

    /// SQL: what sales orders in a status of the list `open` have allocated of them and not shipped.
    pub fn to_ship(&self, open: &str) -> String {
        self.sold(&format!("o.status IN {open} AND h.shipment_date IS NULL"))
    }

    /// SQL: what unfinished builds have allocated of them.
    pub fn to_build_in(&self) -> String {
        self.built_in(&format!("b.status IN {BUILD_ACTIVE}"))
    }

    /// SQL: what of them is in stock and neither to be shipped nor to be built in; not below zero.
    pub fn available(&self, engine: Engine) -> String {
        let left = format!("{} - {} - {}", self.stock(), self.to_ship(SALES_OPEN), self.to_build_in());
        engine.greatest("0", &left)
    }

    /// SQL: what of them is in stock and not allocated to anything, whatever became of the order or build; not below zero.
    pub fn unclaimed(&self, engine: Engine) -> String {
        let (sold, built_in) = (self.sold(&in_stock("s")), self.built_in(&in_stock("s")));
        engine.greatest("0", &format!("{} - {sold} - {built_in}", self.stock()))
    }
}

/// SQL: the keys of the variants `v` below a part; `part` is a fragment with its key.
pub fn variants_of(part: &str) -> String {
    format!("SELECT v.id FROM part_part c JOIN part_part v ON {} WHERE c.id = {part}", strictly_below("v", "c"))
}
