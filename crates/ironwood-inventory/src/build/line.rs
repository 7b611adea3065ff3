//! `build/line/`: what a build needs of each component (spec 50-build §6). The line `t` of the build `head` is for the line `bom` of
//! the bill of materials, whose sub part is the `component`.

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Field, Filter, Item, Resource, Shape, embed, many};
use ironwood_rest::kind::{Bool, Float, Int, Opaque, Text};

use crate::build::{item, quantities, shape as build};
use crate::order::EXACT_QUANTITY;
use crate::part::category;
use crate::part::shape::brief;
use crate::stock::quantities::BUILD_ACTIVE;
use crate::{bom, models, targets};

/// A line with everything that is known of it.
fn shape(engine: Engine) -> Shape {
    Shape::new(models::BUILD_LINE, "BuildLine")
        .join("head", "build_build", "head.id = t.build_id")
        .join("bom", "part_bomitem", "bom.id = t.bom_item_id")
        .join("component", "part_part", "component.id = bom.sub_part_id")
        .join("category", "part_partcategory", "category.id = component.category_id")
        .join("asked", "build_build", quantities::ASKED)
        .fields(own_fields())
        .fields(component_fields())
        .fields(figure_fields(engine))
        .fields(embedded_fields(engine))
}

fn own_fields() -> Vec<Field> {
    let key = |name, column, target| {
        Field::column(name, targets::shown(target)).stored_as(column).read_only().lists_filters()
    };
    vec![
        Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"),
        key("build", "build_id", targets::build()),
        key("bom_item", "bom_item_id", targets::bom_item()),
        Field::column("quantity", EXACT_QUANTITY).required().default_value(1).help("How much the build needs"),
        Field::column("consumed", EXACT_QUANTITY).required().default_value(0).help("How much it has used up"),
    ]
}

fn component_fields() -> Vec<Field> {
    let text = |name, fragment: &str| Field::computed(name, Text::any(), fragment).not_null();
    let flag = |name, fragment: &str| Field::computed(name, Bool, fragment).not_null();
    vec![
        Field::computed("part", Opaque(Int::ANY), "bom.sub_part_id").not_null(),
        text("build_reference", "head.reference"),
        text("reference", "bom.reference"),
        flag("consumable", quantities::CONSUMABLE),
        flag("optional", "bom.optional"),
        flag("inherited", "bom.inherited"),
        flag("allow_variants", "bom.allow_variants"),
        flag("testable", "component.testable"),
        flag("trackable", "component.trackable"),
    ]
}

fn figure_fields(engine: Engine) -> Vec<Field> {
    let figure = |name, fragment| Field::computed(name, Float, fragment).not_null();
    vec![
        figure("allocated", quantities::allocated()),
        figure("in_production", bom::figures::in_production("bom")),
        figure("scheduled_to_build", bom::figures::scheduled_to_build(engine, "bom")),
        figure("on_order", bom::figures::on_order(engine, "bom")),
        figure("available_stock", quantities::available_stock(engine)),
        figure("available_substitute_stock", quantities::available_substitute_stock(engine)),
        figure("available_variant_stock", quantities::available_variant_stock(engine)),
        figure("external_stock", quantities::external_stock()),
    ]
}

fn embedded_fields(engine: Engine) -> Vec<Field> {
    let part = Arc::new(brief(engine));
    let from = "build_builditem AS item ON item.build_line_id = page.value";
    let mut allocations = many("allocations", Item::Rows(Arc::new(item::of_line(engine))), from, "item.id")
        .guarded(models::BUILD_ITEM)
        .on_demand("allocations");
    allocations.null = true;
    vec![
        allocations,
        embed("bom_item_detail", Arc::new(bom::embedded(engine)), "t.bom_item_id").on_demand("bom_item_detail"),
        embed("assembly_detail", part.clone(), "bom.part_id").on_demand("assembly_detail"),
        embed("part_detail", part, "bom.sub_part_id").on_demand("part_detail"),
        embed("category_detail", Arc::new(category::embedded()), "component.category_id").on_demand("category_detail"),
        embed("build_detail", Arc::new(build::brief(engine)), "t.build_id").on_demand("build_detail"),
    ]
}

/// `build/line/`. How lines are written is said already, so that forms and tables can be made; the rules of that are to come.
pub fn resource(engine: Engine) -> Resource {
    let on_order = bom::figures::on_order(engine, "bom");
    let (needed, covered) = ("t.quantity - t.consumed", quantities::covered(engine));
    let allocated = quantities::allocated();
    Resource::new("build/line", Arc::new(shape(engine)), "What builds need of each component")
        .writable()
        .announced_only()
        .filter(targets::filter_key("build", "build_id", targets::build()))
        .filter(targets::filter_key("bom_item", "bom_item_id", targets::bom_item()))
        .filter(Filter::key("part", "bom.sub_part_id", targets::part()).help("Lines for this very component"))
        .filter(Filter::truth("consumable", quantities::CONSUMABLE))
        .filter(Filter::boolean("optional", "bom.optional"))
        .filter(Filter::boolean("assembly", "component.assembly"))
        .filter(Filter::boolean("tracked", "component.trackable"))
        .filter(Filter::boolean("testable", "component.testable"))
        .filter(Filter::truth("order_outstanding", format!("head.status IN {BUILD_ACTIVE}")))
        .filter(Filter::either("allocated", format!("{allocated} >= {needed}"), format!("{allocated} < {needed}")))
        .filter(Filter::either("consumed", "t.consumed >= t.quantity", "t.consumed < t.quantity"))
        .filter(Filter::either("available", format!("t.quantity <= {covered}"), format!("t.quantity > {covered}")))
        .filter(Filter::either("on_order", format!("{on_order} > 0"), format!("{on_order} = 0")))
        .order("part", "component.name")
        .order("IPN", "component.\"IPN\"")
        .order("category", "category.name")
        .order("reference", "bom.reference")
        .order("unit_quantity", "bom.quantity")
        .order("consumable", "bom.consumable")
        .order("optional", "bom.optional")
        .order("trackable", "component.trackable")
        .order("allow_variants", "bom.allow_variants")
        .order("inherited", "bom.inherited")
        .order_columns(&["quantity", "consumed"])
        .order("allocated", allocated)
        .order("available_stock", quantities::available_stock(engine))
        .order("on_order", on_order)
        .order("scheduled_to_build", bom::figures::scheduled_to_build(engine, "bom"))
        .search(&["component.name", "component.\"IPN\"", "component.description", "bom.reference"])
}
