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
    Box::pin(set_stars(ctx, drafts, "part_partstar", "part_id"))
}

/// Sets or takes away the caller's star on existing rows, where the body speaks of it.
///
/// # Errors
/// From storage.
pub(super) async fn set_stars(ctx: &mut Ctx<'_>, drafts: &[Draft], table: &str, column: &str) -> Result<()> {
    for draft in drafts.iter().filter(|draft| !draft.is_new()) {
        let (Some(key), Some(starred)) = (draft.id, draft.input("starred").and_then(Param::as_bool)) else {
            continue;
        };
        let sql = if starred {
            format!("INSERT INTO {table} ({column}, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING")
        } else {
            format!("DELETE FROM {table} WHERE {column} = ? AND user_id = ?")
        };
        ctx.conn.execute(&sql, &[key.into(), ctx.actor.user_id.into()]).await?;
    }
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
        let assemblies = untracked_users(ctx, trackable).await?;
        make_trackable(ctx, assemblies).await
    })
}

/// The assemblies that use any of these parts and are not trackable yet.
async fn untracked_users(ctx: &mut Ctx<'_>, parts: Vec<i64>) -> Result<Vec<i64>> {
    if parts.is_empty() {
        return Ok(parts);
    }
    let sql = format!(
        "SELECT a.id FROM part_part a JOIN ({}) AS used ON used.part = a.id WHERE NOT a.trackable",
        bom::used_in(ctx.conn.engine())
    );
    let keys = Param::Ints(parts);
    Ok(ctx.conn.column(&sql, &[keys.clone(), keys.clone(), keys]).await?)
}

/// Makes assemblies trackable, and what these go into: two statements for each level.
///
/// # Errors
/// From storage.
pub async fn make_trackable(ctx: &mut Ctx<'_>, mut assemblies: Vec<i64>) -> Result<()> {
    let mark = format!("UPDATE part_part SET trackable = TRUE WHERE {}", ctx.conn.engine().any_of("id"));
    while !assemblies.is_empty() {
        ctx.conn.execute(&mark, &[Param::Ints(assemblies.clone())]).await?;
        tracing::info!(parts = ?assemblies, "assemblies became trackable, since a part that goes into them is");
        assemblies = untracked_users(ctx, assemblies).await?;
    }
    Ok(())
}
