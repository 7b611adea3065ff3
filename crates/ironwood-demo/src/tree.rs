//! Nested-set numbers of a whole forest at once (spec 30-stock §4.2): siblings by name, one `tree_id` for each root, in the
//! order of the roots' names.

/// Where a node stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) tree: i64,
    pub(crate) left: i64,
    pub(crate) right: i64,
    pub(crate) level: i64,
}

/// A node of a forest that is kept as a list: its name, and its parent's place in the list.
pub(crate) trait Node {
    fn name(&self) -> &str;
    fn parent(&self) -> Option<usize>;
}

/// The position of every node.
pub(crate) fn positions<T: Node>(nodes: &[T]) -> Vec<Position> {
    let mut roots = Vec::new();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        match node.parent() {
            Some(parent) => children[parent].push(at),
            None => roots.push(at),
        }
    }
    let by_name = |list: &mut Vec<usize>| list.sort_by_key(|at| (nodes[*at].name(), *at));
    by_name(&mut roots);
    children.iter_mut().for_each(by_name);
    let mut positions = vec![Position::default(); nodes.len()];
    for (tree, root) in (1..).zip(roots) {
        let mut next = 1;
        number(root, Position { tree, ..Position::default() }, &children, &mut next, &mut positions);
    }
    positions
}

/// Numbers a node and everything below it. Our forests are a few levels deep.
fn number(at: usize, mut here: Position, children: &[Vec<usize>], next: &mut i64, positions: &mut [Position]) {
    here.left = *next;
    *next += 1;
    for child in &children[at] {
        number(*child, Position { level: here.level + 1, ..here }, children, next, positions);
    }
    here.right = *next;
    *next += 1;
    positions[at] = here;
}

/// The names from the root to the node, with `/` between them. None of ours comes near the column's limit.
pub(crate) fn path<T: Node>(nodes: &[T], at: usize) -> String {
    let name = nodes[at].name();
    match nodes[at].parent() {
        Some(parent) => format!("{}/{name}", path(nodes, parent)),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Node for (&str, Option<usize>) {
        fn name(&self) -> &str {
            self.0
        }

        fn parent(&self) -> Option<usize> {
            self.1
        }
    }

    #[test]
    fn trees_follow_the_names_of_their_roots_and_nodes_those_of_their_siblings() {
        let nodes = [("Store", None), ("Zinc", Some(0)), ("Acid", Some(0)), ("Jar", Some(2)), ("Attic", None)];
        let short: Vec<_> = positions(&nodes).iter().map(|p| (p.tree, p.left, p.right, p.level)).collect();
        assert_eq!(short, [(2, 1, 8, 0), (2, 6, 7, 1), (2, 2, 5, 1), (2, 3, 4, 2), (1, 1, 2, 0)]);
        assert_eq!(path(&nodes, 3), "Store/Acid/Jar");
    }
}
