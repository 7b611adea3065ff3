//! Who may change whose account, and what every account has (spec 10 §4.1, §7).

use ironwood_auth::password;
use ironwood_db::Param;
use ironwood_rest::declare::{Given, Resource};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, Result};

use super::companions;
use crate::models;

const SUPERUSERS_ONLY: &str = "Only a superuser can adjust this field";
const NOBODY_LEFT: &str =
    "This is the last active superuser. Make somebody else one first, or nobody could administer this server.";

/// Superusers make superusers and staff, and nobody else touches their accounts: who could change the address of one could have
/// its password sent there.
pub fn only_superusers_raise<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        if ctx.actor.acts_as_superuser() {
            return Ok(());
        }
        for draft in drafts.iter() {
            if draft.was_sent("is_superuser") {
                return Err(Error::denied_field("is_superuser", SUPERUSERS_ONLY));
            }
            let raises = if draft.is_new() { draft.bool("is_staff") } else { draft.changes("is_staff") };
            if raises {
                return Err(Error::denied_field("is_staff", SUPERUSERS_ONLY));
            }
            if draft.old("is_superuser").as_bool() == Some(true) {
                return Err(Error::denied());
            }
        }
        Ok(())
    })
}

/// The last active superuser is neither demoted nor deactivated.
pub fn somebody_stays_in_charge<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let was = |draft: &Draft, flag: &str| draft.old(flag).as_bool() == Some(true);
        let in_charge = |draft: &Draft| was(draft, "is_superuser") && was(draft, "is_active");
        let leaves = |draft: &&mut Draft| in_charge(draft) && !(draft.bool("is_superuser") && draft.bool("is_active"));
        let leaving: Vec<i64> = drafts.iter_mut().filter(leaves).filter_map(|draft| draft.id).collect();
        if leaving.is_empty() || others_in_charge(ctx, &leaving).await? {
            return Ok(());
        }
        for draft in drafts.iter_mut().filter(leaves) {
            for flag in ["is_superuser", "is_active"] {
                if !draft.bool(flag) {
                    draft.refuse(flag, NOBODY_LEFT);
                }
            }
        }
        Ok(())
    })
}

/// Whether there is an active superuser besides these. Locks all of them, so that two requests cannot both count on the other's.
async fn others_in_charge(ctx: &mut Ctx<'_>, leaving: &[i64]) -> Result<bool> {
    let lock = ctx.conn.engine().for_update();
    let sql = format!("SELECT id FROM auth_user WHERE is_superuser = ? AND is_active = ? ORDER BY id{lock}");
    let all: Vec<i64> = ctx.conn.column(&sql, &[true.into(), true.into()]).await?;
    Ok(all.iter().any(|user| !leaving.contains(user)))
}

/// A superuser is deleted by superusers only, and never the last one that is active. Sessions end with the user.
pub fn before_delete<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    keys: &'a [i64],
    _: &'a Given,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let sql =
            format!("SELECT is_active FROM auth_user WHERE is_superuser = ? AND {}", ctx.conn.engine().any_of("id"));
        let active: Vec<bool> = ctx.conn.column(&sql, &[true.into(), Param::Ints(keys.to_vec())]).await?;
        if !active.is_empty() && !ctx.actor.acts_as_superuser() {
            return Err(Error::denied());
        }
        if active.contains(&true) && !others_in_charge(ctx, keys).await? {
            return Err(Error::general(NOBODY_LEFT));
        }
        companions::end_sessions(ctx.conn, keys).await
    })
}

/// A new account has no password that anybody could know; its user asks for one by mail, or a superuser sets it.
pub fn without_password<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.is_new()) {
            draft.set("password", password::unusable());
            draft.set("date_joined", ctx.now);
        }
        Ok(())
    })
}

/// A new user gets an owner and a profile.
pub fn companions<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for user in drafts.iter().filter(|draft| draft.is_new()).filter_map(|draft| draft.id) {
            companions::give_owner(ctx.conn, &models::USER, user).await?;
            companions::give_profile(ctx.conn, user).await?;
        }
        Ok(())
    })
}

/// Nobody stays signed in to an account that was closed, not even until it is opened again.
pub fn closed_accounts_are_signed_out<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let closed = drafts.iter().filter(|draft| draft.changes("is_active") && !draft.bool("is_active"));
        let closed: Vec<i64> = closed.filter_map(|draft| draft.id).collect();
        if closed.is_empty() { Ok(()) } else { companions::end_sessions(ctx.conn, &closed).await }
    })
}

/// The list of groups replaces the memberships as a whole. A group that a user left is not the user's first one any more.
pub fn memberships<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter() {
            let (Some(user), Some(Param::Ints(groups))) = (draft.id, draft.input("group_ids")) else { continue };
            let mut groups = groups.clone();
            groups.sort_unstable();
            groups.dedup();
            let engine = ctx.conn.engine();
            let params = [user.into(), Param::Ints(groups.clone())];
            let sql = format!("DELETE FROM auth_user_groups WHERE user_id = ? AND NOT {}", engine.any_of("group_id"));
            ctx.conn.execute(&sql, &params).await?;
            let sql = format!(
                "UPDATE users_userprofile SET primary_group_id = NULL WHERE user_id = ? AND NOT {}",
                engine.any_of("primary_group_id")
            );
            ctx.conn.execute(&sql, &params).await?;
            let known: Vec<i64> =
                ctx.conn.column("SELECT group_id FROM auth_user_groups WHERE user_id = ?", &[user.into()]).await?;
            let new = groups.into_iter().filter(|group| !known.contains(group));
            let rows: Vec<Vec<Param>> = new.map(|group| vec![user.into(), group.into()]).collect();
            if !rows.is_empty() {
                ctx.conn.insert_many("auth_user_groups", &["user_id", "group_id"], &rows).await?;
            }
        }
        Ok(())
    })
}
