//! What the save of a part derives and keeps right elsewhere: who made it, stars, trackable assemblies.

use ironwood_db::Param;
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::bom;

/// When a part was made, and by whom.
pub(super) fn sign<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.is_new()) {
            draft.set("creation_date", ctx.today());
            draft.set("creation_user_id", ctx.user());
        }
        Ok(())
    })
}

/// Sets or takes away the caller's star on an existing part.
pub(super) fn star<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter().filter(|draft| !draft.is_new()) {
            set_star(ctx, draft, "part_partstar", "part_id").await?;
        }
        Ok(())
    })
}

/// Sets or takes away the caller's star on a row, where the body speaks of it.
///
/// # Errors
/// From storage.
pub(super) async fn set_star(ctx: &mut Ctx<'_>, draft: &Draft, table: &str, column: &str) -> Result<()> {
    let (Some(key), Some(starred)) = (draft.id, draft.input("starred").and_then(Param::as_bool)) else {
        return Ok(());
    };
    let sql = if starred {
        format!("INSERT INTO {table} ({column}, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING")
    } else {
        format!("DELETE FROM {table} WHERE {column} = ? AND user_id = ?")
    };
    ctx.conn.execute(&sql, &[key.into(), ctx.actor.user_id.into()]).await?;
    Ok(())
}

/// What trackable parts go into becomes trackable.
pub(super) fn track_assemblies<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let trackable = drafts.iter().filter(|draft| draft.bool("trackable")).filter_map(|draft| draft.id).collect();
        spread_tracking(ctx, trackable).await
    })
}

/// Makes the assemblies trackable that use any of these parts, and what these go into: one statement for each level.
///
/// # Errors
/// From storage.
pub async fn spread_tracking(ctx: &mut Ctx<'_>, mut parts: Vec<i64>) -> Result<()> {
    let engine = ctx.conn.engine();
    let sql = format!(
        "SELECT a.id FROM part_part a JOIN ({}) AS used ON used.part = a.id WHERE NOT a.trackable",
        bom::used_in(engine)
    );
    while !parts.is_empty() {
        let keys = Param::Ints(parts);
        let found: Vec<i64> = ctx.conn.column(&sql, &[keys.clone(), keys.clone(), keys]).await?;
        if !found.is_empty() {
            let mark = format!("UPDATE part_part SET trackable = TRUE WHERE {}", engine.any_of("id"));
            ctx.conn.execute(&mark, &[Param::Ints(found.clone())]).await?;
            tracing::info!(parts = ?found, "assemblies became trackable, since a part that goes into them is");
        }
        parts = found;
    }
    Ok(())
}
