//! Decides what an adjustment does to locked items, without a database: the pure middle of every action
//! (spec 30-stock §13). What it decides is stored by [`super::store`].

use std::collections::HashSet;

use ironwood_db::Decimal;
use jiff::{Timestamp, civil};
use serde_json::{Value, json};

use crate::stock::item::StockItem;
use crate::stock::status::{self, Status};
use crate::stock::tracking::{self, Deltas, Happening};

/// One entry of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its place in the request.
    pub at: usize,
    /// The item's key.
    pub item: i64,
    /// How much.
    pub quantity: Decimal,
    /// New batch code, if any.
    pub batch: Option<String>,
    /// New packaging, if any.
    pub packaging: Option<String>,
    /// New status, if any: as sent, and what it means.
    pub status: Option<(i64, Status)>,
    /// Whether a transfer merges.
    pub merge: bool,
}

/// Items that were split off or merged, for the rows of other tables that go with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// The item that is gone.
    pub from: i64,
    /// The item that has its quantity now.
    pub into: i64,
}

/// What is decided.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The items as they were locked.
    pub before: Vec<StockItem>,
    /// The same items as they will be.
    pub items: Vec<StockItem>,
    /// New items. The history names them by negative keys until they are stored: -1 is the first.
    pub pieces: Vec<StockItem>,
    /// Items that will be deleted.
    pub gone: Vec<i64>,
    /// Merges among them.
    pub merged: Vec<Merged>,
    /// The history.
    pub history: Vec<tracking::Entry>,
    /// Events, by name and payload.
    pub events: Vec<(&'static str, Value)>,
    /// Entries in the order in which they are applied.
    pub entries: Vec<Entry>,
    /// Items that stay even when nothing is left of them.
    pub kept: HashSet<i64>,
    /// Items that others are installed in.
    pub holding: HashSet<i64>,
    notes: String,
    now: Timestamp,
    user: Option<i64>,
    today: civil::Date,
    anywhere: bool,
}

/// A refusal in words for the client.
pub type Refused = &'static str;

impl Plan {
    /// A plan that changes nothing yet.
    pub fn new(
        items: Vec<StockItem>,
        entries: Vec<Entry>,
        notes: String,
        now: Timestamp,
        user: Option<i64>,
        today: civil::Date,
    ) -> Self {
        Plan {
            before: items.clone(),
            items,
            pieces: Vec::new(),
            gone: Vec::new(),
            merged: Vec::new(),
            history: Vec::new(),
            events: Vec::new(),
            entries,
            kept: HashSet::new(),
            holding: HashSet::new(),
            notes,
            now,
            user,
            today,
            anywhere: false,
        }
    }

    /// Lets items be moved that are not in stock (setting `STOCK_ALLOW_OUT_OF_STOCK_TRANSFER`).
    pub fn moving_anywhere(mut self, anywhere: bool) -> Self {
        self.anywhere = anywhere;
        self
    }

    /// The item of an entry, unless an earlier entry of the same request used it up.
    fn take_out(&self, key: i64) -> Option<StockItem> {
        self.items.iter().find(|item| item.id == key && !self.gone.contains(&key)).cloned()
    }

    fn put_back(&mut self, mut item: StockItem) {
        item.updated = Some(self.now);
        if item.is_serialised() {
            // One unit is never depleted (spec 30-stock §8).
            item.delete_on_deplete = false;
        }
        if let Some(place) = self.items.iter_mut().find(|other| other.id == item.id) {
            *place = item;
        }
    }

    fn write(&mut self, item: Option<i64>, part: i64, happening: Happening, deltas: Deltas) {
        let notes = self.notes.clone();
        self.history.push(tracking::Entry { notes, ..tracking::Entry::new(item, part, happening, deltas) });
    }

    /// Applies status, batch and packaging of an entry; the details for the history.
    fn amend(item: &mut StockItem, entry: &Entry) -> Deltas {
        let mut deltas = entry.status.map_or_else(Deltas::new, |(code, status)| status::apply(item, code, status));
        if let Some(batch) = &entry.batch {
            item.batch = Some(batch.clone());
            deltas = deltas.value("batch", batch.as_str());
        }
        if let Some(packaging) = &entry.packaging {
            item.packaging = Some(packaging.clone());
            deltas = deltas.value("packaging", packaging.as_str());
        }
        deltas
    }

    /// Sets the quantity; the key under which the history may still speak of the item. A depleted item that may go, goes.
    fn set_quantity(&mut self, item: &mut StockItem, quantity: Decimal) -> Option<i64> {
        item.quantity = quantity.max(Decimal::ZERO);
        if item.quantity.is_zero() && item.delete_on_deplete && !self.kept.contains(&item.id) {
            self.gone.push(item.id);
            return None;
        }
        self.events.push(("stockitem.quantityupdated", json!({"id": item.id, "quantity": item.quantity.to_string()})));
        Some(item.id)
    }

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

    /// Moves an item, or a part of it, to a location.
    ///
    /// # Errors
    /// When the item is not in stock or still being made.
    pub fn transfer(&mut self, entry: &Entry, location: i64) -> Result<(), Refused> {
        let Some(item) = self.take_out(entry.item) else { return Ok(()) };
        if entry.merge
            && let Some(target) = self.merge_target(&item, entry, location)
        {
            self.merge(item, entry, location, target);
            return Ok(());
        }
        let can_move = self.anywhere || (item.is_here() && item.quantity > Decimal::ZERO);
        if !can_move {
            return Err("The stock item cannot be moved: it is not in stock");
        }
        if entry.quantity < item.quantity {
            return self.split_off(item, entry, location);
        }
        self.move_whole(item, entry, location);
        Ok(())
    }

    fn move_whole(&mut self, mut item: StockItem, entry: &Entry, location: i64) {
        let quantity = item.quantity;
        let old = item.location_id;
        let deltas = Self::amend(&mut item, entry).quantity("quantity", quantity);
        item.location_id = Some(location);
        let (happening, deltas) = if old == Some(location) {
            (Happening::Updated, deltas)
        } else {
            (Happening::Moved, deltas.value("location", location))
        };
        self.write(Some(item.id), item.part_id, happening, deltas);
        let payload = json!({
            "id": item.id, "old_location": old, "new_location": location, "quantity": quantity.to_string(),
        });
        self.events.push(("stockitem.moved", payload));
        self.put_back(item);
    }

    /// Splits a piece off into a location. A serialised item cannot be split: then nothing happens (spec 30-stock §14.4).
    fn split_off(&mut self, mut item: StockItem, entry: &Entry, location: i64) -> Result<(), Refused> {
        if item.is_serialised() || entry.quantity <= Decimal::ZERO {
            return Ok(());
        }
        if item.is_building {
            return Err("Stock item is currently in production");
        }
        let mut piece = item.piece(entry.quantity, self.now);
        piece.location_id = Some(location);
        let own = Self::amend(&mut piece, entry);
        self.pieces.push(piece);
        let name = -i64::try_from(self.pieces.len()).unwrap_or_default();
        let own = own.quantity("quantity", entry.quantity).value("stockitem", item.id);
        self.write(Some(name), item.part_id, Happening::SplitFromParent, own);
        item.quantity -= entry.quantity;
        let of_source = Deltas::new()
            .quantity("removed", entry.quantity)
            .quantity("quantity", item.quantity)
            .value("stockitem", name);
        self.write(Some(item.id), item.part_id, Happening::SplitChild, of_source);
        self.events.push(("stockitem.split", json!({"id": name, "parent": item.id})));
        self.put_back(item);
        Ok(())
    }

    /// An item at the location that this one can be merged into: of the same part, supplier part and status, the same batch
    /// first (spec 30-stock §14.4).
    fn merge_target(&self, item: &StockItem, entry: &Entry, location: i64) -> Option<i64> {
        let mergeable = |item: &StockItem| {
            item.is_here() && !item.is_building && !item.is_serialised() && !self.holding.contains(&item.id)
        };
        let status = entry.status.map_or(item.status, |(_, status)| status.logical);
        if !mergeable(item) {
            return None;
        }
        let mut targets: Vec<&StockItem> = self
            .items
            .iter()
            .filter(|other| other.id != item.id && !self.gone.contains(&other.id))
            .filter(|other| other.part_id == item.part_id && other.location_id == Some(location) && mergeable(other))
            .filter(|other| other.supplier_part_id == item.supplier_part_id && other.status == status)
            .collect();
        let same_batch =
            |other: &StockItem| item.batch.as_ref().is_some_and(|batch| !batch.is_empty()) && other.batch == item.batch;
        targets.sort_by_key(|other| (!same_batch(other), other.id));
        targets.first().map(|target| target.id)
    }

    fn merge(&mut self, mut item: StockItem, entry: &Entry, location: i64, target: i64) {
        let Some(mut target) = self.take_out(target) else { return };
        let moved = entry.quantity.min(item.quantity);
        target.purchase_price = mean_price(&target, &item, moved);
        target.quantity += moved;
        let mut deltas = Deltas::new()
            .quantity("quantity", target.quantity)
            .quantity("added", moved)
            .value("stockitem", item.id)
            .value("location", location);
        if let Some(batch) = &entry.batch {
            deltas = deltas.value("batch", batch.as_str());
        }
        if let Some(packaging) = &entry.packaging {
            deltas = deltas.value("packaging", packaging.as_str());
        }
        if let Some((code, _)) = entry.status {
            deltas = deltas.value("status", code);
        }
        self.write(Some(target.id), target.part_id, Happening::Merged, deltas);
        if moved < item.quantity {
            item.quantity -= moved;
            self.put_back(item);
        } else {
            if target.parent_id == Some(item.id) {
                target.parent_id = None;
            }
            self.merged.push(Merged { from: item.id, into: target.id });
            self.gone.push(item.id);
        }
        self.put_back(target);
    }
}

/// Unit price of two quantities together: their mean by quantity where both have a price in one currency, else the survivor's
/// (spec 30-stock §14.6).
fn mean_price(target: &StockItem, item: &StockItem, moved: Decimal) -> Option<Decimal> {
    let (Some(own), Some(other)) = (target.purchase_price, item.purchase_price) else { return target.purchase_price };
    let total = target.quantity + moved;
    if target.purchase_price_currency != item.purchase_price_currency || total.is_zero() {
        return Some(own);
    }
    Some(((own * target.quantity + other * moved) / total).round_dp(6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stock::item::tests::item;

    fn plan(items: Vec<StockItem>) -> Plan {
        Plan::new(items, Vec::new(), "why".into(), Timestamp::UNIX_EPOCH, Some(1), civil::date(2026, 11, 25))
    }

    fn entry(item: i64, quantity: i64) -> Entry {
        Entry { at: 0, item, quantity: quantity.into(), batch: None, packaging: None, status: None, merge: false }
    }

    fn total(plan: &Plan) -> Decimal {
        let there = plan.items.iter().filter(|item| !plan.gone.contains(&item.id));
        there.chain(&plan.pieces).map(|item| item.quantity).sum()
    }

    #[test]
    fn a_part_of_an_item_becomes_an_item_of_its_own() {
        let mut plan = plan(vec![item(7, 100)]);
        plan.transfer(&entry(7, 30), 2).expect("it is in stock");
        assert_eq!((plan.items[0].quantity, plan.pieces[0].quantity), (70.into(), 30.into()));
        assert_eq!((plan.pieces[0].location_id, plan.pieces[0].parent_id), (Some(2), Some(7)));
        let happenings: Vec<Happening> = plan.history.iter().map(|entry| entry.happening).collect();
        assert_eq!(happenings, [Happening::SplitFromParent, Happening::SplitChild]);
    }

    #[test]
    fn no_adjustment_makes_or_loses_a_unit() {
        let mut plan = plan(vec![item(1, 10), item(2, 5)]);
        plan.transfer(&entry(1, 4), 9).expect("in stock");
        plan.transfer(&Entry { merge: true, ..entry(2, 5) }, 1).expect("in stock");
        assert_eq!(total(&plan), 15.into());
        assert_eq!(plan.gone, [2]);
        plan.add(&entry(1, 3));
        plan.remove(&entry(1, 100));
        assert_eq!(total(&plan), 4.into());
        assert_eq!(plan.gone, [2, 1]);
    }

    #[test]
    fn what_is_used_up_cannot_be_used_again_in_the_same_request() {
        let mut plan = plan(vec![item(1, 10)]);
        plan.remove(&entry(1, 10));
        plan.add(&entry(1, 5));
        assert_eq!(total(&plan), 0.into());
        assert_eq!(plan.history.len(), 1);
    }

    #[test]
    fn a_serialised_item_keeps_its_one_unit() {
        let mut one = item(1, 1);
        one.serial = Some("A".into());
        let mut plan = plan(vec![one]);
        plan.add(&entry(1, 4));
        plan.remove(&entry(1, 1));
        plan.count(&entry(1, 3), None);
        assert_eq!(plan.items[0].quantity, Decimal::ONE);
        assert_eq!(plan.history.len(), 1);
    }

    #[test]
    fn items_that_are_needed_stay_when_nothing_is_left() {
        let mut plan = plan(vec![item(1, 2)]);
        plan.kept.insert(1);
        plan.remove(&entry(1, 2));
        assert!(plan.gone.is_empty());
        assert_eq!(plan.items[0].quantity, Decimal::ZERO);
    }
}
