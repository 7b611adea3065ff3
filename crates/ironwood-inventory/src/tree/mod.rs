//! Trees: categories, locations, part variants. The nested-set columns (`tree_id`, `lft`, `rght`, `level`) answer "everything
//! below" by one comparison; `pathstring` keeps the names from the root (spec 30-stock §4.2).

pub mod hooks;
pub mod nodes;
mod removal;

use std::collections::{BTreeMap, HashMap, HashSet};

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Clause, Selection, number};
use ironwood_rest::{Ctx, Result};

/// A table that is a tree.
#[derive(Debug, Clone, Copy)]
pub struct Tree {
    /// The table.
    pub table: &'static str,
    /// Its column with the parent's key.
    pub parent: &'static str,
    /// Whether it keeps `pathstring`.
    pub has_path: bool,
}

/// Longest stored path; longer ones lose their middle.
const LONGEST_PATH: usize = 250;
const KEPT_AT_EACH_END: usize = 123;

/// SQL: node `below` is strictly below node `above`.
pub fn strictly_below(below: &str, above: &str) -> String {
    format!("{below}.tree_id = {above}.tree_id AND {below}.lft > {above}.lft AND {below}.rght < {above}.rght")
}

/// SQL: node `below` is `above` or below it.
pub fn at_or_below(below: &str, above: &str) -> String {
    format!("{below}.tree_id = {above}.tree_id AND {below}.lft >= {above}.lft AND {below}.rght <= {above}.rght")
}

/// The filter `depth`: nodes down to this level, counted from the one that the filter `parent` names or else from the roots.
///
/// # Errors
/// When the value is no number.
pub fn depth(selection: &Selection<'_>, value: &str, table: &str) -> Result<Option<Clause>> {
    let depth = number("depth", value)? as i64;
    let parent = selection.query.get("parent").and_then(|text| text.trim().parse::<i64>().ok());
    Ok(Some(match parent {
        Some(parent) => Clause::new(
            format!("t.level <= ? + COALESCE((SELECT p.level FROM {table} p WHERE p.id = ?), 0)"),
            [depth.into(), parent.into()],
        ),
        None => Clause::new("t.level <= ?", [depth.into()]),
    }))
}

impl Tree {
    /// SQL with one `?`: the keys of the node `?` and everything below it.
    pub fn keys_at_or_below(&self) -> String {
        let table = self.table;
        format!("SELECT d.id FROM {table} d JOIN {table} a ON {} WHERE a.id = ?", at_or_below("d", "a"))
    }

    /// SQL with one `?`: the keys of everything strictly below the node `?`.
    pub fn keys_below(&self) -> String {
        let table = self.table;
        format!("SELECT d.id FROM {table} d JOIN {table} a ON {} WHERE a.id = ?", strictly_below("d", "a"))
    }

    /// Keeps other writers of this tree out until the end of the transaction; readers go on.
    ///
    /// # Errors
    /// From storage.
    pub async fn lock(&self, ctx: &mut Ctx<'_>) -> Result<()> {
        if ctx.conn.engine() == Engine::Postgres {
            ctx.conn.script(&format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", self.table)).await?;
        }
        Ok(())
    }

    /// The `tree_id` for a new root of this name: the place of its name among the roots, whose later trees move up by one.
    ///
    /// # Errors
    /// From storage.
    pub async fn place_for_root(&self, ctx: &mut Ctx<'_>, name: &str) -> Result<i64> {
        let table = self.table;
        let next = format!("SELECT MIN(tree_id) FROM {table} WHERE {} IS NULL AND name > ?", self.parent);
        if let Some(place) = ctx.conn.value::<i64>(&next, &[name.into()]).await? {
            let shift = format!("UPDATE {table} SET tree_id = tree_id + 1 WHERE tree_id >= ?");
            ctx.conn.execute(&shift, &[place.into()]).await?;
            return Ok(place);
        }
        let last: Option<i64> = ctx.conn.value(&format!("SELECT MAX(tree_id) FROM {table}"), &[]).await?;
        Ok(last.unwrap_or(0) + 1)
    }

    /// Whether `parent` is one of `keys` or below one of them: such a move would make a loop.
    ///
    /// # Errors
    /// From storage.
    pub async fn would_loop(&self, ctx: &mut Ctx<'_>, key: i64, parent: i64) -> Result<bool> {
        let sql = format!("SELECT 1 FROM ({}) AS below WHERE below.id = ?", self.keys_at_or_below());
        Ok(ctx.conn.exists(&sql, &[key.into(), parent.into()]).await?)
    }

    /// Numbers the trees of these nodes anew, by the parents and names that are stored, and writes what differs: a fixed number
    /// of statements, however many nodes there are. `changed` may be nodes that were inserted, moved or renamed, or the former
    /// neighbours of deleted ones.
    ///
    /// # Errors
    /// From storage.
    pub async fn rebuild(&self, ctx: &mut Ctx<'_>, trees: &[i64], changed: &[i64]) -> Result<()> {
        let path = if self.has_path { "pathstring" } else { "''" };
        let engine = ctx.conn.engine();
        let columns = format!("id, {}, name, tree_id, lft, rght, level, {path}", self.parent);
        let sql = format!(
            "SELECT {columns} FROM {} WHERE {} OR {}",
            self.table,
            engine.any_of("tree_id"),
            engine.any_of("id")
        );
        let params = [Param::Ints(trees.to_vec()), Param::Ints(changed.to_vec())];
        let mut nodes: Vec<Node> = ctx.conn.rows(&sql, &params, Node::read).await?;
        // A node that moved here from elsewhere brings its descendants, which still carry the old tree's number.
        let known: HashSet<i64> = nodes.iter().map(|node| node.tree).collect();
        let other: Vec<i64> = known.into_iter().filter(|tree| !trees.contains(tree)).collect();
        if !other.is_empty() {
            let sql = format!("SELECT {columns} FROM {} WHERE {}", self.table, engine.any_of("tree_id"));
            let more: Vec<Node> = ctx.conn.rows(&sql, &[Param::Ints(other)], Node::read).await?;
            let have: HashSet<i64> = nodes.iter().map(|node| node.id).collect();
            nodes.extend(more.into_iter().filter(|node| !have.contains(&node.id)));
        }
        let highest: Option<i64> = ctx.conn.value(&format!("SELECT MAX(tree_id) FROM {}", self.table), &[]).await?;
        let moved = renumber(nodes, highest.unwrap_or(0));
        self.store(ctx, &moved).await
    }

    async fn store(&self, ctx: &mut Ctx<'_>, nodes: &[Node]) -> Result<()> {
        let path = if self.has_path { ", pathstring = n.pathstring" } else { "" };
        for chunk in nodes.chunks(2_000) {
            let marks = vec!["(?, ?, ?, ?, ?, ?)"; chunk.len()].join(", ");
            let sql = format!(
                "WITH n(id, tree_id, lft, rght, level, pathstring) AS (VALUES {marks})
                 UPDATE {} SET tree_id = n.tree_id, lft = n.lft, rght = n.rght, level = n.level{path}
                 FROM n WHERE {}.id = n.id",
                self.table, self.table
            );
            let params: Vec<Param> = chunk
                .iter()
                .flat_map(|node| {
                    [
                        Param::Int(node.id),
                        Param::Int(node.tree),
                        Param::Int(node.left),
                        Param::Int(node.right),
                        Param::Int(node.level),
                        Param::Text(node.path.clone()),
                    ]
                })
                .collect();
            ctx.conn.execute(&sql, &params).await?;
        }
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Node {
    id: i64,
    parent: Option<i64>,
    name: String,
    tree: i64,
    left: i64,
    right: i64,
    level: i64,
    path: String,
}

impl Node {
    fn read(row: &ironwood_db::Row<'_>) -> ironwood_db::Result<Self> {
        Ok(Node {
            id: row.get(0)?,
            parent: row.get(1)?,
            name: row.get(2)?,
            tree: row.get(3)?,
            left: row.get(4)?,
            right: row.get(5)?,
            level: row.get(6)?,
            path: row.get(7)?,
        })
    }
}

/// Numbers whole trees depth first, siblings by name; gives the nodes whose numbers or path differ from what they had. A root
/// keeps its tree's number unless another root has it already: then it gets a new one beyond `highest`.
fn renumber(nodes: Vec<Node>, mut highest: i64) -> Vec<Node> {
    let before: HashMap<i64, Node> = nodes.iter().map(|node| (node.id, node.clone())).collect();
    let mut children: BTreeMap<Option<i64>, Vec<i64>> = BTreeMap::new();
    for node in &nodes {
        // A parent that is not here is none: its node is a root as far as these trees go.
        let parent = node.parent.filter(|parent| before.contains_key(parent));
        children.entry(parent).or_default().push(node.id);
    }
    for siblings in children.values_mut() {
        siblings.sort_by(|a, b| (&before[a].name, a).cmp(&(&before[b].name, b)));
    }
    let mut taken = HashSet::new();
    let mut changed = Vec::new();
    for root in children.get(&None).into_iter().flatten() {
        let mut tree = before[root].tree;
        if tree <= 0 || !taken.insert(tree) {
            highest += 1;
            tree = highest;
            taken.insert(tree);
        }
        number_tree(*root, tree, &before, &children, &mut changed);
    }
    changed
}

fn number_tree(
    root: i64,
    tree: i64,
    before: &HashMap<i64, Node>,
    children: &BTreeMap<Option<i64>, Vec<i64>>,
    changed: &mut Vec<Node>,
) {
    // An own stack: a chain of a hundred thousand nodes is possible.
    enum Step {
        Enter(i64, i64, String),
        Leave(i64, i64, i64, String),
    }
    let mut next = 1;
    let mut open = vec![Step::Enter(root, 0, String::new())];
    while let Some(step) = open.pop() {
        match step {
            Step::Enter(id, level, above) => {
                let name = &before[&id].name;
                let path = if level == 0 { name.clone() } else { format!("{above}/{name}") };
                open.push(Step::Leave(id, level, next, path.clone()));
                next += 1;
                for child in children.get(&Some(id)).into_iter().flatten().rev() {
                    open.push(Step::Enter(*child, level + 1, path.clone()));
                }
            }
            Step::Leave(id, level, left, path) => {
                let old = &before[&id];
                let path = if old.path.is_empty() && path.is_empty() { path } else { shortened(&path) };
                let node = Node { tree, left, right: next, level, path, ..old.clone() };
                next += 1;
                if node != *old {
                    changed.push(node);
                }
            }
        }
    }
}

fn shortened(path: &str) -> String {
    let letters: Vec<char> = path.chars().collect();
    if letters.len() <= LONGEST_PATH {
        return path.to_owned();
    }
    let (head, tail) = (&letters[..KEPT_AT_EACH_END], &letters[letters.len() - KEPT_AT_EACH_END..]);
    head.iter().chain(&['.', '.', '.']).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: i64, parent: Option<i64>, name: &str, tree: i64) -> Node {
        Node { id, parent, name: name.into(), tree, left: 0, right: 0, level: 0, path: String::new() }
    }

    #[test]
    fn a_tree_is_numbered_depth_first_by_name() {
        let nodes = vec![
            node(1, None, "Lab", 1),
            node(2, Some(1), "Zinc", 1),
            node(3, Some(1), "Acid", 1),
            node(4, Some(3), "Jar", 1),
        ];
        let mut numbered = renumber(nodes, 1);
        numbered.sort_by_key(|node| node.id);
        let short: Vec<_> = numbered.iter().map(|n| (n.id, n.left, n.right, n.level, n.path.as_str())).collect();
        assert_eq!(
            short,
            [(1, 1, 8, 0, "Lab"), (2, 6, 7, 1, "Lab/Zinc"), (3, 2, 5, 1, "Lab/Acid"), (4, 3, 4, 2, "Lab/Acid/Jar")]
        );
    }

    #[test]
    fn roots_of_a_split_tree_get_numbers_of_their_own() {
        let numbered = renumber(vec![node(5, None, "B", 3), node(6, None, "A", 3)], 9);
        let trees: HashMap<i64, i64> = numbered.iter().map(|node| (node.id, node.tree)).collect();
        assert_eq!(trees[&6], 3);
        assert_eq!(trees[&5], 10);
    }

    #[test]
    fn long_paths_lose_their_middle() {
        let path = shortened(&"x".repeat(300));
        assert_eq!(path.chars().count(), 249);
        assert!(path.contains("..."));
    }
}
