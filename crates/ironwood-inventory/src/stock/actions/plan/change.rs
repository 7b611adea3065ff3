//! What stock is: its status, its part, its serial numbers (spec 30-stock §14.8, §15.1, §15.4).

use ironwood_db::Decimal;

use super::Plan;
use crate::stock::item::StockItem;
use crate::stock::serials;
use crate::stock::status::{self, Status};
use crate::stock::tracking::{self, Deltas, Happening};

/// Where units with serial numbers come from and go to.
#[derive(Debug, Clone, Copy)]
pub struct Serialised<'a> {
    /// The item that they are taken from.
    pub item: i64,
    /// One for each unit.
    pub numbers: &'a [String],
    /// Where the units go.
    pub location: i64,
}

impl Plan {
    /// Sets the status of an item. One that is shown to have it already stays as it is.
    pub fn change_status(&mut self, key: i64, code: i64, status: Status) {
        let Some(mut item) = self.take_out(key) else { return };
        if item.shown_status() == code {
            return;
        }
        let deltas = status::set(&mut item, code, status);
        self.write(Some(item.id), item.part_id, Happening::Edited, deltas);
        self.put_back(item);
    }

    /// Makes an item one of another part, `name` being the full name of that.
    pub fn convert(&mut self, key: i64, part: i64, name: &str) {
        let Some(mut item) = self.take_out(key) else { return };
        item.part_id = part;
        let entry = tracking::Entry::new(Some(item.id), part, Happening::Converted, Deltas::new().value("part", part));
        self.history.push(tracking::Entry { notes: format!("Converted to part: {name}"), ..entry });
        self.put_back(item);
    }

    /// Gives serial numbers to units of an item: each becomes an item of its own.
    pub fn serialise(&mut self, given: Serialised<'_>) {
        let Some(mut item) = self.take_out(given.item) else { return };
        for number in given.numbers {
            let unit = StockItem {
                serial: Some(number.clone()),
                serial_int: serials::number_in(number),
                location_id: Some(given.location),
                stocktake_date: None,
                stocktake_user_id: None,
                metadata: None,
                ..item.piece(Decimal::ONE, self.now)
            };
            let key = self.put_new(unit).id;
            self.inherited.push((item.id, key));
            self.write(
                Some(key),
                item.part_id,
                Happening::SplitFromParent,
                Deltas::new().quantity("quantity", Decimal::ONE),
            );
            let deltas = Deltas::new().value("serial", number.as_str());
            self.write(Some(key), item.part_id, Happening::SerialAssigned, deltas);
        }
        let taken = Decimal::from(given.numbers.len());
        let left = item.quantity - taken;
        let key = self.set_quantity(&mut item, left);
        let deltas = Deltas::new().quantity("removed", taken).quantity("quantity", item.quantity);
        self.write(key, item.part_id, Happening::Serialised, deltas);
        self.put_back(item);
    }
}
