//! Status codes of stock and what writing one does (spec 30-stock §5).

use std::collections::HashMap;

use ironwood_rest::{Ctx, Result};

use crate::stock::item::StockItem;
use crate::stock::tracking::Deltas;

/// Codes that are in the code itself.
pub const BASE: [i64; 8] = [10, 50, 55, 60, 65, 70, 75, 85];
/// Codes of stock that can be used.
pub const AVAILABLE: [i64; 4] = [10, 50, 55, 85];
/// The status of new stock.
pub const OK: i64 = 10;
/// The status of what does not exist any more.
pub const DESTROYED: i64 = 60;

/// A status that somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// The logical code.
    pub logical: i64,
    /// The key of the custom state, if it is one.
    pub custom: Option<i64>,
}

/// The codes that can be written: the base ones and the custom states of this moment.
#[derive(Debug, Clone, Default)]
pub struct Statuses {
    custom: HashMap<i64, i64>,
}

impl Statuses {
    /// Reads the custom states.
    ///
    /// # Errors
    /// From storage.
    pub async fn load(ctx: &mut Ctx<'_>) -> Result<Self> {
        let sql =
            "SELECT key, logical_key FROM common_inventreecustomuserstatemodel WHERE reference_status = 'StockStatus'";
        let rows: Vec<(i64, i64)> = ctx.conn.rows(sql, &[], |row| Ok((row.get(0)?, row.get(1)?))).await?;
        Ok(Statuses { custom: rows.into_iter().collect() })
    }

    /// What a code means; `None` when there is no such code.
    pub fn find(&self, code: i64) -> Option<Status> {
        if BASE.contains(&code) {
            return Some(Status { logical: code, custom: None });
        }
        self.custom.get(&code).map(|logical| Status { logical: *logical, custom: Some(code) })
    }
}

/// Sets the status of an item when it asks for another than it has; the details for the history (spec 30-stock §13).
pub fn apply(item: &mut StockItem, code: i64, status: Status) -> Deltas {
    if code == item.status || Some(code) == item.status_custom_key {
        return Deltas::new();
    }
    set(item, code, status)
}

/// Sets the status of an item; the details for the history.
pub fn set(item: &mut StockItem, code: i64, status: Status) -> Deltas {
    let deltas = Deltas::new()
        .value("status", code)
        .value("status_logical", status.logical)
        .value("old_status", item.shown_status())
        .value("old_status_logical", item.status);
    item.status = status.logical;
    item.status_custom_key = status.custom;
    deltas
}
