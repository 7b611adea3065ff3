//! What else changes when lines are saved or deleted (spec 21 §11).

use ironwood_db::Param;
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use super::validity;
use crate::part::pricing::{MissingRow, schedule};
use crate::part::upkeep::make_trackable;

/// Hook: what a trackable part goes into becomes trackable, and in turn what that goes into.
pub(super) fn track_assembly<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let sql = format!(
            "SELECT DISTINCT a.id FROM part_bomitem l JOIN part_part c ON c.id = l.sub_part_id \
             JOIN part_part a ON a.id = l.part_id WHERE c.trackable AND NOT a.trackable AND {}",
            ctx.conn.engine().any_of("l.id")
        );
        let lines = drafts.iter().filter_map(|draft| draft.id).collect();
        let found: Vec<i64> = ctx.conn.column(&sql, &[Param::Ints(lines)]).await?;
        make_trackable(ctx, found).await
    })
}

/// Hook: what the assembly costs is found anew.
pub(super) fn price_assembly<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let assemblies = drafts.iter().flat_map(|draft| [draft.key("part_id"), draft.old("part_id").as_int()]);
        let assemblies: Vec<i64> = assemblies.flatten().collect();
        schedule(ctx, &assemblies, MissingRow::Create).await
    })
}

/// Clean-up: lines are about to go, whatever takes them along.
pub fn before_removal<'a>(ctx: &'a mut Ctx<'_>, table: &'a str, keys: &'a [i64]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        if table != "part_bomitem" {
            return Ok(());
        }
        let sql = format!("SELECT part_id, inherited FROM part_bomitem WHERE {}", ctx.conn.engine().any_of("id"));
        let read = |row: &ironwood_db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let assemblies: Vec<(i64, bool)> = ctx.conn.rows(&sql, &[Param::Ints(keys.to_vec())], read).await?;
        validity::judge(ctx, &assemblies, keys).await?;
        let parts: Vec<i64> = assemblies.iter().map(|(part, _)| *part).collect();
        schedule(ctx, &parts, MissingRow::Leave).await
    })
}
