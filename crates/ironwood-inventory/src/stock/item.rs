//! A stock item as actions see it: a typed row of `stock_stockitem` (spec 30-stock §6).

use ironwood_db::Decimal;
use ironwood_rest::record;
use ironwood_rest::record::JsonText;
use jiff::{Timestamp, civil};

use crate::stock::status;

record! {
    /// A quantity of a part, or one unit with a serial number.
    pub struct StockItem in "stock_stockitem" {
        /// The part that it is stock of.
        part_id: i64,
        /// How much of it there is, in the part's unit.
        quantity: Decimal,
        /// Serial number; none is stored as null or as empty text.
        serial: Option<String>,
        /// The number in the serial number, for ordering.
        serial_int: i64,
        /// Batch code.
        batch: Option<String>,
        /// Where it is; nowhere when it is installed, sold or used up.
        location_id: Option<i64>,
        /// The item that it was split off from.
        parent_id: Option<i64>,
        /// The assembly that it is installed in.
        belongs_to_id: Option<i64>,
        /// The customer who has it.
        customer_id: Option<i64>,
        /// The sales order that it was sold by.
        sales_order_id: Option<i64>,
        /// The purchase order that it came by.
        purchase_order_id: Option<i64>,
        /// The build that made it.
        build_id: Option<i64>,
        /// The build that used it up.
        consumed_by_id: Option<i64>,
        /// Whether it is still being made.
        is_building: bool,
        /// The supplier part that it was bought as.
        supplier_part_id: Option<i64>,
        /// How it is packed.
        packaging: Option<String>,
        /// Web page about it.
        link: String,
        /// First day on which it is expired.
        expiry_date: Option<civil::Date>,
        /// Day of the last count.
        stocktake_date: Option<civil::Date>,
        /// Who counted it last.
        stocktake_user_id: Option<i64>,
        /// When the row was made.
        creation_date: Option<Timestamp>,
        /// When the row was saved last.
        updated: Option<Timestamp>,
        /// Whether the row goes when nothing is left.
        delete_on_deplete: bool,
        /// Logical status code.
        status: i64,
        /// Key of the custom state, if the status is one.
        status_custom_key: Option<i64>,
        /// Price paid for one unit.
        purchase_price: Option<Decimal>,
        /// Its currency.
        purchase_price_currency: Option<String>,
        /// Whom it belongs to.
        owner_id: Option<i64>,
        /// Remarks, in Markdown.
        notes: Option<String>,
        /// Plugins' data.
        metadata: Option<JsonText>,
        /// Text of the assigned barcode.
        barcode_data: String,
        /// Digest of the assigned barcode.
        barcode_hash: String,
    }
}

impl StockItem {
    /// New stock of a part, in order and nowhere yet.
    pub fn new(part: i64, quantity: Decimal, now: Timestamp) -> Self {
        StockItem {
            id: 0,
            part_id: part,
            quantity,
            serial: None,
            serial_int: 0,
            batch: None,
            location_id: None,
            parent_id: None,
            belongs_to_id: None,
            customer_id: None,
            sales_order_id: None,
            purchase_order_id: None,
            build_id: None,
            consumed_by_id: None,
            is_building: false,
            supplier_part_id: None,
            packaging: None,
            link: String::new(),
            expiry_date: None,
            stocktake_date: None,
            stocktake_user_id: None,
            creation_date: Some(now),
            updated: Some(now),
            delete_on_deplete: true,
            status: status::OK,
            status_custom_key: None,
            purchase_price: None,
            purchase_price_currency: None,
            owner_id: None,
            notes: None,
            metadata: None,
            barcode_data: String::new(),
            barcode_hash: String::new(),
        }
    }

    /// Whether it has a serial number and is the one unit that has it (spec 30-stock §7).
    pub fn is_serialised(&self) -> bool {
        self.serial.as_deref().is_some_and(|serial| !serial.trim().is_empty()) && self.quantity == Decimal::ONE
    }

    /// Whether nobody else has it: not sold, installed, handed over or used up. Status, quantity and production do not count
    /// (spec 30-stock §14).
    pub fn is_here(&self) -> bool {
        self.sales_order_id.is_none()
            && self.belongs_to_id.is_none()
            && self.customer_id.is_none()
            && self.consumed_by_id.is_none()
    }

    /// Whether it is in stock by the full formula (spec 30-stock §7; [`crate::stock::quantities::in_stock`] is the same in SQL).
    pub fn is_in_stock(&self) -> bool {
        self.is_here() && self.quantity > Decimal::ZERO && !self.is_building && status::AVAILABLE.contains(&self.status)
    }

    /// The status as a client writes it: the custom key, or else the logical code.
    pub fn shown_status(&self) -> i64 {
        self.status_custom_key.unwrap_or(self.status)
    }

    /// A new item with the given quantity, split off from this one: a copy in all but key, dates, barcode and count
    /// (spec 30-stock §13, §22).
    pub fn piece(&self, quantity: Decimal, now: Timestamp) -> StockItem {
        StockItem {
            id: 0,
            quantity,
            parent_id: Some(self.id),
            creation_date: Some(now),
            updated: Some(now),
            barcode_data: String::new(),
            barcode_hash: String::new(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// An item of part 1 with the given quantity, at location 1.
    pub fn item(id: i64, quantity: i64) -> StockItem {
        let item = StockItem::new(1, Decimal::from(quantity), Timestamp::UNIX_EPOCH);
        StockItem { id, location_id: Some(1), ..item }
    }

    #[test]
    fn an_empty_serial_is_none() {
        let mut one = item(1, 1);
        one.serial = Some(" ".into());
        assert!(!one.is_serialised());
        one.serial = Some("7".into());
        assert!(one.is_serialised());
        one.quantity = Decimal::TWO;
        assert!(!one.is_serialised());
    }
}
