//! Taking an assembly apart (spec 30-stock §15.5).

use ironwood_db::Decimal;
use serde_json::json;

use super::Plan;
use crate::stock::item::StockItem;
use crate::stock::status::{self, DESTROYED, Status};
use crate::stock::tracking::{Deltas, Happening};

/// What comes out of an assembly by one line of its bill of materials.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The component.
    pub part: i64,
    /// How much of it comes out, installed items included.
    pub quantity: Decimal,
    /// Where it goes.
    pub location: Option<i64>,
    /// The status that it gets, as sent, and what it means.
    pub status: Option<(i64, Status)>,
    /// Price of one unit.
    pub price: Option<Decimal>,
    /// Its currency.
    pub currency: Option<String>,
    /// Whether the new item goes when nothing is left of it.
    pub delete_on_deplete: bool,
}

/// An item that is installed in the assembly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installed {
    /// Its key.
    pub item: i64,
    /// The line that it stands for, by place, if one does.
    pub line: Option<usize>,
}

impl Plan {
    /// Takes apart `quantity` of an item. Installed items come out as they are and count for their line; what is left of a line
    /// becomes a new item. The keys of all of them, new ones negative.
    pub fn disassemble(&mut self, key: i64, quantity: Decimal, lines: &[Line], installed: &[Installed]) -> Vec<i64> {
        let Some(mut assembly) = self.take_out(key) else { return Vec::new() };
        let mut left: Vec<Decimal> = lines.iter().map(|line| line.quantity).collect();
        let mut out = Vec::new();
        for Installed { item, line } in installed {
            let Some(item) = self.take_out(*item) else { continue };
            let location = line.map_or(assembly.location_id, |at| lines[at].location);
            let Some(mut item) = self.take_out_of_assembly(item, location) else { continue };
            if let Some(at) = line {
                left[*at] -= item.quantity;
                if let Some((code, status)) = lines[*at].status {
                    status::apply(&mut item, code, status);
                }
            }
            out.push(item.id);
            self.put_back(item);
        }
        for (line, left) in lines.iter().zip(left).filter(|(_, left)| *left > Decimal::ZERO) {
            out.push(self.bring_out(&assembly, line, left));
        }
        let deltas = Deltas::new().quantity("removed", quantity);
        let deltas = if assembly.is_serialised() {
            let old = assembly.shown_status();
            assembly.status = DESTROYED;
            assembly.status_custom_key = None;
            deltas.value("status", DESTROYED).value("old_status", old)
        } else {
            assembly.quantity -= quantity;
            deltas.quantity("quantity", assembly.quantity)
        };
        self.write(Some(assembly.id), assembly.part_id, Happening::Disassembled, deltas);
        self.events.push(("stockitem.disassembled", json!({"id": assembly.id})));
        self.put_back(assembly);
        out
    }

    fn bring_out(&mut self, assembly: &StockItem, line: &Line, quantity: Decimal) -> i64 {
        let mut item = StockItem::new(line.part, quantity, self.now);
        item.parent_id = Some(assembly.id);
        item.location_id = line.location;
        item.batch.clone_from(&assembly.batch);
        item.purchase_order_id = assembly.purchase_order_id;
        item.purchase_price = line.price;
        item.purchase_price_currency.clone_from(&line.currency);
        item.delete_on_deplete = line.delete_on_deplete;
        if let Some((code, status)) = line.status {
            status::apply(&mut item, code, status);
        }
        let key = self.put_new(item).id;
        let mut deltas = Deltas::new().quantity("quantity", quantity).value("stockitem", assembly.id);
        if let Some(build) = assembly.build_id {
            deltas = deltas.value("buildorder", build);
        }
        if let Some(order) = assembly.purchase_order_id {
            deltas = deltas.value("purchaseorder", order);
        }
        self.write(Some(key), line.part, Happening::FromDisassembly, deltas);
        key
    }
}

/// Spreads a price over lines: the unit price of each. Each line has its quantity, and what a unit of it is usually worth; the
/// shares follow worth times quantity, or quantity alone where the worth of one is not known.
pub fn share_of_price(total: Decimal, lines: &[(Decimal, Option<Decimal>)]) -> Vec<Option<Decimal>> {
    let known = lines.iter().all(|(_, worth)| worth.is_some_and(|worth| worth > Decimal::ZERO));
    let weight = |(quantity, worth): &(Decimal, Option<Decimal>)| {
        if known { *quantity * worth.unwrap_or_default() } else { *quantity }
    };
    let sum: Decimal = lines.iter().map(weight).sum();
    lines
        .iter()
        .map(|line| {
            let divisor = sum * line.0;
            (!divisor.is_zero()).then(|| (total * weight(line) / divisor).round_dp(6))
        })
        .collect()
}
