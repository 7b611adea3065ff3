//! `<resource>/tree/`: the nodes of a tree in few words, as the web UI unfolds it (spec 30-stock §4.7, 20 §16.4).

use std::sync::Arc;

use ironwood_rest::declare::{Clause, Field, Filter, Prepared, Resource, Selection, Shape, Target};
use ironwood_rest::kind::{Bool, Int, Text};

use super::{Tree, at_or_below, strictly_below};
use crate::targets;

/// What one tree calls its things.
pub struct Nodes {
    /// Path of the list.
    pub path: &'static str,
    /// Name of a node in the OpenAPI document.
    pub component: &'static str,
    /// A node.
    pub target: Target,
    /// The field that counts the nodes below a node.
    pub below: &'static str,
    /// The icon.
    pub icon: Field,
    /// A sentence for people.
    pub summary: &'static str,
}

impl Nodes {
    /// A node with its place in the tree. Joins that the icon needs are to be added.
    pub fn shape(&self) -> Shape {
        let model = self.target.model;
        Shape::new(model, self.component)
            .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
            .field(Field::column("name", Text::max(100)).required().help("What the node is called"))
            .field(Field::column("description", Text::max(250)).blank().help("What belongs into it"))
            .field(
                Field::column("pathstring", Text::max(250)).blank().label("Path").help("Names from the root to here"),
            )
            .field(Field::column("parent", targets::to(self.target.clone())).stored_as("parent_id").null())
            .field(Field::column("tree_id", Int::ANY).read_only())
            .field(Field::column("level", Int::ANY).read_only())
            .field(self.icon.clone())
            .field(Field::column("structural", Bool).default_value(false).help("Holds nothing itself"))
            .field(Field::computed(self.below, Int::ANY, self.count()).not_null())
    }

    fn count(&self) -> String {
        format!("(SELECT COUNT(*) FROM {} c WHERE {})", self.target.model.table, strictly_below("c", "t"))
    }

    /// The list of nodes of this shape.
    pub fn resource(self, shape: Shape) -> Resource {
        let count = self.count();
        Resource::new(self.path, Arc::new(shape), self.summary)
            .without_detail()
            .filter(targets::filter_key("parent", "parent_id", self.target).help("Nodes directly below this one"))
            .filter(Filter::number("tree_id", "t.tree_id", "=").whole().help("Nodes of one tree"))
            .filter(Filter::number("level", "t.level", "=").whole().help("Nodes so far from the root"))
            .filter(Filter::number("max_level", "t.level", "<=").help("Nodes at most so far from the root"))
            .filter(
                Filter::custom("expand_to", "integer", |_, _| Ok(None))
                    .help("Also the way from the root to this node, and its siblings"),
            )
            .order_by("name", ["t.name".to_owned(), "t.level".to_owned()])
            .order_by("level", ["t.level".to_owned(), "t.name".to_owned()])
            .order(self.below, count)
            .default_order(&["t.level", "t.name"])
            .search(&["t.name", "t.description"])
            .widen(with_company)
    }
}

/// What a search found comes with its ancestors. The node that is to be unfolded comes with the way to it and its siblings,
/// whatever else is asked for. Both come in the order of the tree.
fn with_company(selection: &Selection<'_>, resource: &Resource, selected: &Clause) -> Option<Prepared> {
    let table = resource.model().table;
    let searched = selection.query.get("search").is_some_and(|text| !text.trim().is_empty());
    let unfolded = selection.query.get("expand_to").and_then(|text| text.trim().parse::<i64>().ok());
    if !searched && unfolded.is_none() {
        return None;
    }
    let mut all = selected.clone();
    if searched {
        let above = at_or_below("found", "above");
        all.text = format!(
            "t.id IN (SELECT above.id FROM {table} above JOIN {table} found ON {above} \
             WHERE found.id IN (SELECT t.id FROM {table} t WHERE {}))",
            selected.text
        );
    }
    if let Some(key) = unfolded.filter(|key| i32::try_from(*key).is_ok()) {
        let Tree { parent, .. } = Tree::of(resource);
        let way = at_or_below("node", "t");
        all.text = format!(
            "({}) OR EXISTS (SELECT 1 FROM {table} node WHERE node.id = ? AND (({way}) \
             OR node.{parent} = t.{parent} OR (node.{parent} IS NULL AND t.{parent} IS NULL)))",
            all.text
        );
        all.params.push(key.into());
    }
    let order = ["t.tree_id", "t.lft", "t.id"].map(|column| (column.to_owned(), false)).to_vec();
    Some(Prepared { clauses: vec![all], order: Some(order) })
}
