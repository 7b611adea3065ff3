//! Adding, removing, counting (spec 30-stock §13).

use ironwood_db::Decimal;
use serde_json::json;

use super::{Entry, Plan};
use crate::stock::tracking::Happening;

impl Plan {
    /// Adds to an item. Nothing happens to a serialised one or for a quantity of 0.
    pub fn add(&mut self, entry: &Entry) {
        let Some(mut item) = self.take_out(entry.item) else { return };
        if item.is_serialised() || entry.quantity <= Decimal::ZERO {
            return;
        }
        let deltas = Self::amend(&mut item, entry);
        let sum = item.quantity + entry.quantity;
        let key = self.set_quantity(&mut item, sum);
        let deltas = deltas.quantity("added", entry.quantity).quantity("quantity", item.quantity);
        self.write(key, item.part_id, Happening::Added, deltas);
        self.put_back(item);
    }

    /// Takes from an item, all of it when more is asked for than there is.
    pub fn remove(&mut self, entry: &Entry) {
        let Some(mut item) = self.take_out(entry.item) else { return };
        if item.is_serialised() || entry.quantity <= Decimal::ZERO {
            return;
        }
        let deltas = Self::amend(&mut item, entry);
        let taken = entry.quantity.min(item.quantity);
        if taken.is_zero() && deltas.is_empty() {
            return;
        }
        let left = item.quantity - taken;
        let key = if taken.is_zero() { Some(item.id) } else { self.set_quantity(&mut item, left) };
        let deltas = deltas.quantity("removed", taken).quantity("quantity", item.quantity);
        self.write(key, item.part_id, Happening::Removed, deltas);
        self.put_back(item);
    }

    /// Sets an item to what was counted, and where, if a location is given.
    pub fn count(&mut self, entry: &Entry, location: Option<i64>) {
        let Some(mut item) = self.take_out(entry.item) else { return };
        let old = item.clone();
        let mut deltas = Self::amend(&mut item, entry);
        if let Some(location) = location {
            deltas = deltas.value("location", location).value("old_location", item.location_id);
            item.location_id = Some(location);
        }
        let serialised = item.is_serialised();
        let quantity = if serialised { item.quantity } else { entry.quantity };
        let changes = item != old || quantity != item.quantity;
        let mut key = Some(item.id);
        if changes || serialised {
            item.stocktake_date = Some(self.today);
            item.stocktake_user_id = self.user;
            if quantity != item.quantity {
                key = self.set_quantity(&mut item, quantity);
            }
            if key.is_some() {
                self.events.push(("stockitem.counted", json!({"id": item.id, "quantity": quantity.to_string()})));
            }
        }
        let deltas = deltas.quantity("quantity", quantity);
        self.write(key, item.part_id, Happening::Counted, deltas);
        if changes || serialised {
            self.put_back(item);
        }
    }
}
