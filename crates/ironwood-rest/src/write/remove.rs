//! Deleting rows with everything that hangs on them. The schema's foreign keys do nothing by themselves, so what happens to
//! rows that point to a deleted one is declared ([`Reference`]) and done here.

use std::collections::HashMap;

use ironwood_db::Param;

use super::files;
use super::pipeline::permitted;
use crate::audit;
use crate::ctx::Ctx;
use crate::declare::{Deed, Given, Resource};
use crate::error::{Error, Result};
use crate::request::{Reply, Request};

/// What happens to a row when the one it points to is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// It is deleted too.
    Cascade,
    /// It forgets the key.
    SetNull,
    /// The domain sees to it before.
    Nothing,
}

/// A foreign key of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// The table that points.
    pub table: &'static str,
    /// Its column.
    pub column: &'static str,
    /// The table that is pointed to.
    pub to: &'static str,
    /// What happens.
    pub on_delete: OnDelete,
}

/// `DELETE` of one row.
///
/// # Errors
/// [`Error::NotFound`], a refusal of the domain, or from storage.
pub async fn delete(ctx: &mut Ctx<'_>, resource: &Resource, request: &Request) -> Result<Reply> {
    // What the body lacks is told first, even of a row that is not there (spec 30-stock §4.8).
    let given = match &resource.writes.delete_form {
        Some(form) => form.read(&request.body)?,
        None => Given::default(),
    };
    let key = crate::read::find(ctx, resource, request).await?;
    let shape = &resource.shape;
    let lock =
        format!("SELECT 1 FROM {} WHERE \"{}\" = ?{}", shape.model.table, shape.key, ctx.conn.engine().for_update());
    if !ctx.conn.exists(&lock, &[key.into()]).await? {
        return Err(Error::no_row(shape.model.class));
    }
    permitted(ctx, resource, &[key], Deed::Delete).await?;
    remove_rows(ctx, resource, &[key], &given).await?;
    Ok(Reply::no_content())
}

/// Deletes rows of a resource by its rules.
///
/// # Errors
/// A refusal of the domain, or from storage.
pub(super) async fn remove_rows(ctx: &mut Ctx<'_>, resource: &Resource, keys: &[i64], given: &Given) -> Result<()> {
    let before = audit::snapshot(ctx, resource, keys).await?;
    for hook in &resource.writes.before_delete {
        hook(ctx, resource, keys, given).await?;
    }
    match resource.writes.removed_by {
        Some(removal) => removal(ctx, resource, keys, given).await?,
        None => remove(ctx, resource.model().table, keys).await?,
    }
    for hook in &resource.writes.after_delete {
        hook(ctx, resource, keys, given).await?;
    }
    audit::removed(ctx, resource, keys, before).await
}

/// Deletes rows of a table, what is to go with them, the traces of both in rows that stay, and the files that only they spoke of.
///
/// # Errors
/// From storage.
pub async fn remove(ctx: &mut Ctx<'_>, table: &'static str, keys: &[i64]) -> Result<()> {
    // Collected first, parents before children, so that it ends even where rows point at each other.
    let mut found: Vec<(&'static str, Vec<i64>)> = Vec::new();
    let mut seen: HashMap<&'static str, Vec<i64>> = HashMap::new();
    let mut open = vec![(table, keys.to_vec())];
    let references = ctx.kernel.references();
    while let Some((table, keys)) = open.pop() {
        let known = seen.entry(table).or_default();
        let fresh: Vec<i64> = keys.into_iter().filter(|key| !known.contains(key)).collect();
        if fresh.is_empty() {
            continue;
        }
        known.extend(&fresh);
        for reference in references.iter().filter(|reference| reference.to == table) {
            let any = ctx.conn.engine().any_of(&format!("\"{}\"", reference.column));
            let params = [Param::Ints(fresh.clone())];
            match reference.on_delete {
                OnDelete::Cascade => {
                    let sql = format!("SELECT id FROM {} WHERE {any}", reference.table);
                    let children: Vec<i64> = ctx.conn.column(&sql, &params).await?;
                    if !children.is_empty() {
                        open.push((reference.table, children));
                    }
                }
                OnDelete::SetNull => {
                    let sql = format!("UPDATE {} SET \"{}\" = NULL WHERE {any}", reference.table, reference.column);
                    ctx.conn.execute(&sql, &params).await?;
                }
                OnDelete::Nothing => {}
            }
        }
        found.push((table, fresh));
    }
    for (table, keys) in found.iter().rev() {
        for hook in ctx.kernel.removal_hooks() {
            hook(ctx, table, keys).await?;
        }
        let files = files::of_rows(ctx, table, keys).await?;
        let sql = format!("DELETE FROM {table} WHERE {}", ctx.conn.engine().any_of("id"));
        ctx.conn.execute(&sql, &[Param::Ints(keys.clone())]).await?;
        for (column, kind, paths) in files {
            files::drop_unused(ctx, table, column, &kind, paths).await?;
        }
    }
    Ok(())
}
