//! `build/item/`: stock that is set aside for the lines of builds (spec 50-build §14). An allocation `t` of the item `stock` belongs
//! to the line `ln`.

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Clause, Field, Filter, Resource, Shape, embed, is_null_word, number};
use ironwood_rest::kind::{Int, Opaque, Text};

use crate::build::shape as build;
use crate::company::supplier_part;
use crate::order::{QUANTITY, at_location};
use crate::part::filters::{filter_part, include_variants};
use crate::part::shape::brief;
use crate::stock::location;
use crate::stock::shape as stock;
use crate::{models, targets};

/// An allocation with everything that is known of it.
fn shape(engine: Engine) -> Shape {
    Shape::new(models::BUILD_ITEM, "BuildItem")
        .join("ln", "build_buildline", "ln.id = t.build_line_id")
        .join("bom", "part_bomitem", "bom.id = ln.bom_item_id")
        .join("stock", "stock_stockitem", "stock.id = t.stock_item_id")
        .join("part", "part_part", "part.id = stock.part_id")
        .join("place", "stock_stocklocation", "place.id = stock.location_id")
        .join("sp", "part_supplierpart", "sp.id = stock.supplier_part_id")
        .fields(own_fields())
        .fields(embedded_fields(engine))
        .hidden("metadata", Param::Json("{}".into()))
}

fn own_fields() -> Vec<Field> {
    let key = |name, fragment: &str| Field::computed(name, Opaque(Int::ANY), fragment).not_null();
    vec![
        Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"),
        key("build", "ln.build_id"),
        Field::column("build_line", targets::to(targets::build_line()))
            .stored_as("build_line_id")
            .null()
            .help("The line of the build that it is for"),
        Field::column("install_into", targets::to(targets::build_output()))
            .stored_as("install_into_id")
            .null()
            .help("The unit in production that it goes into"),
        Field::column("stock_item", targets::to(targets::stock_to_build_in()))
            .stored_as("stock_item_id")
            .required()
            .help("The stock that is set aside"),
        Field::column("quantity", QUANTITY).required().default_value(1).help("How much of it is set aside"),
        key("location", "stock.location_id"),
        Field::computed("bom_reference", Text::any(), "bom.reference").not_null(),
    ]
}

fn embedded_fields(engine: Engine) -> Vec<Field> {
    let item = Arc::new(stock::without_part(engine));
    vec![
        embed("build_detail", Arc::new(build::shape(engine).without_figures()), "ln.build_id").flagged(
            "build_detail",
            false,
            true,
        ),
        embed("location_detail", Arc::new(location::brief()), "stock.location_id").flagged(
            "location_detail",
            false,
            true,
        ),
        embed("part_detail", Arc::new(brief(engine)), "stock.part_id").flagged("part_detail", false, true),
        embed("stock_item_detail", item.clone(), "t.stock_item_id").flagged("stock_detail", false, true),
        embed("supplier_part_detail", Arc::new(supplier_part::brief(engine)), "stock.supplier_part_id")
            .on_demand("supplier_part_detail"),
        embed("install_into_detail", item, "t.install_into_id").on_demand("install_into_detail"),
    ]
}

/// An allocation as its line embeds it: with the stock, without the build.
pub fn of_line(engine: Engine) -> Shape {
    let shown = ["location_detail", "part_detail", "stock_item_detail"];
    shown.into_iter().fold(shape(engine), |shape, name| shape.with(name, |field| field.unless_refused(name)))
}

/// `build/item/`. How allocations are written is said already, so that forms and tables can be made; the rules of that are to come.
pub fn resource(engine: Engine) -> Resource {
    Resource::new("build/item", Arc::new(shape(engine)), "Stock that is set aside for builds")
        .writable()
        .bulk_delete()
        .announced_only()
        .filter(targets::filter_key("build_line", "build_line_id", targets::build_line()))
        .filter(targets::filter_key("stock_item", "stock_item_id", targets::stock_to_build_in()))
        .filter(targets::filter_key("install_into", "install_into_id", targets::build_output()))
        .filter(Filter::key("build", "ln.build_id", targets::build()))
        .filter(filter_part("part", targets::part(), false, |is| format!("stock.part_id {is}")))
        .filter(include_variants())
        .filter(Filter::truth("tracked", "t.install_into_id IS NOT NULL").help("For one unit in production"))
        .filter(into_output())
        .filter(at_location("stock"))
        .order("part", "part.name")
        .order("IPN", "part.\"IPN\"")
        .order("sku", "sp.\"SKU\"")
        .order("location", "place.name")
        .order("reference", "bom.reference")
        .order_columns(&["quantity"])
        .search(&["sp.\"SKU\"", "part.name", "part.\"IPN\"", "bom.reference"])
}

/// `output`: for one unit in production, or for none.
fn into_output() -> Filter {
    Filter::custom("output", "integer", |_, value| {
        if is_null_word(value) {
            return Ok(Some(Clause::raw("t.install_into_id IS NULL")));
        }
        let output = number("output", value)?;
        Ok(Some(Clause::new("t.install_into_id = ?", [Param::Real(output)])))
    })
    .help("For this unit in production; `null` for none")
}
