//! Moving stock, whole or in part (spec 30-stock §14.4).

use ironwood_db::Decimal;
use serde_json::json;

use super::{Entry, Plan, Refused};
use crate::stock::item::StockItem;
use crate::stock::tracking::Happening;

impl Plan {
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
            return self.move_piece(item, entry, location);
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

    /// A serialised item cannot be split: then nothing happens (spec 30-stock §14.4).
    fn move_piece(&mut self, mut item: StockItem, entry: &Entry, location: i64) -> Result<(), Refused> {
        if item.is_serialised() || entry.quantity <= Decimal::ZERO {
            return Ok(());
        }
        let notes = self.notes.clone();
        self.split(&mut item, entry.quantity, &notes, |piece| {
            piece.location_id = Some(location);
            Self::amend(piece, entry)
        })?;
        self.put_back(item);
        Ok(())
    }
}
