//! Part categories (spec 20 §16).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Clause, Field, Filter, Item, Resource, Selection, Shape, Source, many};
use ironwood_rest::kind::{Bool, Int, Opaque, Text};
use serde_json::json;

use crate::common::parameters;
use crate::part::{category_rules as rules, quantities};
use crate::tree::nodes::Nodes;
use crate::tree::{self, Tree, at_or_below, hooks, strictly_below};
use crate::{models, targets};

/// The tree of categories.
pub const TREE: Tree = Tree { table: "part_partcategory", parent: "parent_id", has_path: true };

/// The icon that is shown: the stored one, else the default of the settings.
pub fn icon() -> String {
    "COALESCE(NULLIF(t.icon, ''), (SELECT st.value FROM common_inventreesetting st \
     WHERE st.key = 'PART_CATEGORY_DEFAULT_ICON'), '')"
        .into()
}

/// The categories from the root to the one in question, as `{pk, name}`; `from` defines `own`, that category.
pub fn path(name: &'static str, from: &str) -> Field {
    let from = format!("{from} JOIN part_partcategory AS item ON {}", at_or_below("own", "item"));
    let entry = Shape::new(models::PART_CATEGORY, "TreePath")
        .field(Field::column("pk", Int::ANY).stored_as("id").label("Pk").read_only())
        .field(Field::column("name", Text::any()).read_only());
    let mut field =
        many(name, Item::Rows(Arc::new(entry)), from, "item.level").on_demand("path_detail").null_when_empty();
    field.null = true;
    field
}

/// A category with everything that is known of it.
pub fn shape() -> Shape {
    Shape::new(models::PART_CATEGORY, "Category")
        .join("parent", "part_partcategory", "parent.id = t.parent_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(100)).required().help("What the category is called"))
        .field(Field::column("description", Text::max(250)).blank().help("What belongs into it"))
        .field(
            Field::column("default_location", targets::to(targets::location()))
                .stored_as("default_location_id")
                .null()
                .help("Where parts of this category are kept unless they say otherwise"),
        )
        .field(
            Field::column("default_keywords", Text::max(250))
                .null()
                .blank()
                .help("Keywords that new parts of this category begin with"),
        )
        .field(Field::column("level", Int::ANY).read_only())
        .field(
            Field::column("parent", targets::to(targets::category()))
                .stored_as("parent_id")
                .null()
                .label("Parent category")
                .help("The category above")
                .instance_filter(|key| json!({"exclude_tree": key})),
        )
        .field(Field::computed("part_count", Int::ANY, part_count()).null_on_create().label("Parts"))
        .field(Field::computed("subcategories", Int::ANY, subcategories()).null_on_create())
        .field(
            Field::column("pathstring", Text::max(250)).read_only().label("Path").help("Names from the root to here"),
        )
        .field(path("path", "part_partcategory AS own ON own.id = page.value"))
        .field(
            Field::computed(
                "starred",
                Opaque(Bool),
                "EXISTS (SELECT 1 FROM part_partcategorystar x WHERE x.category_id = t.id AND x.user_id = :user)",
            )
            .not_null()
            .as_before_update(),
        )
        .field(Field::new("starred", Bool, Source::Input).write_only().unlisted().not_in_bulk())
        .field(
            Field::column("structural", Bool)
                .default_value(false)
                .help("Holds no parts itself, only categories below it"),
        )
        .field(Field::computed("icon", Text::max(100), icon()).writable().blank().help("Icon in lists and trees"))
        .field(
            Field::computed("parent_default_location", Int::ANY, quantities::category_default_location("parent"))
                .null_on_create(),
        )
        .field(parameters::field(&models::PART_CATEGORY))
        .hidden("icon", Param::Null)
        .hidden("lft", 0i64)
        .hidden("rght", 0i64)
        .hidden("tree_id", 0i64)
        .hidden("metadata", Param::Json("{}".into()))
}

/// A category embedded in a part, where nothing is counted.
pub fn embedded() -> Shape {
    shape()
        .with("part_count", |field| Field::computed("part_count", Int::ANY, "NULL").label(field.label))
        .with("subcategories", |field| Field::computed("subcategories", Int::ANY, "NULL").label(field.label))
}

fn part_count() -> String {
    format!(
        "(SELECT COUNT(*) FROM part_partcategory c JOIN part_part p ON p.category_id = c.id WHERE {})",
        at_or_below("c", "t")
    )
}

fn subcategories() -> String {
    format!("(SELECT COUNT(*) FROM part_partcategory c WHERE {})", strictly_below("c", "t"))
}

/// Everything strictly below category `id`.
fn below(id: i64) -> Clause {
    Clause::new(format!("t.id IN ({})", TREE.keys_below()), [id.into()])
}

/// `part/category/`.
pub fn resource(_: Engine) -> Resource {
    Resource::new("part/category", Arc::new(shape()), "Categories that parts are sorted into")
        .writable()
        .bulk_update()
        .filter(Filter::custom("cascade", "boolean", roots_without_cascade).help("Include categories further below"))
        .filter(Filter::through("parent", targets::category(), children).help("Categories below this one"))
        .filter(Filter::custom("depth", "number", depth).help("How many levels deep"))
        .filter(Filter::custom("top_level", "boolean", top_level).help("Categories without a parent"))
        .filter(
            Filter::through("exclude_tree", targets::category(), |_, id| {
                Clause::new(format!("t.id NOT IN ({})", TREE.keys_at_or_below()), [id.into()])
            })
            .always_checked(),
        )
        .filter(Filter::text("name", "t.name"))
        .filter(Filter::boolean("structural", "t.structural"))
        .filter(Filter::truth(
            "starred",
            "EXISTS (SELECT 1 FROM part_partcategorystar x WHERE x.category_id = t.id AND x.user_id = :user)",
        ))
        .order_columns(&["name", "pathstring", "level", "tree_id", "lft"])
        .order("part_count", part_count())
        .default_order(&["t.tree_id", "t.lft", "t.name"])
        .search(&["t.name", "t.description", "t.pathstring"])
        .rule(hooks::lock)
        .rule(hooks::siblings_differ)
        .rule(rules::structural_holds_no_parts)
        .rule(hooks::no_loop)
        .rule(rules::icon_exists)
        .before_save(hooks::place)
        .after_save(hooks::rebuild)
        .after_save(rules::star)
        .delete_form(rules::delete_form())
        .before_delete(rules::before_delete)
        .after_delete(hooks::close_gaps)
}

fn roots_without_cascade(selection: &Selection<'_>, _: &str) -> ironwood_rest::Result<Option<Clause>> {
    let alone = selection.query.get("parent").is_none_or(str::is_empty);
    Ok((alone && !selection.flag("cascade", false)).then(|| Clause::raw("t.parent_id IS NULL")))
}

fn children(selection: &Selection<'_>, id: i64) -> Clause {
    if selection.flag("cascade", false) { below(id) } else { Clause::new("t.parent_id = ?", [id.into()]) }
}

fn depth(selection: &Selection<'_>, value: &str) -> ironwood_rest::Result<Option<Clause>> {
    tree::depth(selection, value, TREE.table)
}

fn top_level(selection: &Selection<'_>, _: &str) -> ironwood_rest::Result<Option<Clause>> {
    let wanted = selection.boolean("top_level") == Some(true) && !selection.flag("cascade", false);
    Ok(wanted.then(|| Clause::raw("t.parent_id IS NULL")))
}

/// `part/category/tree/`.
pub fn nodes() -> Resource {
    let nodes = Nodes {
        path: "part/category/tree",
        component: "CategoryTree",
        target: targets::category(),
        below: "subcategories",
        icon: Field::computed("icon", Text::max(100), icon())
            .writable()
            .not_null()
            .blank()
            .help("Icon in lists and trees"),
        summary: "The tree of categories in few words",
    };
    let shape = nodes.shape();
    nodes.resource(shape)
}
