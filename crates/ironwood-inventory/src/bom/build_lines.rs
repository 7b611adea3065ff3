//! What open builds need follows the bill of materials (spec 21 §11).

use std::collections::HashMap;

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::Resource;
use ironwood_rest::write::{self, Draft};
use ironwood_rest::{BoxFuture, Ctx, Error, Result};

use super::line::BomLine;
use crate::stock::quantities::BUILD_ACTIVE;
use crate::tree::strictly_below;

/// A line in a build that is not finished.
struct Need {
    line: i64,
    build: i64,
    assemblies: Decimal,
    is_virtual: bool,
    /// The build's own line for it: key, quantity, and whether any of it is used up.
    known: Option<(i64, Decimal, bool)>,
}

/// Hook: builds get lines for what they did not need before, other quantities, and lose lines of what became virtual and was not
/// used up yet.
pub(super) fn follow<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let lines: HashMap<i64, BomLine> = drafts.iter().map(BomLine::of).map(|line| (line.id, line)).collect();
        let (mut gone, mut new) = (Vec::new(), Vec::new());
        let mut changed: HashMap<Decimal, Vec<i64>> = HashMap::new();
        for need in needs(ctx, lines.keys().copied().collect()).await? {
            match (&need.known, need.is_virtual) {
                (None, true) | (Some((_, _, true)), true) => {}
                (Some((key, _, false)), true) => gone.push(*key),
                (known, false) => {
                    let needed = lines.get(&need.line).and_then(|line| line.required(need.assemblies));
                    let needed = needed.ok_or_else(|| {
                        let assemblies = need.assemblies.normalize();
                        Error::field(
                            "quantity",
                            format!("A build of {assemblies} would need more of it than can be told"),
                        )
                    })?;
                    match known {
                        None => new.push(vec![
                            need.line.into(),
                            need.build.into(),
                            Param::Decimal(needed),
                            Param::Decimal(Decimal::ZERO),
                        ]),
                        Some((key, quantity, _)) if *quantity != needed => {
                            changed.entry(needed).or_default().push(*key)
                        }
                        Some(_) => {}
                    }
                }
            }
        }
        if !gone.is_empty() {
            write::remove(ctx, "build_buildline", &gone).await?;
        }
        let sql = format!("UPDATE build_buildline SET quantity = ? WHERE {}", ctx.conn.engine().any_of("id"));
        for (quantity, keys) in changed {
            ctx.conn.execute(&sql, &[Param::Decimal(quantity), Param::Ints(keys)]).await?;
        }
        if !new.is_empty() {
            ctx.conn.insert_many("build_buildline", &["bom_item_id", "build_id", "quantity", "consumed"], &new).await?;
        }
        Ok(())
    })
}

/// The unfinished builds of the assemblies of these lines, and of their variants where a line is inherited.
async fn needs(ctx: &mut Ctx<'_>, lines: Vec<i64>) -> Result<Vec<Need>> {
    let engine = ctx.conn.engine();
    let sql = format!(
        "SELECT l.id, b.id, b.quantity, c.virtual, n.id, n.quantity, n.consumed > 0 \
         FROM part_bomitem l JOIN part_part c ON c.id = l.sub_part_id JOIN part_part o ON o.id = l.part_id \
         JOIN part_part a ON a.tree_id = o.tree_id AND (a.id = o.id OR (l.inherited AND {})) \
         JOIN build_build b ON b.part_id = a.id AND b.status IN {BUILD_ACTIVE} \
         LEFT JOIN build_buildline n ON n.build_id = b.id AND n.bom_item_id = l.id \
         WHERE {} ORDER BY b.id, l.id",
        strictly_below("a", "o"),
        engine.any_of("l.id")
    );
    let read = |row: &ironwood_db::Row<'_>| {
        let known = match row.get::<Option<i64>>(4)? {
            Some(key) => Some((key, row.get(5)?, row.get(6)?)),
            None => None,
        };
        Ok(Need { line: row.get(0)?, build: row.get(1)?, assemblies: row.get(2)?, is_virtual: row.get(3)?, known })
    };
    Ok(ctx.conn.rows(&sql, &[Param::Ints(lines)], read).await?)
}
