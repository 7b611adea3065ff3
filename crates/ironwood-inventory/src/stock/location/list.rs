//! The list of locations: filters, orderings, writes (spec 30-stock §4.6).

use std::sync::Arc;

use ironwood_rest::declare::{Clause, Filter, Resource, Selection};

use crate::common::tags;
use crate::stock::location::{TREE, items, rules, shape};
use crate::tree::{self, hooks};
use crate::{models, targets};

/// `stock/location/`.
pub fn resource() -> Resource {
    Resource::new("stock/location", Arc::new(shape()), "Places where stock is kept")
        .writable()
        .bulk_update()
        .filter(Filter::custom("cascade", "boolean", roots_without_cascade).help("Include locations further below"))
        .filter(Filter::through("parent", targets::location(), children).help("Locations below this one"))
        .filter(Filter::custom("depth", "number", depth).help("How many levels deep"))
        .filter(Filter::custom("top_level", "boolean", top_level).help("Locations without a parent"))
        .filter(Filter::boolean("structural", "t.structural"))
        .filter(Filter::boolean("external", "t.external"))
        .filter(Filter::text("name", "t.name"))
        .filter(targets::filter_key("location_type", "location_type_id", targets::location_type()))
        .filter(Filter::truth("has_location_type", "t.location_type_id IS NOT NULL"))
        .filter(tags::filter(&models::STOCK_LOCATION))
        .order_columns(&["name", "pathstring", "level", "tree_id", "lft"])
        .order("items", items())
        .default_order(&["t.tree_id", "t.lft", "t.name"])
        .search(&["t.name", "t.description", "t.pathstring"])
        .search_among(tags::search_query(&models::STOCK_LOCATION), &["tag.name", "tag.slug"])
        .rule(hooks::lock)
        .rule(hooks::siblings_differ)
        .rule(rules::structural_holds_no_stock)
        .rule(hooks::no_loop)
        .rule(rules::icon_exists)
        .before_save(hooks::place)
        .after_save(hooks::rebuild)
        .after_save(tags::store)
        .delete_form(rules::delete_form())
        .before_delete(rules::before_delete)
        .after_delete(hooks::close_gaps)
}

/// Whether the query looks below the named location; `None` when it does not say.
fn cascade(selection: &Selection<'_>) -> Option<bool> {
    selection.query.get("cascade").filter(|value| !value.is_empty()).map(ironwood_rest::query::loose_bool)
}

fn roots_without_cascade(selection: &Selection<'_>, _: &str) -> ironwood_rest::Result<Option<Clause>> {
    let alone = selection.query.get("parent").is_none_or(str::is_empty);
    Ok((alone && cascade(selection) == Some(false)).then(|| Clause::raw("t.parent_id IS NULL")))
}

fn children(selection: &Selection<'_>, id: i64) -> Clause {
    if cascade(selection) == Some(true) {
        Clause::new(format!("t.id IN ({})", TREE.keys_below()), [id.into()])
    } else {
        Clause::new("t.parent_id = ?", [id.into()])
    }
}

fn depth(selection: &Selection<'_>, value: &str) -> ironwood_rest::Result<Option<Clause>> {
    tree::depth(selection, value, TREE.table)
}

fn top_level(selection: &Selection<'_>, _: &str) -> ironwood_rest::Result<Option<Clause>> {
    let wanted = selection.boolean("top_level") == Some(true) && cascade(selection) != Some(true);
    Ok(wanted.then(|| Clause::raw("t.parent_id IS NULL")))
}
