//! The list of builds: filters, orderings, search (spec 50-build §4.7).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Clause, Filter, Resource};

use crate::build::{TREE, quantities, shape};
use crate::common::{parameters, tags};
use crate::order::filters;
use crate::part::category;
use crate::part::filters::{filter_part, include_variants};
use crate::{models, targets};

/// `build/`. How builds are written is said already, so that forms and tables can be made; the rules of that are to come.
pub fn resource(engine: Engine) -> Resource {
    Resource::new("build", Arc::new(shape::shape(engine)), "Orders to make assemblies")
        .writable()
        .announced_only()
        .filters(filters::of_any_order())
        .filters(filters::in_calendar(&[
            "t.creation_date {} AND t.start_date IS NULL",
            "t.start_date {}",
            "t.target_date {}",
        ]))
        .filters(places())
        .filters([
            Filter::truth("active", quantities::active()),
            Filter::truth("outstanding", quantities::active()),
            Filter::truth("overdue", quantities::overdue()),
            Filter::boolean("external", "t.external"),
            Filter::date("completed_before", "t.completion_date", "<"),
            Filter::date("completed_after", "t.completion_date", ">"),
            tags::filter(&models::BUILD),
        ])
        .filters(tags::exact_filters(&models::BUILD))
        .prepare(parameters::of_builds)
        .order_by("reference", ["t.reference_int".to_owned(), "t.reference".to_owned()])
        .order("part", "part.name")
        .order("part__name", "part.name")
        .order("IPN", "part.\"IPN\"")
        .order("issued_by", "t.issued_by_id")
        .order("responsible", "t.responsible_id")
        .order("project_code", "project.code")
        .order_columns(&["status", "creation_date", "start_date", "target_date", "completion_date"])
        .order_columns(&["quantity", "completed", "priority", "level", "external"])
        .default_order(&["-t.reference_int", "-t.reference"])
        .search(&[
            "t.reference",
            "t.title",
            "part.name",
            "part.\"IPN\"",
            "part.description",
            "project.code",
            "t.priority",
        ])
}

/// Filters by where a build stands among others, and what it is for.
fn places() -> Vec<Filter> {
    vec![
        filter_part("part", targets::part(), false, |is| format!("t.part_id {is}")),
        include_variants(),
        Filter::through("category", targets::category(), |_, id| {
            Clause::new(format!("part.category_id IN ({})", category::TREE.keys_at_or_below()), [id.into()])
        })
        .help("Builds of parts in this category or below it"),
        targets::filter_key("parent", "parent_id", targets::build()).help("Builds directly for this one"),
        Filter::through("ancestor", targets::build(), |_, id| {
            Clause::new(format!("t.id IN ({})", TREE.keys_below()), [id.into()])
        })
        .help("Builds for this one, however indirectly"),
        Filter::through("exclude_tree", targets::build(), |_, id| {
            Clause::new(format!("t.id NOT IN ({})", TREE.keys_at_or_below()), [id.into()])
        })
        .always_checked()
        .help("Without this build and those for it"),
        targets::filter_key("sales_order", "sales_order_id", targets::sales_order()),
        targets::filter_key("issued_by", "issued_by_id", targets::user()),
    ]
}
