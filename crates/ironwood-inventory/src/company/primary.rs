//! One row of several that belong to the same owner is the primary one: addresses of a company, supplier parts of a part
//! (spec 31 §4, §6.3). A row that is alone is primary whenever it is saved; nothing is promoted when the primary one goes.

use ironwood_db::Param;
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::models;

/// Rows with an owner and the column `primary`.
struct Family {
    table: &'static str,
    /// Column with the owner's key.
    owner: &'static str,
    owner_table: &'static str,
}

impl Family {
    fn of(resource: &Resource) -> Self {
        let table = resource.model().table;
        if table == models::ADDRESS.table {
            Family { table, owner: "company_id", owner_table: models::COMPANY.table }
        } else {
            Family { table, owner: "part_id", owner_table: models::PART.table }
        }
    }

    /// The owners of the drafts, locked until the end of the transaction: of two who save at the same time, the second sees what
    /// the first one marked.
    async fn lock_owners(&self, ctx: &mut Ctx<'_>, drafts: &[Draft]) -> Result<Vec<i64>> {
        let engine = ctx.conn.engine();
        let owners: Vec<i64> = drafts.iter().filter_map(|draft| draft.key(self.owner)).collect();
        let (table, any) = (self.owner_table, engine.any_of("id"));
        let sql = format!("SELECT id FROM {table} WHERE {any} ORDER BY id{}", engine.for_update());
        Ok(ctx.conn.column(&sql, &[Param::Ints(owners)]).await?)
    }
}

/// Marks rows whose owner has no other.
pub fn mark_if_alone<'a>(
    ctx: &'a mut Ctx<'_>,
    resource: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let family = Family::of(resource);
        let owners = family.lock_owners(ctx, drafts).await?;
        let any = ctx.conn.engine().any_of(family.owner);
        let sql = format!("SELECT {}, id FROM {} WHERE {any}", family.owner, family.table);
        let read = |row: &ironwood_db::Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?));
        let siblings = ctx.conn.rows(&sql, &[Param::Ints(owners)], read).await?;
        let alone = |draft: &Draft| {
            !siblings.iter().any(|(owner, id)| draft.key(family.owner) == Some(*owner) && draft.id != Some(*id))
        };
        for draft in drafts {
            if alone(draft) {
                draft.set("primary", true);
            }
        }
        Ok(())
    })
}

/// Takes the mark from all other rows of an owner whose row has it; of several saved together the last one keeps it.
pub fn unmark_others<'a>(
    ctx: &'a mut Ctx<'_>,
    resource: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let family = Family::of(resource);
        let mut kept: Vec<(i64, i64)> = Vec::new();
        for draft in drafts.iter().filter(|draft| draft.bool("primary")) {
            let (Some(owner), Some(id)) = (draft.key(family.owner), draft.id) else { continue };
            kept.retain(|(known, _)| *known != owner);
            kept.push((owner, id));
        }
        if kept.is_empty() {
            return Ok(());
        }
        let engine = ctx.conn.engine();
        let sql = format!(
            "UPDATE {} SET \"primary\" = FALSE WHERE {} AND NOT ({}) AND \"primary\" = TRUE",
            family.table,
            engine.any_of(family.owner),
            engine.any_of("id")
        );
        let (owners, ids): (Vec<i64>, Vec<i64>) = kept.into_iter().unzip();
        ctx.conn.execute(&sql, &[Param::Ints(owners), Param::Ints(ids)]).await?;
        Ok(())
    })
}
