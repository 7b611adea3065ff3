//! Whether bills of materials are still as they were when somebody checked them (spec 21 §9).

use std::collections::HashMap;

use ironwood_db::Param;
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use super::line::{BomLine, SUMMED};
use super::{belongs_to, checksum};
use crate::part::full_name;
use crate::tree::strictly_below;

/// The digests of lines, in their order.
///
/// # Errors
/// From storage.
pub async fn sums_of(ctx: &mut Ctx<'_>, lines: &[BomLine]) -> Result<Vec<String>> {
    let parts = lines.iter().flat_map(|line| [line.part_id, line.sub_part_id]).collect();
    let texts = full_name::with_description(ctx, parts).await?;
    let text = |part: i64| texts.get(&part).map_or("", String::as_str);
    Ok(lines.iter().map(|line| checksum::of_line(line, text(line.part_id), text(line.sub_part_id))).collect())
}

/// The digests of whole bills of materials, as they are without the lines `gone`.
///
/// # Errors
/// From storage.
pub async fn sums_of_parts(ctx: &mut Ctx<'_>, parts: &[i64], gone: &[i64]) -> Result<HashMap<i64, String>> {
    if parts.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT p.id, l.id FROM part_part p JOIN part_bomitem l ON {} WHERE {} ORDER BY p.id, l.id",
        belongs_to("l", "p"),
        ctx.conn.engine().any_of("p.id")
    );
    let read = |row: &ironwood_db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let pairs: Vec<(i64, i64)> = ctx.conn.rows(&sql, &[Param::Ints(parts.to_vec())], read).await?;
    let keys: Vec<i64> = pairs.iter().map(|(_, line)| *line).filter(|line| !gone.contains(line)).collect();
    let lines = BomLine::of_keys(ctx, &keys).await?;
    let sums = sums_of(ctx, &lines).await?;
    let sums: HashMap<i64, String> = lines.iter().map(|line| line.id).zip(sums).collect();
    let of_part = |part: i64| {
        let own = pairs.iter().filter(|(owner, _)| *owner == part).filter_map(|(_, line)| sums.get(line));
        (part, checksum::of_lines(part, own))
    };
    Ok(parts.iter().map(|part| of_part(*part)).collect())
}

/// Hook: a line is valid while its content is the one that was checked.
pub(super) fn of_line<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let lines: Vec<BomLine> = drafts.iter().map(BomLine::of).collect();
        let sums =
            if lines.iter().all(|line| line.checksum.is_empty()) { Vec::new() } else { sums_of(ctx, &lines).await? };
        for (at, (draft, line)) in drafts.iter_mut().zip(&lines).enumerate() {
            draft.set("validated", !line.checksum.is_empty() && sums.get(at) == Some(&line.checksum));
        }
        Ok(())
    })
}

/// Hook: the assemblies whose bills of materials a line was part of or is part of now are judged anew, where it differs.
pub(super) fn of_assemblies<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let mut assemblies = Vec::new();
        for draft in drafts.iter().filter(|draft| SUMMED.iter().any(|column| draft.changes(column))) {
            assemblies.extend(draft.key("part_id").map(|key| (key, draft.bool("inherited"))));
            let was_inherited = draft.old("inherited").as_bool().unwrap_or_default();
            assemblies.extend(draft.old("part_id").as_int().map(|key| (key, was_inherited)));
        }
        judge(ctx, &assemblies, &[]).await
    })
}

/// Judges assemblies anew, and the variants below those whose line is inherited; the lines `gone` are about to go.
///
/// # Errors
/// From storage.
pub async fn judge(ctx: &mut Ctx<'_>, assemblies: &[(i64, bool)], gone: &[i64]) -> Result<()> {
    if assemblies.is_empty() {
        return Ok(());
    }
    let engine = ctx.conn.engine();
    let columns = "p.id, p.bom_validated, p.bom_checksum, p.bom_checked_date IS NOT NULL";
    let was_checked = "(p.bom_validated OR p.bom_checksum <> '')";
    let sql = format!(
        "SELECT {columns} FROM part_part p WHERE {was_checked} AND {} \
         UNION SELECT {columns} FROM part_part o JOIN part_part p ON {} WHERE {was_checked} AND {}",
        engine.any_of("p.id"),
        strictly_below("p", "o"),
        engine.any_of("o.id")
    );
    let keys = assemblies.iter().map(|(key, _)| *key).collect();
    let inherited = assemblies.iter().filter(|(_, inherited)| *inherited).map(|(key, _)| *key).collect();
    let read = |row: &ironwood_db::Row<'_>| {
        Ok((row.get(0)?, row.get(1)?, row.get::<Option<String>>(2)?.unwrap_or_default(), row.get(3)?))
    };
    let found: Vec<(i64, bool, String, bool)> =
        ctx.conn.rows(&sql, &[Param::Ints(keys), Param::Ints(inherited)], read).await?;
    let checked = |part: &&(i64, bool, String, bool)| part.3 && !part.2.is_empty();
    let parts: Vec<i64> = found.iter().filter(checked).map(|part| part.0).collect();
    let sums = sums_of_parts(ctx, &parts, gone).await?;
    for valid in [true, false] {
        let turned = found.iter().filter(|(part, was, sum, _)| {
            let is = sums.get(part) == Some(sum);
            *was != is && is == valid
        });
        let turned: Vec<i64> = turned.map(|part| part.0).collect();
        if !turned.is_empty() {
            let sql = format!("UPDATE part_part SET bom_validated = ? WHERE {}", engine.any_of("id"));
            ctx.conn.execute(&sql, &[valid.into(), Param::Ints(turned)]).await?;
        }
    }
    Ok(())
}
