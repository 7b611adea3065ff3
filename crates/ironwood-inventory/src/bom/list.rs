//! The list of lines: filters, orderings, search (spec 21 §8).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Clause, Filter, Resource};

use crate::bom::{belongs_to, build_lines, figures, item, rules, upkeep, validity};
use crate::part::category;
use crate::targets;

/// `bom/`.
pub fn resource(engine: Engine) -> Resource {
    let own = |name: &'static str| Filter::boolean(name, format!("t.{name}"));
    let of = |name: &'static str, column: &str| Filter::boolean(name, column);
    Resource::new("bom", Arc::new(item::shape(engine)), "What parts are made of, line by line")
        .writable()
        .bulk_update()
        .bulk_delete()
        .rule(rules::sound)
        .rule(rules::not_locked)
        .before_save(validity::of_line)
        .after_save(upkeep::track_assembly)
        .after_save(build_lines::follow)
        .after_save(validity::of_assemblies)
        .after_save(upkeep::price_assembly)
        .before_delete(rules::not_locked_before_delete)
        .filters(["optional", "consumable", "inherited", "allow_variants", "validated"].map(own))
        .filters([
            of("part_active", "assembly.active"),
            of("part_trackable", "assembly.trackable"),
            of("part_testable", "assembly.testable"),
            of("part_locked", "assembly.locked"),
            of("sub_part_active", "component.active"),
            of("sub_part_trackable", "component.trackable"),
            of("sub_part_testable", "component.testable"),
            of("sub_part_assembly", "component.assembly"),
            of("sub_part_virtual", "component.virtual"),
        ])
        .filter(Filter::through("part", targets::part(), |_, id| lines_of(id)).help("Lines of the part, inherited too"))
        .filter(Filter::through("uses", targets::part(), |_, id| lines_with(id)).help("Lines that the part can serve"))
        .filter(Filter::through("category", targets::category(), |_, id| {
            Clause::new(format!("component.category_id IN ({})", category::TREE.keys_at_or_below()), [id.into()])
        }))
        .filter(some("available_stock", &figures::available_stock(engine, "t")))
        .filter(some("on_order", &figures::on_order(engine, "t")))
        .filter(Filter::truth("has_pricing", "(pricing.overall_min IS NOT NULL OR pricing.overall_max IS NOT NULL)"))
        .order_columns(&["quantity", "setup_quantity", "attrition", "rounding_multiple"])
        .order_columns(&["allow_variants", "inherited", "optional", "consumable", "reference", "validated"])
        .order("can_build", figures::can_build(engine, "t"))
        .order("available_stock", figures::available_stock(engine, "t"))
        .order("category", "category.name")
        .order("sub_part", "component.name")
        .order("IPN", "component.\"IPN\"")
        .order("pricing_min", "pricing.overall_min")
        .order("pricing_max", "pricing.overall_max")
        .order("pricing_min_total", item::total("overall_min"))
        .order("pricing_max_total", item::total("overall_max"))
        .order("pricing_updated", "pricing.updated")
        .search(&["t.reference", "category.name"])
        .search(&PART_TEXTS.map(|text| format!("assembly.{text}")).each_ref().map(String::as_str))
        .search(&PART_TEXTS.map(|text| format!("component.{text}")).each_ref().map(String::as_str))
}

/// Texts of a part that a search looks into.
const PART_TEXTS: [&str; 5] = ["name", "description", "\"IPN\"", "revision", "keywords"];

/// A figure that is above zero, or zero.
fn some(name: &'static str, figure: &str) -> Filter {
    Filter::either(name, format!("{figure} > 0"), format!("{figure} = 0"))
}

/// The bill of materials of part `id`.
fn lines_of(id: i64) -> Clause {
    let belongs = belongs_to("t", "p");
    Clause::new(format!("EXISTS (SELECT 1 FROM part_part p WHERE p.id = ? AND {belongs})"), [id.into()])
}

/// Lines that part `id` can serve: as the component itself, as an allowed variant of it, or as a substitute.
fn lines_with(id: i64) -> Clause {
    Clause::new(
        "(t.sub_part_id = ? \
         OR (t.allow_variants AND t.sub_part_id IN (SELECT u.id FROM part_part u JOIN part_part p \
             ON u.tree_id = p.tree_id AND u.lft < p.lft AND u.rght > p.rght WHERE p.id = ?)) \
         OR t.id IN (SELECT x.bom_item_id FROM part_bomitemsubstitute x WHERE x.part_id = ?))",
        [id.into(), id.into(), id.into()],
    )
}
