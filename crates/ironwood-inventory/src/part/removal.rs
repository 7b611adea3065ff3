//! Before a part is deleted (spec 20 §10).

use ironwood_db::Param;
use ironwood_rest::declare::{Given, Resource};
use ironwood_rest::{BoxFuture, Ctx, Error, Result};

use crate::common::settings::definitions::{PART_ALLOW_DELETE_FROM_ASSEMBLY, PART_ENABLE_LOCKING};
use crate::part::filters::VARIANTS;

/// Locked and active parts stay, and those that assemblies use. Variants move up to what the part was a variant of.
pub(super) fn before_delete<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    keys: &'a [i64],
    _: &'a Given,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let any = ctx.conn.engine().any_of("id");
        let parts = || [Param::Ints(keys.to_vec())];
        let locked = format!("SELECT name FROM part_part WHERE locked AND {any}");
        if ctx.setting_bool(PART_ENABLE_LOCKING.key(), true).await?
            && let Some(name) = ctx.conn.value::<String>(&locked, &parts()).await?
        {
            return Err(Error::general(format!("'{name}' is locked: unlock it first")));
        }
        let active = format!("SELECT name FROM part_part WHERE active AND {any}");
        if let Some(name) = ctx.conn.value::<String>(&active, &parts()).await? {
            return Err(Error::general(format!("'{name}' is in use: make it inactive first")));
        }
        let any = ctx.conn.engine().any_of("l.sub_part_id");
        let used =
            format!("SELECT p.name FROM part_bomitem l JOIN part_part p ON p.id = l.part_id WHERE {any} LIMIT 1");
        if !ctx.setting_bool(PART_ALLOW_DELETE_FROM_ASSEMBLY.key(), false).await?
            && let Some(name) = ctx.conn.value::<String>(&used, &parts()).await?
        {
            return Err(Error::general(format!(
                "The part goes into '{name}': take it out of the bill of materials first"
            )));
        }
        VARIANTS.lock(ctx).await?;
        for key in keys {
            VARIANTS.leave(ctx, *key, false).await?;
        }
        Ok(())
    })
}
