//! The Django permissions of groups, kept as their rulesets say: InvenTree, and every other program that knows Django, reads
//! those (spec 10 §3).

use std::collections::{HashMap, HashSet};

use ironwood_auth::django::group_permissions;
use ironwood_auth::{Action, Actions, ModelRule, Role, RoleGrants};
use ironwood_db::{Conn, Param};
use ironwood_rest::Result;

/// A row of `auth_permission`.
struct Permission {
    id: i64,
    app: String,
    model: String,
    codename: String,
}

/// Rewrites the permissions of a group: those on models that belong to roles become what the rulesets give, the others stay.
///
/// # Errors
/// From storage.
pub async fn rewrite(conn: &mut Conn, group: i64) -> Result<()> {
    let all = all(conn).await?;
    let sql = "SELECT permission_id FROM auth_group_permissions WHERE group_id = ?";
    let held: HashSet<i64> = conn.column::<i64>(sql, &[group.into()]).await?.into_iter().collect();
    let on_parts_before: Actions = all
        .iter()
        .filter(|permission| held.contains(&permission.id) && permission.app == "part" && permission.model == "part")
        .filter_map(|permission| Action::from_name(permission.codename.strip_suffix("_part")?))
        .collect();
    let mut models: Vec<(&str, &str)> =
        all.iter().map(|permission| (permission.app.as_str(), permission.model.as_str())).collect();
    models.sort_unstable();
    models.dedup();
    let keys: HashMap<(&str, &str), i64> =
        all.iter().map(|permission| ((permission.app.as_str(), permission.codename.as_str()), permission.id)).collect();
    let wanted: HashSet<i64> = group_permissions(roles(conn, group).await?, on_parts_before, models)
        .iter()
        .filter_map(|row| keys.get(&(row.app_label, row.codename().as_str())).copied())
        .collect();
    let is_governed =
        |permission: &&Permission| ModelRule::of(&format!("{}_{}", permission.app, permission.model)).is_governed();
    let gone: Vec<i64> = all
        .iter()
        .filter(is_governed)
        .map(|permission| permission.id)
        .filter(|id| held.contains(id) && !wanted.contains(id))
        .collect();
    if !gone.is_empty() {
        let any = conn.engine().any_of("permission_id");
        let sql = format!("DELETE FROM auth_group_permissions WHERE group_id = ? AND {any}");
        conn.execute(&sql, &[group.into(), Param::Ints(gone)]).await?;
    }
    let mut new: Vec<i64> = wanted.difference(&held).copied().collect();
    new.sort_unstable();
    if !new.is_empty() {
        let rows: Vec<Vec<Param>> = new.into_iter().map(|id| vec![group.into(), id.into()]).collect();
        conn.insert_many("auth_group_permissions", &["group_id", "permission_id"], &rows).await?;
    }
    Ok(())
}

async fn all(conn: &mut Conn) -> Result<Vec<Permission>> {
    let sql = "SELECT p.id, c.app_label, c.model, p.codename
               FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id";
    let found = conn
        .rows(sql, &[], |row| {
            Ok(Permission { id: row.get(0)?, app: row.get(1)?, model: row.get(2)?, codename: row.get(3)? })
        })
        .await?;
    Ok(found)
}

async fn roles(conn: &mut Conn, group: i64) -> Result<RoleGrants> {
    let sql = "SELECT name, can_view, can_add, can_change, can_delete FROM users_ruleset WHERE group_id = ?";
    let rows = conn
        .rows(sql, &[group.into()], |row| {
            let actions = Actions::from_flags(row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            Ok((row.get::<String>(0)?, actions))
        })
        .await?;
    Ok(rows.into_iter().filter_map(|(name, actions)| Some((name.parse::<Role>().ok()?, actions))).collect())
}
