//! Taking over the bill of materials of another part (spec 21 §10).

use ironwood_db::Param;
use ironwood_rest::record::{Record, load};
use ironwood_rest::write::{self, Draft};
use ironwood_rest::{Ctx, Error, Result};

use super::line::BomLine;
use super::{belongs_to, rules};
use crate::tree::strictly_below;

/// How to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    /// The target's own lines go first.
    pub remove_existing: bool,
    /// Lines that the source inherits are copied too.
    pub include_inherited: bool,
    /// Lines by which the target would contain itself are left out; otherwise nothing is copied.
    pub skip_invalid: bool,
    /// Substitutes are copied too.
    pub substitutes: bool,
}

/// Copies the lines of one part to another, except those that the other inherits anyway. The new lines are saved like any other.
///
/// # Errors
/// When a lock is in the way or a line is not good for the target, or from storage.
pub async fn copy_lines(ctx: &mut Ctx<'_>, from: i64, to: i64, copy: Copy) -> Result<()> {
    if from == to {
        return Ok(());
    }
    let target = format!("SELECT tree_id FROM part_part WHERE id = ?{}", ctx.conn.engine().for_update());
    let tree: Option<i64> = ctx.conn.value(&target, &[to.into()]).await?;
    let mut lines = lines_to_copy(ctx, from, to, copy.include_inherited).await?;
    if let Some(message) = rules::lock_on(ctx, &[(to, lines.iter().any(|line| line.inherited))]).await? {
        return Err(Error::general(message));
    }
    if copy.remove_existing {
        let own: Vec<i64> = ctx.conn.column("SELECT id FROM part_bomitem WHERE part_id = ?", &[to.into()]).await?;
        write::remove(ctx, BomLine::TABLE, &own).await?;
    }
    if copy.skip_invalid {
        let components = lines.iter().map(|line| line.sub_part_id).collect();
        let loops = rules::containing(ctx, tree.into_iter().collect(), components).await?;
        lines.retain(|line| !loops.iter().any(|(_, part)| *part == line.sub_part_id));
    }
    if lines.is_empty() {
        return Ok(());
    }
    let resource = ctx.kernel.declared("bom")?;
    let mut drafts: Vec<Draft> = lines.iter().map(|line| draft_of(line, to)).collect();
    rules::sound(ctx, resource, &mut drafts).await?;
    drafts.iter_mut().try_for_each(|draft| std::mem::take(&mut draft.problems).check())?;
    let keys = write::insert(ctx, resource, &mut drafts).await?;
    if copy.substitutes {
        copy_substitutes(ctx, lines.iter().map(|line| line.id).zip(keys)).await?;
    }
    Ok(())
}

/// The lines of `from` that `to` does not inherit anyway.
async fn lines_to_copy(ctx: &mut Ctx<'_>, from: i64, to: i64, include_inherited: bool) -> Result<Vec<BomLine>> {
    let belongs =
        if include_inherited { belongs_to("part_bomitem", "s") } else { "part_bomitem.part_id = s.id".into() };
    let condition = format!(
        "EXISTS (SELECT 1 FROM part_part s WHERE s.id = ? AND {belongs}) \
         AND NOT (inherited AND EXISTS (SELECT 1 FROM part_part o JOIN part_part t ON {} WHERE o.id = part_id AND t.id = ?))",
        strictly_below("t", "o")
    );
    load(ctx, &condition, &[from.into(), to.into()]).await
}

fn draft_of(line: &BomLine, assembly: i64) -> Draft {
    let mut draft = Draft::default();
    for ((column, _), value) in BomLine::COLUMNS.iter().zip(line.values()) {
        draft.set(column, value);
    }
    draft.set("part_id", assembly);
    draft
}

async fn copy_substitutes(ctx: &mut Ctx<'_>, lines: impl Iterator<Item = (i64, i64)>) -> Result<()> {
    let params: Vec<Param> = lines.flat_map(|(original, copy)| [original.into(), copy.into()]).collect();
    let marks = vec!["(?, ?)"; params.len() / 2].join(", ");
    let sql = format!(
        "WITH n(original, copy) AS (VALUES {marks}) \
         INSERT INTO part_bomitemsubstitute (bom_item_id, part_id, metadata) \
         SELECT n.copy, x.part_id, x.metadata FROM n JOIN part_bomitemsubstitute x ON x.bom_item_id = n.original \
         ORDER BY x.id"
    );
    ctx.conn.execute(&sql, &params).await?;
    Ok(())
}
