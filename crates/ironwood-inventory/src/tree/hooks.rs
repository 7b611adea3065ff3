//! Rules and upkeep that every tree has: declared by a resource, they find its tree by its model (spec 30-stock §4.2, §4.3).

use ironwood_db::Param;
use ironwood_rest::declare::{Given, Resource};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use super::Tree;

const LOOP: &str = "Invalid choice";
const DUPLICATE: &str = "Duplicate names cannot exist under the same parent";

/// Keeps other writers of the tree out. First rule of every tree.
pub fn lock<'a>(ctx: &'a mut Ctx<'_>, resource: &'a Resource, _: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move { Tree::of(resource).lock(ctx).await })
}

/// No two children of one parent, and no two roots, have the same name.
pub fn siblings_differ<'a>(
    ctx: &'a mut Ctx<'_>,
    resource: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let tree = Tree::of(resource);
        let keys: Vec<i64> = drafts.iter().filter_map(|draft| draft.id).collect();
        let mut taken: Vec<(Option<i64>, String)> = Vec::new();
        for draft in drafts {
            let place = (draft.key(tree.parent), draft.text("name").to_owned());
            if taken.contains(&place) {
                draft.refuse_all(DUPLICATE);
            }
            let parent = if place.0.is_some() { "= ?" } else { "IS NULL" };
            let others = ctx.conn.engine().any_of("id");
            let sql =
                format!("SELECT 1 FROM {} WHERE name = ? AND NOT ({others}) AND {} {parent}", tree.table, tree.parent);
            let mut params = vec![Param::from(&place.1), Param::Ints(keys.clone())];
            params.extend(place.0.map(Param::Int));
            if (draft.changes("name") || draft.changes(tree.parent)) && ctx.conn.exists(&sql, &params).await? {
                draft.refuse_all(DUPLICATE);
            }
            taken.push(place);
        }
        Ok(())
    })
}

/// A structural node holds nothing itself: refused while rows of `table` point to it by `column`. Asked at every write, as all
/// rules of the model are, so that a node which came to hold something is put right before it is changed (spec 00 §9).
///
/// # Errors
/// From storage.
pub async fn structural_holds_nothing(
    ctx: &mut Ctx<'_>,
    drafts: &mut [Draft],
    (table, column): (&str, &str),
    message: &str,
) -> Result<()> {
    let asked = |draft: &Draft| draft.id.filter(|_| draft.bool("structural"));
    let keys: Vec<i64> = drafts.iter().filter_map(asked).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let sql = format!("SELECT DISTINCT {column} FROM {table} WHERE {}", ctx.conn.engine().any_of(column));
    let holding: Vec<i64> = ctx.conn.column(&sql, &[Param::Ints(keys)]).await?;
    for draft in drafts {
        if asked(draft).is_some_and(|key| holding.contains(&key)) {
            draft.refuse_all(message);
        }
    }
    Ok(())
}

/// A node cannot be moved below itself.
pub fn no_loop<'a>(ctx: &'a mut Ctx<'_>, resource: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let tree = Tree::of(resource);
        for draft in drafts.iter_mut().filter(|draft| !draft.is_new() && draft.changes(tree.parent)) {
            if let (Some(key), Some(parent)) = (draft.id, draft.key(tree.parent))
                && tree.would_loop(ctx, key, parent).await?
            {
                draft.refuse(tree.parent.strip_suffix("_id").unwrap_or(tree.parent), LOOP);
            }
        }
        Ok(())
    })
}

/// Gives new and moved nodes the number of their tree and their level; the rest of the numbers follows in [`rebuild`].
pub fn place<'a>(ctx: &'a mut Ctx<'_>, resource: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let tree = Tree::of(resource);
        for draft in drafts.iter_mut().filter(|draft| draft.changes(tree.parent)) {
            let (number, level) = match draft.key(tree.parent) {
                None => {
                    let name = draft.text("name").to_owned();
                    (tree.place_for_root(ctx, &name).await?, 0)
                }
                Some(parent) => {
                    let sql = format!("SELECT tree_id, level + 1 FROM {} WHERE id = ?", tree.table);
                    let read = |row: &ironwood_db::Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?));
                    ctx.conn.first(&sql, &[parent.into()], read).await?.unwrap_or_default()
                }
            };
            draft.set("tree_id", number);
            draft.set("level", level);
        }
        Ok(())
    })
}

/// Numbers the trees of new, moved and renamed nodes anew.
pub fn rebuild<'a>(ctx: &'a mut Ctx<'_>, resource: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let tree = Tree::of(resource);
        let touched: Vec<&Draft> =
            drafts.iter().filter(|draft| draft.changes(tree.parent) || draft.changes("name")).collect();
        if touched.is_empty() {
            return Ok(());
        }
        let keys: Vec<i64> = touched.iter().filter_map(|draft| draft.id).collect();
        // The numbers of trees may have moved up meanwhile to make room for a root: what is stored counts.
        let any = ctx.conn.engine().any_of("id");
        let stored = format!("SELECT DISTINCT tree_id FROM {} WHERE {any}", tree.table);
        let mut trees: Vec<i64> = ctx.conn.column(&stored, &[Param::Ints(keys.clone())]).await?;
        let below = ctx.conn.engine().any_of(tree.parent);
        let left_behind = format!("SELECT DISTINCT tree_id FROM {} WHERE {below}", tree.table);
        trees.extend(ctx.conn.column::<i64>(&left_behind, &[Param::Ints(keys.clone())]).await?);
        trees.extend(tree.with_gaps(ctx).await?);
        tree.rebuild(ctx, &trees, &keys).await
    })
}

/// Numbers trees anew that have lost nodes.
pub fn close_gaps<'a>(
    ctx: &'a mut Ctx<'_>,
    resource: &'a Resource,
    _: &'a [i64],
    _: &'a Given,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let tree = Tree::of(resource);
        let trees = tree.with_gaps(ctx).await?;
        tree.rebuild(ctx, &trees, &[]).await
    })
}

impl Tree {
    /// The tree that the rows of a resource are.
    pub fn of(resource: &Resource) -> Self {
        let table = resource.model().table;
        let parent = if table == "part_part" { "variant_of_id" } else { "parent_id" };
        Tree { table, parent, has_path: table != "part_part" }
    }

    /// Trees whose numbers have gaps, or that have fallen apart into several.
    async fn with_gaps(&self, ctx: &mut Ctx<'_>) -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT tree_id FROM {} GROUP BY tree_id
             HAVING MAX(rght) <> 2 * COUNT(*) OR SUM(CASE WHEN {} IS NULL THEN 1 ELSE 0 END) <> 1",
            self.table, self.parent
        );
        Ok(ctx.conn.column(&sql, &[]).await?)
    }
}
