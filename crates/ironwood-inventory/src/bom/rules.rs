//! The rules of a line, in the order of spec 21 §4, and those of its substitutes (§12).

use std::collections::{HashMap, HashSet};

use ironwood_db::Param;
use ironwood_rest::declare::{Given, Resource};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, Result};

use super::amount;
use crate::common::settings::definitions::{PART_BOM_ALLOW_ZERO_QUANTITY, PART_ENABLE_LOCKING};
use crate::common::units;
use crate::tree::strictly_below;

type Answer<'a> = BoxFuture<'a, Result<()>>;

/// What must be known of the parts of a line.
struct Part {
    name: String,
    units: String,
    trackable: bool,
    tree: i64,
}

/// Amount, what contains what, and whole numbers of what is tracked: of each line the first fault is told. The parts are locked
/// first, so that of two who write at once the second sees what the first did.
pub fn sound<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let parts = lock_parts(ctx, drafts).await?;
        let registry = units::registry(ctx).await?;
        let zero_allowed = ctx.setting_bool(PART_BOM_ALLOW_ZERO_QUANTITY.key(), false).await?;
        let moved = |draft: &Draft| draft.changes("part_id") || draft.changes("sub_part_id");
        let loops = loops(ctx, drafts.iter().filter(|draft| moved(draft)), &parts).await?;
        for draft in drafts.iter_mut().filter(|draft| draft.problems.is_empty()) {
            let (assembly, component) = (draft.int("part_id"), draft.int("sub_part_id"));
            let (Some(made), Some(used)) = (parts.get(&assembly), parts.get(&component)) else { continue };
            amount::settle(draft, &registry, &used.units, zero_allowed);
            if !draft.problems.is_empty() {
                continue;
            }
            if moved(draft) && loops.contains(&(made.tree, component)) {
                let message = format!("'{}' is or contains '{}': nothing is made of itself", used.name, made.name);
                draft.refuse("sub_part", message);
            } else if used.trackable && !draft.decimal("quantity").fract().is_zero() {
                let message = format!("'{}' is tracked piece by piece: the quantity is a whole number", used.name);
                draft.refuse("quantity", message);
            }
        }
        Ok(())
    })
}

async fn lock_parts(ctx: &mut Ctx<'_>, drafts: &[Draft]) -> Result<HashMap<i64, Part>> {
    let columns = ["part_id", "sub_part_id"];
    let mut keys: Vec<i64> = drafts
        .iter()
        .flat_map(|draft| columns.map(|column| [draft.key(column), draft.old(column).as_int()]))
        .flatten()
        .flatten()
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let engine = ctx.conn.engine();
    let sql = format!(
        "SELECT id, name, COALESCE(units, ''), trackable, tree_id FROM part_part WHERE {} ORDER BY id{}",
        engine.any_of("id"),
        engine.for_update()
    );
    let read = |row: &ironwood_db::Row<'_>| {
        let part = Part { name: row.get(1)?, units: row.get(2)?, trackable: row.get(3)?, tree: row.get(4)? };
        Ok((row.get(0)?, part))
    };
    Ok(ctx.conn.rows(&sql, &[Param::Ints(keys)], read).await?.into_iter().collect())
}

/// Pairs of an assembly's tree and a component that would make a loop, among those of the drafts.
async fn loops<'d>(
    ctx: &mut Ctx<'_>,
    drafts: impl Iterator<Item = &'d Draft>,
    parts: &HashMap<i64, Part>,
) -> Result<HashSet<(i64, i64)>> {
    let (mut trees, mut components) = (Vec::new(), Vec::new());
    for draft in drafts {
        trees.extend(parts.get(&draft.int("part_id")).map(|part| part.tree));
        components.push(draft.int("sub_part_id"));
    }
    containing(ctx, trees, components).await
}

/// Which of the parts contain what, at any depth: pairs of a tree of variants and a part that is one of them, or whose bill of
/// materials lists one or something that contains one, by own lines and inherited ones. Substitutes and variants of components
/// are not followed (spec 21 §4).
///
/// # Errors
/// From storage.
pub async fn containing(ctx: &mut Ctx<'_>, trees: Vec<i64>, parts: Vec<i64>) -> Result<HashSet<(i64, i64)>> {
    if trees.is_empty() || parts.is_empty() {
        return Ok(HashSet::new());
    }
    let engine = ctx.conn.engine();
    let sql = format!(
        "WITH RECURSIVE up(tree, id) AS (SELECT tree_id, id FROM part_part WHERE {} \
         UNION SELECT up.tree, a.id FROM up JOIN part_bomitem l ON l.sub_part_id = up.id \
           JOIN part_part o ON o.id = l.part_id \
           JOIN part_part a ON a.tree_id = o.tree_id AND (a.id = o.id OR (l.inherited AND {}))) \
         SELECT tree, id FROM up WHERE {}",
        engine.any_of("tree_id"),
        strictly_below("a", "o"),
        engine.any_of("id")
    );
    let read = |row: &ironwood_db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let found = ctx.conn.rows(&sql, &[Param::Ints(trees), Param::Ints(parts)], read).await?;
    Ok(found.into_iter().collect())
}

/// The lines of a locked assembly stay as they are; an inherited line also where a variant is locked (spec 21 §5).
pub fn not_locked<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let mut assemblies = Vec::new();
        for draft in drafts.iter().filter(|draft| draft.problems.is_empty()) {
            assemblies.extend(draft.key("part_id").map(|key| (key, draft.bool("inherited"))));
            assemblies.extend(draft.old("part_id").as_int().map(|key| (key, false)));
        }
        if let Some(message) = lock_on(ctx, &assemblies).await? {
            for draft in drafts.iter_mut().filter(|draft| draft.problems.is_empty()) {
                draft.refuse_all(message.clone());
            }
        }
        Ok(())
    })
}

/// The same for lines that are about to be deleted.
pub fn not_locked_before_delete<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    keys: &'a [i64],
    _: &'a Given,
) -> Answer<'a> {
    Box::pin(async move {
        let sql = format!("SELECT part_id, inherited FROM part_bomitem WHERE {}", ctx.conn.engine().any_of("id"));
        let read = |row: &ironwood_db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let assemblies = ctx.conn.rows(&sql, &[Param::Ints(keys.to_vec())], read).await?;
        match lock_on(ctx, &assemblies).await? {
            Some(message) => Err(Error::general(message)),
            None => Ok(()),
        }
    })
}

/// What forbids to change lines of these assemblies, each with whether its line is inherited: a lock, if there is one.
///
/// # Errors
/// From storage.
pub async fn lock_on(ctx: &mut Ctx<'_>, assemblies: &[(i64, bool)]) -> Result<Option<String>> {
    if assemblies.is_empty() || !ctx.setting_bool(PART_ENABLE_LOCKING.key(), true).await? {
        return Ok(None);
    }
    let engine = ctx.conn.engine();
    let keys = |only_inherited: bool| {
        let wanted = assemblies.iter().filter(|(_, inherited)| *inherited || !only_inherited);
        Param::Ints(wanted.map(|(key, _)| *key).collect())
    };
    let own = format!("SELECT name FROM part_part WHERE locked AND {} ORDER BY id", engine.any_of("id"));
    if let Some(name) = ctx.conn.value::<String>(&own, &[keys(false)]).await? {
        return Ok(Some(format!("'{name}' is locked: its bill of materials cannot be changed")));
    }
    let variants = format!(
        "SELECT v.name FROM part_part a JOIN part_part v ON {} WHERE v.locked AND {} ORDER BY v.id",
        strictly_below("v", "a"),
        engine.any_of("a.id")
    );
    let name: Option<String> = ctx.conn.value(&variants, &[keys(true)]).await?;
    Ok(name.map(|name| {
        format!("The variant '{name}' inherits the line and is locked: its bill of materials cannot be changed")
    }))
}

/// A part is no substitute for itself.
pub fn another_part<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let lines = drafts.iter().filter_map(|draft| draft.key("bom_item_id")).collect();
        let sql = format!("SELECT id, sub_part_id FROM part_bomitem WHERE {}", ctx.conn.engine().any_of("id"));
        let read = |row: &ironwood_db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let components: HashMap<i64, i64> =
            ctx.conn.rows(&sql, &[Param::Ints(lines)], read).await?.into_iter().collect();
        for draft in drafts {
            if components.get(&draft.int("bom_item_id")) == Some(&draft.int("part_id")) {
                draft.refuse("part", "The part is the component of the line already: it cannot take its own place");
            }
        }
        Ok(())
    })
}
