//! Stores what a [`Plan`] decided: a fixed number of statements, however many items it names.

use std::collections::HashMap;

use ironwood_db::Param;
use ironwood_rest::record::{Record, insert, save};
use ironwood_rest::{Ctx, Result, write};
use serde_json::Value;

use super::merged::follow_merges;
use super::plan::Plan;
use crate::stock::item::StockItem;
use crate::stock::quantities::{SALES_OPEN, TRANSFER_OPEN};
use crate::stock::tracking;

/// Finds out which of the plan's items others are installed in, and which must stay when they are depleted (spec 30-stock §13,
/// can_delete).
///
/// # Errors
/// From storage.
pub(super) async fn look_around(ctx: &mut Ctx<'_>, plan: &mut Plan) -> Result<()> {
    let keys: Vec<i64> = plan.items.iter().map(|item| item.id).collect();
    let sql = format!(
        "SELECT t.id, EXISTS (SELECT 1 FROM stock_stockitem i WHERE i.belongs_to_id = t.id),
            (t.sales_order_id IS NOT NULL
             OR EXISTS (SELECT 1 FROM build_builditem b WHERE b.stock_item_id = t.id)
             OR EXISTS (SELECT 1 FROM order_salesorderallocation a
                        JOIN order_salesorderlineitem l ON l.id = a.line_id JOIN order_salesorder o ON o.id = l.order_id
                        WHERE a.item_id = t.id AND o.status IN {SALES_OPEN})
             OR EXISTS (SELECT 1 FROM order_transferorderallocation a
                        JOIN order_transferorderlineitem l ON l.id = a.line_id JOIN order_transferorder o ON o.id = l.order_id
                        WHERE a.item_id = t.id AND o.status IN {TRANSFER_OPEN})
             OR EXISTS (SELECT 1 FROM order_returnorderlineitem r WHERE r.item_id = t.id))
         FROM stock_stockitem t WHERE {}",
        ctx.conn.engine().any_of("t.id")
    );
    let rows: Vec<(i64, bool, bool)> =
        ctx.conn.rows(&sql, &[Param::Ints(keys)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await?;
    for (key, holds, claimed) in rows {
        if holds {
            plan.holding.insert(key);
        }
        if holds || claimed {
            plan.kept.insert(key);
        }
    }
    Ok(())
}

/// What became of a plan.
#[derive(Debug)]
pub(super) struct Stored {
    /// The items that are gone.
    pub gone: Vec<i64>,
    names: HashMap<i64, i64>,
}

impl Stored {
    /// The key of an item that the plan may name by a key of its own.
    pub fn key(&self, key: i64) -> i64 {
        self.names.get(&key).copied().unwrap_or(key)
    }
}

/// Stores the plan.
///
/// # Errors
/// From storage.
pub(super) async fn store(ctx: &mut Ctx<'_>, mut plan: Plan) -> Result<Stored> {
    let planned: Vec<i64> = plan.pieces.iter().map(|piece| piece.id).collect();
    insert(ctx, &mut plan.pieces).await?;
    let names = planned.into_iter().zip(plan.pieces.iter().map(|piece| piece.id)).collect();
    let stored = Stored { gone: plan.gone, names };
    let changes: Vec<(StockItem, StockItem)> = plan
        .before
        .iter()
        .zip(&plan.items)
        .filter(|(before, after)| before != after && !stored.gone.contains(&after.id))
        .map(|(before, after)| (before.clone(), after.clone()))
        .collect();
    save(ctx, &changes).await?;
    let inherited: Vec<(i64, i64)> =
        plan.inherited.iter().map(|(source, piece)| (*source, stored.key(*piece))).collect();
    copy_test_results(ctx, &inherited).await?;
    let released: Vec<i64> = plan.released.iter().map(|key| stored.key(*key)).collect();
    release(ctx, &released).await?;
    let merged: Vec<(i64, i64)> = plan.merged.iter().map(|merged| (stored.key(merged.from), merged.into)).collect();
    follow_merges(ctx, &merged).await?;
    let gone: Vec<i64> = stored.gone.iter().map(|key| stored.key(*key)).collect();
    delete(ctx, &gone).await?;
    for entry in &mut plan.history {
        entry.item = entry.item.map(|key| stored.key(key)).filter(|key| !gone.contains(key));
        entry.deltas.rename_item(&stored.names);
    }
    tracking::write(ctx, &plan.history).await?;
    for (name, mut payload) in plan.events {
        if let Some(key) = payload.get("id").and_then(Value::as_i64) {
            payload["id"] = stored.key(key).into();
        }
        ctx.emit(name, &payload);
    }
    Ok(stored)
}

/// A piece inherits the test results of the item that it was split off from: pairs of item and piece.
async fn copy_test_results(ctx: &mut Ctx<'_>, pairs: &[(i64, i64)]) -> Result<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    let columns = "result, value, attachment, notes, test_station, started_datetime, finished_datetime, date, metadata, \
                   template_id, user_id";
    let listed = columns.replace(", ", ", r.");
    let (marks, params) = pairs_of_keys(pairs);
    let sql = format!(
        "WITH n(source, piece) AS (VALUES {marks})
         INSERT INTO stock_stockitemtestresult (stock_item_id, {columns})
         SELECT n.piece, r.{listed} FROM n JOIN stock_stockitemtestresult r ON r.stock_item_id = n.source ORDER BY r.id"
    );
    ctx.conn.execute(&sql, &params).await?;
    Ok(())
}

/// Pairs of keys as the rows of a `VALUES` list, and their parameters.
pub(super) fn pairs_of_keys(pairs: &[(i64, i64)]) -> (String, Vec<Param>) {
    let marks = vec!["(?, ?)"; pairs.len()].join(", ");
    (marks, pairs.iter().flat_map(|(one, other)| [Param::Int(*one), Param::Int(*other)]).collect())
}

/// What sales orders and builds have allocated of items is free again.
async fn release(ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    for (table, item) in [("build_builditem", "stock_item_id"), ("order_salesorderallocation", "item_id")] {
        let sql = format!("DELETE FROM {table} WHERE {}", ctx.conn.engine().any_of(item));
        ctx.conn.execute(&sql, &[Param::Ints(keys.to_vec())]).await?;
    }
    Ok(())
}

/// Deletes items. What was split off from them belongs to what they were split off from (spec 30-stock §11.4).
///
/// # Errors
/// From storage.
pub async fn delete(ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    relink_children(ctx, keys).await?;
    write::remove(ctx, StockItem::TABLE, keys).await
}

/// Gives the children of items that are about to go the next items above that stay.
///
/// # Errors
/// From storage.
pub async fn relink_children(ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<()> {
    let engine = ctx.conn.engine();
    let sql = format!(
        "WITH RECURSIVE up(child, parent) AS (
             SELECT c.id, c.parent_id FROM stock_stockitem c WHERE {}
             UNION SELECT up.child, p.parent_id FROM up JOIN stock_stockitem p ON p.id = up.parent WHERE {})
         UPDATE stock_stockitem SET parent_id = up.parent
         FROM up WHERE up.child = stock_stockitem.id AND (up.parent IS NULL OR NOT {})",
        engine.any_of("c.parent_id"),
        engine.any_of("p.id"),
        engine.any_of("up.parent")
    );
    let keys = Param::Ints(keys.to_vec());
    ctx.conn.execute(&sql, &[keys.clone(), keys.clone(), keys]).await?;
    Ok(())
}
