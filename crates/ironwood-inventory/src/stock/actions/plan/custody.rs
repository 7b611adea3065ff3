//! Who has the stock: a customer, an assembly, or the store (spec 30-stock §13, §14.5, §14.7, §15.2, §15.3).

use std::collections::HashMap;

use ironwood_db::Decimal;
use serde_json::json;

use super::{Entry, Plan, Refused};
use crate::stock::item::StockItem;
use crate::stock::status;
use crate::stock::tracking::{Deltas, Happening};

impl Plan {
    /// Gives an item to a customer, by hand.
    pub fn assign(&mut self, key: i64, customer: i64, name: &str) {
        let Some(mut item) = self.take_out(key) else { return };
        item.customer_id = Some(customer);
        item.location_id = None;
        let deltas =
            Deltas::new().quantity("quantity", item.quantity).value("customer", customer).value("customer_name", name);
        self.write(Some(item.id), item.part_id, Happening::SentToCustomer, deltas);
        self.events.push(("stockitem.assignedtocustomer", json!({"id": item.id, "customer": customer})));
        self.put_back(item);
    }

    /// Takes an item, or a part of it, back into stock from wherever it is. With `merge` it joins the item that it was split off
    /// from, when that one is at the location and the two go together. `customers` are the names of those who had the items.
    ///
    /// # Errors
    /// When a part is asked for of an item that cannot be split.
    pub fn give_back(
        &mut self,
        entry: &Entry,
        location: i64,
        merge: bool,
        customers: &HashMap<i64, String>,
    ) -> Result<(), Refused> {
        let Some(mut item) = self.take_out(entry.item) else { return Ok(()) };
        let parent = item.parent_id.filter(|_| merge && !item.is_serialised());
        if entry.quantity < item.quantity && item.is_serialised() {
            return Err("A stock item with a serial number comes back whole");
        }
        item = self.part_of(item, entry.quantity)?;
        let mut deltas = Deltas::new().quantity("quantity", item.quantity).value("location", location);
        if let Some(customer) = item.customer_id {
            let name = customers.get(&customer).map_or("", String::as_str);
            deltas = deltas.value("customer", customer).value("customer_name", name);
        }
        if let Some(build) = item.consumed_by_id {
            deltas = deltas.value("build_order", build);
        }
        if let Some((code, status)) = entry.status {
            let change = status::apply(&mut item, code, status);
            if !change.is_empty() {
                self.write_aside(item.id, item.part_id, Happening::Edited, change.clone());
            }
            deltas = deltas.and(&change);
        }
        item.customer_id = None;
        item.belongs_to_id = None;
        item.sales_order_id = None;
        item.consumed_by_id = None;
        item.location_id = Some(location);
        self.released.push(item.id);
        self.write(Some(item.id), item.part_id, Happening::ReturnedToStock, deltas);
        self.events.push(("stockitem.returnedtostock", json!({"id": item.id})));
        let parent =
            parent.filter(|key| self.take_out(*key).is_some_and(|parent| parent.location_id == Some(location)));
        if parent.is_none_or(|parent| !self.merge_back(&item, parent)) {
            self.put_back(item);
        }
        Ok(())
    }

    /// Installs an item, or a part of it, in an assembly. `build` is the build order that does it, if one does.
    ///
    /// # Errors
    /// When a part is asked for of an item that is still being made.
    pub fn install(&mut self, key: i64, quantity: Decimal, assembly: i64, build: Option<i64>) -> Result<(), Refused> {
        let (Some(item), Some(assembly)) = (self.take_out(key), self.take_out(assembly)) else { return Ok(()) };
        let mut item = self.part_of(item, quantity)?;
        item.belongs_to_id = Some(assembly.id);
        item.location_id = None;
        let mut own = Deltas::new().quantity("quantity", item.quantity).value("stockitem", assembly.id);
        if let Some(build) = build {
            own = own.value("buildorder", build);
        }
        self.write(Some(item.id), item.part_id, Happening::Installed, own);
        let theirs = Deltas::new().quantity("quantity", item.quantity).value("stockitem", item.id);
        self.write(Some(assembly.id), assembly.part_id, Happening::InstalledChild, theirs);
        self.events.push(("stockitem.installed", json!({"id": item.id, "assembly_id": assembly.id})));
        self.put_back(item);
        Ok(())
    }

    /// An item where all of it is asked for, else a piece of it, split off without a note.
    fn part_of(&mut self, mut item: StockItem, quantity: Decimal) -> Result<StockItem, Refused> {
        if quantity >= item.quantity {
            return Ok(item);
        }
        let piece = self.split(&mut item, quantity, "", |_| Deltas::new())?;
        self.put_back(item);
        Ok(piece)
    }

    /// Takes an item out of its assembly; nothing happens to one that is in none.
    pub fn uninstall(&mut self, key: i64, location: Option<i64>) {
        let Some(item) = self.take_out(key) else { return };
        if let Some(item) = self.take_out_of_assembly(item, location) {
            self.put_back(item);
        }
    }

    /// The item as it is outside of its assembly.
    pub(super) fn take_out_of_assembly(&mut self, mut item: StockItem, location: Option<i64>) -> Option<StockItem> {
        let assembly = item.belongs_to_id.and_then(|key| self.take_out(key))?;
        let theirs = Deltas::new().quantity("quantity", item.quantity).value("stockitem", item.id);
        self.write(Some(assembly.id), assembly.part_id, Happening::RemovedChild, theirs);
        let own = Deltas::new().quantity("quantity", item.quantity).value("stockitem", assembly.id);
        self.write(Some(item.id), item.part_id, Happening::Uninstalled, own);
        item.belongs_to_id = None;
        item.consumed_by_id = None;
        item.location_id = location;
        Some(item)
    }
}
