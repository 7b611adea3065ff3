//! Decides what an action does to locked items, without a database: the pure middle of every action
//! (spec 30-stock §13). What it decides is stored by [`super::store`].

mod change;
mod custody;
mod disassembly;
mod merging;
mod movement;
mod quantity;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use ironwood_db::Decimal;
use jiff::{Timestamp, civil};
use serde_json::{Value, json};

use crate::stock::item::StockItem;
use crate::stock::status::{self, Status};
use crate::stock::tracking::{self, Deltas, Happening};

pub use change::Serialised;
pub use disassembly::{Installed, Line, share_of_price};
pub use merging::Allowed;

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
    /// New items. Until they are stored they have negative keys, by which the history names them: -1 is the first.
    pub pieces: Vec<StockItem>,
    /// Pieces that inherit test results: whose, and which piece.
    pub inherited: Vec<(i64, i64)>,
    /// Items that will be deleted.
    pub gone: Vec<i64>,
    /// Merges among them.
    pub merged: Vec<Merged>,
    /// Items that sales orders and builds no longer have a claim on.
    pub released: Vec<i64>,
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
            inherited: Vec::new(),
            gone: Vec::new(),
            merged: Vec::new(),
            released: Vec::new(),
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

    /// An item, unless it was used up earlier in the same request.
    fn take_out(&self, key: i64) -> Option<StockItem> {
        let mut all = self.items.iter().chain(&self.pieces);
        all.find(|item| item.id == key && !self.gone.contains(&key)).cloned()
    }

    fn put_back(&mut self, mut item: StockItem) {
        item.updated = Some(self.now);
        if item.is_serialised() {
            // One unit is never depleted (spec 30-stock §8).
            item.delete_on_deplete = false;
        }
        if let Some(place) = self.items.iter_mut().chain(&mut self.pieces).find(|other| other.id == item.id) {
            *place = item;
        }
    }

    /// A new item, with the key that it has until it is stored.
    fn put_new(&mut self, mut item: StockItem) -> StockItem {
        item.id = -1 - i64::try_from(self.pieces.len()).unwrap_or_default();
        self.pieces.push(item.clone());
        item
    }

    /// Writes into the history, with the client's note.
    fn write(&mut self, item: Option<i64>, part: i64, happening: Happening, deltas: Deltas) {
        let notes = self.notes.clone();
        self.history.push(tracking::Entry { notes, ..tracking::Entry::new(item, part, happening, deltas) });
    }

    /// Writes into the history what happens on the way to what the client asked for, without the note.
    fn write_aside(&mut self, item: i64, part: i64, happening: Happening, deltas: Deltas) {
        self.history.push(tracking::Entry::new(Some(item), part, happening, deltas));
    }

    /// Splits a piece off, which `amend` may change; what that says goes into its history. The caller puts the rest back.
    ///
    /// # Errors
    /// When the item is still being made.
    fn split(
        &mut self,
        item: &mut StockItem,
        quantity: Decimal,
        notes: &str,
        amend: impl FnOnce(&mut StockItem) -> Deltas,
    ) -> Result<StockItem, Refused> {
        if item.is_building {
            return Err("Stock item is currently in production");
        }
        let mut piece = item.piece(quantity, self.now);
        let own = amend(&mut piece).quantity("quantity", quantity).value("stockitem", item.id);
        let piece = self.put_new(piece);
        let key = piece.id;
        self.inherited.push((item.id, key));
        item.quantity -= quantity;
        let of_source =
            Deltas::new().quantity("removed", quantity).quantity("quantity", item.quantity).value("stockitem", key);
        for (who, happening, deltas) in
            [(key, Happening::SplitFromParent, own), (item.id, Happening::SplitChild, of_source)]
        {
            let entry = tracking::Entry::new(Some(who), item.part_id, happening, deltas);
            self.history.push(tracking::Entry { notes: notes.to_owned(), ..entry });
        }
        self.events.push(("stockitem.split", json!({"id": key, "parent": item.id})));
        Ok(piece)
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
}
