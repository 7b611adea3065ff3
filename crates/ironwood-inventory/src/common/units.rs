//! The unit registry as this database has it: the standard one with its custom units (spec 22 §8).

use ironwood_rest::{Ctx, Result};
use ironwood_units::{CustomUnit, Registry};

/// The registry at this moment. Custom units count from the moment they are stored, on every server.
///
/// # Errors
/// From storage.
pub async fn registry(ctx: &mut Ctx<'_>) -> Result<Registry> {
    let sql = "SELECT name, symbol, definition FROM common_customunit ORDER BY id";
    let custom: Vec<CustomUnit> = ctx
        .conn
        .rows(sql, &[], |row| Ok(CustomUnit { name: row.get(0)?, symbol: row.get(1)?, definition: row.get(2)? }))
        .await?;
    Ok(Registry::standard().with_custom(&custom))
}
