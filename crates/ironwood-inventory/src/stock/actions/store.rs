//! Stores what a [`Plan`] decided: a fixed number of statements, however many items it names.

use std::collections::HashMap;

use ironwood_db::{Engine, Param};
use ironwood_rest::record::{Record, insert, save};
use ironwood_rest::{Ctx, Result, write};
use serde_json::Value;

use super::plan::{Merged, Plan};
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

/// Stores the plan.
///
/// # Errors
/// From storage.
pub(super) async fn store(ctx: &mut Ctx<'_>, mut plan: Plan) -> Result<Vec<i64>> {
    let sources: Vec<Option<i64>> = plan.pieces.iter().map(|piece| piece.parent_id).collect();
    insert(ctx, &mut plan.pieces).await?;
    let names: HashMap<i64, i64> = (1..).zip(&plan.pieces).map(|(at, piece): (i64, _)| (-at, piece.id)).collect();
    let changes: Vec<(StockItem, StockItem)> = plan
        .before
        .iter()
        .zip(&plan.items)
        .filter(|(before, after)| before != after && !plan.gone.contains(&after.id))
        .map(|(before, after)| (before.clone(), after.clone()))
        .collect();
    save(ctx, &changes).await?;
    copy_test_results(ctx, &sources, &plan.pieces).await?;
    for merged in &plan.merged {
        repoint(ctx, *merged).await?;
    }
    delete(ctx, &plan.gone).await?;
    for entry in &mut plan.history {
        entry.item =
            entry.item.map(|key| names.get(&key).copied().unwrap_or(key)).filter(|key| !plan.gone.contains(key));
        entry.deltas.rename_item(&names);
    }
    tracking::write(ctx, &plan.history).await?;
    for (name, mut payload) in plan.events {
        if let Some(key) = payload.get("id").and_then(Value::as_i64).and_then(|key| names.get(&key)) {
            payload["id"] = (*key).into();
        }
        ctx.emit(name, &payload);
    }
    Ok(plan.gone)
}

/// A piece inherits the test results of the item it was split off from.
async fn copy_test_results(ctx: &mut Ctx<'_>, sources: &[Option<i64>], pieces: &[StockItem]) -> Result<()> {
    if pieces.is_empty() {
        return Ok(());
    }
    let columns = "result, value, attachment, notes, test_station, started_datetime, finished_datetime, date, metadata, \
                   template_id, user_id";
    let listed = columns.replace(", ", ", r.");
    let marks = vec!["(?, ?)"; pieces.len()].join(", ");
    let sql = format!(
        "WITH n(source, piece) AS (VALUES {marks})
         INSERT INTO stock_stockitemtestresult (stock_item_id, {columns})
         SELECT n.piece, r.{listed} FROM n JOIN stock_stockitemtestresult r ON r.stock_item_id = n.source ORDER BY r.id"
    );
    let params: Vec<Param> = sources
        .iter()
        .zip(pieces)
        .flat_map(|(source, piece)| [Param::Int(source.unwrap_or_default()), Param::Int(piece.id)])
        .collect();
    ctx.conn.execute(&sql, &params).await?;
    Ok(())
}

/// Rows that speak of an item which was merged into another speak of that one from now on. Where both are allocated to the
/// same line, the quantities are added up (spec 30-stock §22).
async fn repoint(ctx: &mut Ctx<'_>, merged: Merged) -> Result<()> {
    let (from, into) = (Param::Int(merged.from), Param::Int(merged.into));
    let allocations = [
        ("build_builditem", "stock_item_id", "build_line_id"),
        ("order_salesorderallocation", "item_id", "line_id"),
        ("order_transferorderallocation", "item_id", "line_id"),
    ];
    for (table, item, line) in allocations {
        let twin = format!("SELECT s.quantity FROM {table} s WHERE s.{item} = ? AND s.{line} = {table}.{line}");
        let twin = match table {
            "build_builditem" => {
                format!("{twin} AND COALESCE(s.install_into_id, 0) = COALESCE({table}.install_into_id, 0)")
            }
            "order_salesorderallocation" => {
                format!("{twin} AND COALESCE(s.shipment_id, 0) = COALESCE({table}.shipment_id, 0)")
            }
            _ => twin,
        };
        let add = format!(
            "UPDATE {table} SET quantity = quantity + COALESCE(({}), 0) WHERE {item} = ? AND EXISTS ({twin})",
            twin.replacen("SELECT s.quantity", "SELECT SUM(s.quantity)", 1)
        );
        if ctx.conn.execute(&add, &[from.clone(), into.clone(), from.clone()]).await? > 0 {
            let drop = format!("DELETE FROM {table} WHERE {item} = ? AND EXISTS ({twin})");
            ctx.conn.execute(&drop, &[from.clone(), into.clone()]).await?;
        }
        let move_on = format!("UPDATE {table} SET {item} = ? WHERE {item} = ?");
        ctx.conn.execute(&move_on, &[into.clone(), from.clone()]).await?;
    }
    let same_order = "UPDATE order_returnorderlineitem SET item_id = ? WHERE item_id = ? AND NOT EXISTS (
         SELECT 1 FROM order_returnorderlineitem o WHERE o.order_id = order_returnorderlineitem.order_id AND o.item_id = ?)";
    ctx.conn.execute(same_order, &[into.clone(), from.clone(), into.clone()]).await?;
    for sql in [
        "UPDATE stock_stockitemtestresult SET stock_item_id = ? WHERE stock_item_id = ?",
        "UPDATE common_attachment SET model_id = ? WHERE model_id = ? AND model_type = 'stockitem'",
    ] {
        ctx.conn.execute(sql, &[into.clone(), from.clone()]).await?;
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

/// Gives the children of items that are about to go the parents of these.
///
/// # Errors
/// From storage.
pub async fn relink_children(ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<()> {
    let engine = ctx.conn.engine();
    let alias = match engine {
        Engine::Sqlite => "stock_stockitem",
        Engine::Postgres => "c",
    };
    let sql = format!(
        "UPDATE stock_stockitem {} SET parent_id = (SELECT p.parent_id FROM stock_stockitem p WHERE p.id = {alias}.parent_id)
         WHERE {}",
        if engine == Engine::Postgres { "AS c" } else { "" },
        engine.any_of(&format!("{alias}.parent_id"))
    );
    ctx.conn.execute(&sql, &[Param::Ints(keys.to_vec())]).await?;
    Ok(())
}
