//! Before a stock item is deleted (spec 30-stock §11.4).

use ironwood_db::Param;
use ironwood_rest::declare::{Given, Resource};
use ironwood_rest::{BoxFuture, Ctx, Error, Result};

use crate::common::settings::definitions::STOCK_ALLOW_DELETE_SERIALIZED;
use crate::stock::actions::relink_children;

/// With the setting off, serialised items stay. What was split off from a deleted item belongs to the item above.
pub fn before_delete<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    keys: &'a [i64],
    _: &'a Given,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        if !ctx.setting_bool(STOCK_ALLOW_DELETE_SERIALIZED.key(), true).await? {
            let any = ctx.conn.engine().any_of("id");
            let sql = format!(
                "SELECT 1 FROM stock_stockitem WHERE {any} AND TRIM(COALESCE(serial, '')) <> '' AND quantity = 1 LIMIT 1"
            );
            if ctx.conn.exists(&sql, &[Param::Ints(keys.to_vec())]).await? {
                return Err(Error::general("Stock items with a serial number may not be deleted"));
            }
        }
        relink_children(ctx, keys).await
    })
}
