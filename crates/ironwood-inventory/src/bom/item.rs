//! A line of a bill of materials (spec 21 §2, §6).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Field, Item, Shape, Source, embed, many};
use ironwood_rest::kind::{Bool, DateTime, Decimal, Float, Int, Text};
use serde_json::Value;

use crate::bom::{amount, figures, substitute};
use crate::part::{category, shape as part};
use crate::{models, targets};

/// A line with everything that is known of it.
pub fn shape(engine: Engine) -> Shape {
    Shape::new(models::BOM_ITEM, "BomItem")
        .join("assembly", "part_part", "assembly.id = t.part_id")
        .join("component", "part_part", "component.id = t.sub_part_id")
        .join("category", "part_partcategory", "category.id = component.category_id")
        .join("pricing", "part_partpricing", "pricing.part_id = t.sub_part_id")
        .fields(stored_fields())
        .fields(figure_fields(engine))
        .fields(embedded_fields(engine))
        .fields(pricing_fields())
        .hidden("quantity", Param::Int(1))
        .hidden("checksum", "")
        .hidden("validated", false)
        .hidden("metadata", Param::Json("{}".into()))
}

/// A line as lines of builds embed it: nothing is counted.
pub fn embedded(engine: Engine) -> Shape {
    shape(engine).without_figures().with("can_build", |field| field.on_demand("can_build"))
}

fn stored_fields() -> Vec<Field> {
    let flag = |name, help| Field::column(name, Bool).default_value(false).help(help);
    vec![
        Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"),
        Field::column("part", targets::to(targets::assembly_part()))
            .stored_as("part_id")
            .required()
            .help("The part that is made"),
        Field::column("sub_part", targets::to(targets::component_part()))
            .stored_as("sub_part_id")
            .required()
            .help("The part that goes into it"),
        Field::column("reference", Text::max(5000)).blank().help("Where in the assembly it goes"),
        Field::column("raw_amount", amount::WRITTEN).label("Amount").help("How much of it, with a unit if need be"),
        Field::new("quantity", amount::Number, Source::Expr("t.quantity".into()))
            .writable()
            .default_value(1.0)
            .help("How much of it, in its own unit"),
        Field::column("piece_count", Int::at_least(1).untold()).default_value(1).help("How many pieces of that amount"),
        flag("allow_variants", "Variants of the component may take its place"),
        flag("inherited", "The line belongs to the variants of the assembly too"),
        flag("optional", "The assembly works without it"),
        flag("consumable", "Used up without being tracked by build orders"),
        Field::column("setup_quantity", Decimal::quantity(15, 5).at_least(0))
            .default_value(0)
            .help("How much is lost once for each build"),
        Field::column("attrition", Decimal::quantity(6, 3).at_least(0).at_most(100))
            .default_value(0)
            .help("How much is lost besides, in percent"),
        Field::column("rounding_multiple", Decimal::quantity(15, 5).at_least(0))
            .null()
            .default_value(Value::Null)
            .help("What a build needs is rounded up to a multiple of this"),
        Field::column("note", Text::max(500)).blank().help("A remark on the line"),
        // Forms call it writable; a body does not change it, checking the line does (spec 21 §9).
        Field::new("validated", Bool, Source::Expr("t.validated".into()))
            .writable()
            .default_value(false)
            .help("The line is as it was when it was checked"),
    ]
}

fn figure_fields(engine: Engine) -> Vec<Field> {
    let figure = |name, fragment: String| Field::computed(name, Float, fragment).null_on_create().as_before_update();
    vec![
        figure("available_stock", figures::available_stock(engine, "t")),
        figure("available_substitute_stock", figures::available_substitute_stock(engine, "t")),
        figure("available_variant_stock", figures::available_variant_stock(engine, "t")),
        figure("external_stock", figures::external_stock("t")),
        figure("on_order", figures::on_order(engine, "t")),
        figure("building", figures::in_production("t")),
        figure("can_build", figures::can_build(engine, "t")).unless_refused("can_build"),
    ]
}

fn embedded_fields(engine: Engine) -> Vec<Field> {
    let brief = Arc::new(part::brief_with_prices(engine));
    let substitutes = Item::Rows(Arc::new(substitute::shape(engine)));
    let from = "part_bomitemsubstitute AS item ON item.bom_item_id = page.value";
    let mut substitutes =
        many("substitutes", substitutes, from, "item.id").guarded(models::BOM_ITEM_SUBSTITUTE).on_demand("substitutes");
    substitutes.null = true;
    vec![
        embed("part_detail", brief.clone(), "t.part_id").on_demand("part_detail").label("Assembly"),
        embed("sub_part_detail", brief, "t.sub_part_id").on_demand("sub_part_detail").label("Component"),
        embed("category_detail", Arc::new(category::embedded()), "component.category_id")
            .on_demand("category_detail")
            .label("Category"),
        substitutes,
    ]
}

/// Overall prices of the component; answers to writes have the first of them only (spec 21 §6).
fn pricing_fields() -> Vec<Field> {
    let price =
        |name, fragment: String| Field::computed(name, Decimal::money().unbounded(), fragment).on_demand("pricing");
    vec![
        price("pricing_min", "pricing.overall_min".into()),
        price("pricing_max", "pricing.overall_max".into()).absent_after_writes(),
        price("pricing_min_total", total("overall_min")).absent_after_writes(),
        price("pricing_max_total", total("overall_max")).absent_after_writes(),
        Field::computed("pricing_updated", DateTime::MINUTES, "pricing.updated")
            .on_demand("pricing")
            .absent_after_writes(),
    ]
}

/// The price of what the line needs.
pub fn total(column: &str) -> String {
    format!("t.quantity * pricing.{column}")
}
