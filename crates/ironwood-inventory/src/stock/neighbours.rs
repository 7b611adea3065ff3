//! `stock/<pk>/serial-numbers/`: the items with the serial numbers before and after (spec 30-stock §12.2).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Field, Shape, embed};
use ironwood_rest::read::embedded;
use ironwood_rest::{BoxFuture, Ctx, Error, JsonWriter, PermissionClass, Reply, Request, Result};

use crate::models;
use crate::stock::shape;

/// The endpoint.
pub fn endpoint(engine: Engine) -> Endpoint {
    let item = Arc::new(shape::shape(engine).without_figures());
    let neighbour = |name| -> Field { embed(name, item.clone(), "NULL").not_null() };
    let answer =
        Shape::new(models::STOCK_ITEM, "StockItemSerialNumbers").field(neighbour("next")).field(neighbour("previous"));
    Endpoint::new("stock/<pk>/serial-numbers", "The items with the serial numbers before and after")
        .model(models::STOCK_ITEM)
        .answers(Arc::new(answer))
        .get(PermissionClass::Role, handle)
}

fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(answer(ctx, request))
}

/// What makes an item one unit with a serial number.
const SERIALISED: &str = "TRIM(COALESCE(s.serial, '')) <> '' AND s.quantity = 1";

async fn answer(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let missing = || Error::no_row(models::STOCK_ITEM.class);
    let key = i32::try_from(request.key()).map_err(|_| missing())?;
    let sql = format!(
        "SELECT s.serial_int, p.tree_id, {SERIALISED} FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id \
         WHERE s.id = ?"
    );
    let read = |row: &ironwood_db::Row<'_>| {
        Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.cell(2).bool().unwrap_or_default()))
    };
    let (number, tree, is_serialised) =
        ctx.conn.first(&sql, &[i64::from(key).into()], read).await?.ok_or_else(missing)?;
    let mut found = [None, None];
    if is_serialised {
        for (place, (operator, direction)) in found.iter_mut().zip([(">", ""), ("<", " DESC")]) {
            // The nearest item with any serial number counts: when it is not one unit there is no neighbour.
            let sql = format!(
                "SELECT s.id, {SERIALISED} FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id \
                 WHERE p.tree_id = ? AND COALESCE(s.serial, '') <> '' AND s.serial_int {operator} ? \
                 ORDER BY s.serial_int{direction}, s.id{direction} LIMIT 1"
            );
            let read =
                |row: &ironwood_db::Row<'_>| Ok(row.cell(1).bool().unwrap_or_default().then_some(row.get::<i64>(0)?));
            *place = ctx.conn.first(&sql, &[tree.into(), number.into()], read).await?.flatten();
        }
    }
    let kernel = ctx.kernel;
    let item = kernel.declared("stock")?;
    let keys: Vec<i64> = found.into_iter().flatten().collect();
    let rows = embedded(ctx, &item.shape, &keys).await?;
    let mut out = JsonWriter::new();
    out.open_object();
    for (name, key) in ["next", "previous"].into_iter().zip(found) {
        out.key(name);
        match key.and_then(|key| rows.get(&key)) {
            Some(row) => out.json(row),
            None => out.null(),
        };
    }
    out.close_object();
    Ok(Reply::ok(out.into_bytes()))
}
