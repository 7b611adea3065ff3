//! Merging stock into other stock (spec 30-stock §14.4, §14.6).

use std::collections::HashSet;

use ironwood_db::Decimal;

use super::{Entry, Merged, Plan, Refused};
use crate::stock::item::StockItem;
use crate::stock::tracking::{Deltas, Happening};

impl Plan {
    /// Whether an item may be merged with others at all; why not (spec 30-stock §14.6).
    pub fn unmergeable(&self, item: &StockItem) -> Option<Refused> {
        let reasons = [
            (item.sales_order_id.is_some(), "Stock item was sold: a sales order has it"),
            (item.belongs_to_id.is_some(), "Stock item is installed in another one"),
            (self.holding.contains(&item.id), "Other stock items are installed in this one"),
            (item.customer_id.is_some(), "Stock item is with a customer"),
            (item.consumed_by_id.is_some(), "Stock item was used up by a build"),
            (item.is_building, "Stock item is still being made"),
            (item.is_serialised(), "Stock with a serial number cannot be merged"),
        ];
        reasons.into_iter().find_map(|(applies, reason)| applies.then_some(reason))
    }

    /// An item at the location that this one can be merged into: of the same part, supplier part and status, the same batch
    /// first (spec 30-stock §14.4).
    pub(super) fn merge_target(&self, item: &StockItem, entry: &Entry, location: i64) -> Option<i64> {
        let mergeable = |item: &StockItem| self.unmergeable(item).is_none();
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

    pub(super) fn merge(&mut self, mut item: StockItem, entry: &Entry, location: i64, target: i64) {
        let Some(mut target) = self.take_out(target) else { return };
        let moved = entry.quantity.min(item.quantity);
        let mut deltas = pour(&mut target, &item, moved).value("stockitem", item.id).value("location", location);
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
            self.absorb(&mut target, item.id);
        }
        self.put_back(target);
    }

    /// One item is gone, another has what it was.
    fn absorb(&mut self, target: &mut StockItem, item: i64) {
        if target.parent_id == Some(item) {
            target.parent_id = None;
        }
        self.merged.push(Merged { from: item, into: target.id });
        self.gone.push(item);
    }

    /// Merges items into the first of them, at a location. The unit price becomes the mean by quantity of those that have one, in
    /// the currency of the first of these; `convert` gives an amount in that currency, if it can (spec 30-stock §14.6).
    ///
    /// # Errors
    /// When the items do not go together.
    pub fn merge_all(
        &mut self,
        keys: &[i64],
        location: i64,
        allowed: Allowed,
        convert: impl Fn(Decimal, &str, &str) -> Option<Decimal>,
    ) -> Result<(), Refused> {
        let items: Vec<StockItem> = keys.iter().filter_map(|key| self.take_out(*key)).collect();
        let Some((first, others)) = items.split_first().filter(|(_, others)| !others.is_empty()) else {
            return Err("Name at least two stock items");
        };
        let mut named = HashSet::new();
        let reasons = [
            (!keys.iter().all(|key| named.insert(key)), "The same stock item is named twice"),
            (others.iter().any(|item| item.part_id != first.part_id), "All stock items must be of the same part"),
            (
                !allowed.suppliers && others.iter().any(|item| item.supplier_part_id != first.supplier_part_id),
                "All stock items must be of the same supplier part",
            ),
            (
                !allowed.status && others.iter().any(|item| item.status != first.status),
                "All stock items must have the same status",
            ),
        ];
        if let Some(reason) = reasons.into_iter().find_map(|(applies, reason)| applies.then_some(reason)) {
            return Err(reason);
        }
        let mut target = first.clone();
        if let Some((price, currency)) = common_price(&items, convert) {
            target.purchase_price = Some(price);
            target.purchase_price_currency = currency;
        }
        let added: Decimal = others.iter().map(|item| item.quantity).sum();
        target.quantity += added;
        target.location_id = Some(location);
        for item in others {
            self.absorb(&mut target, item.id);
        }
        let deltas = Deltas::new().quantity("quantity", target.quantity).quantity("added", added);
        self.write(Some(target.id), target.part_id, Happening::Merged, deltas);
        self.put_back(target);
        Ok(())
    }

    /// Merges what came back into the item that it was split off from, if the two go together.
    pub(super) fn merge_back(&mut self, item: &StockItem, parent: i64) -> bool {
        let Some(mut target) = self.take_out(parent) else { return false };
        let fits = target.part_id == item.part_id
            && target.supplier_part_id == item.supplier_part_id
            && target.status == item.status;
        if !fits || self.unmergeable(&target).is_some() || self.unmergeable(item).is_some() {
            return false;
        }
        let deltas = pour(&mut target, item, item.quantity);
        self.absorb(&mut target, item.id);
        self.write(Some(target.id), target.part_id, Happening::Merged, deltas);
        self.put_back(target);
        true
    }
}

/// In what merged items may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// In their supplier part.
    pub suppliers: bool,
    /// In their status.
    pub status: bool,
}

/// The mean by quantity of the prices that can be said in the currency of the first item that has one, and that currency.
fn common_price(
    items: &[StockItem],
    convert: impl Fn(Decimal, &str, &str) -> Option<Decimal>,
) -> Option<(Decimal, Option<String>)> {
    let currency = items.iter().find(|item| item.purchase_price.is_some())?.purchase_price_currency.clone();
    let into = currency.as_deref().unwrap_or_default();
    let (mut worth, mut total) = (Decimal::ZERO, Decimal::ZERO);
    for item in items {
        let own = item.purchase_price_currency.as_deref().unwrap_or_default();
        let price =
            item.purchase_price.and_then(|price| if own == into { Some(price) } else { convert(price, own, into) });
        if let Some(price) = price {
            worth += price * item.quantity;
            total += item.quantity;
        }
    }
    (!total.is_zero()).then(|| ((worth / total).round_dp(6), currency))
}

/// Adds a quantity of an item to another; the details for the history.
fn pour(target: &mut StockItem, item: &StockItem, moved: Decimal) -> Deltas {
    target.purchase_price = mean_price(target, item, moved);
    target.quantity += moved;
    Deltas::new().quantity("quantity", target.quantity).quantity("added", moved)
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
