//! `order/po-line/` (spec 40-orders §8).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Field, Filter, Resource, Shape, Source, embed};
use ironwood_rest::kind::{Bool, Decimal, Int, Opaque, Text, Told};

use super::{PURCHASES, order};
use crate::common::settings::definitions::PURCHASEORDER_MERGE_LINE_ITEMS;
use crate::company::supplier_part;
use crate::order::{line, quantities};
use crate::part::filters::{filter_part, include_variants};
use crate::part::shape::brief_with_prices;
use crate::stock::location;
use crate::{build, models, targets};

/// SQL: where what arrives is put: as the line says, else the order, else the part.
const DESTINATION: &str = "COALESCE(t.destination_id, ord.destination_id, part.default_location_id)";

/// A line of a purchase order with everything that is known of it. Its part is a supplier part `sp`; that it is a `part` of ours is
/// known through it.
fn shape(engine: Engine) -> Shape {
    let quantity = Told(line::EXACT_QUANTITY, &[("min_value", 0)]);
    line::shape(&PURCHASES, models::PURCHASE_ORDER_LINE_ITEM, "PurchaseOrderLineItem", order::shape(), quantity)
        .join("sp", "part_supplierpart", "sp.id = t.part_id")
        .join("mp", "company_manufacturerpart", "mp.id = sp.manufacturer_part_id")
        .join("part", "part_part", "part.id = sp.part_id")
        .fields(own_fields())
        .fields(article_fields())
        .fields(embedded_fields(engine))
}

fn own_fields() -> Vec<Field> {
    let [price, currency] = line::price("purchase_price", Decimal::money(), "purchase_price_currency");
    vec![
        Field::column("part", targets::to(targets::supplier_part()))
            .stored_as("part_id")
            .required()
            .null()
            .label("Supplier part")
            .help("What is bought"),
        Field::column("build_order", targets::to(targets::external_build()))
            .stored_as("build_order_id")
            .null()
            .help("The build that the supplier carries out"),
        line::discount(),
        Field::column("received", Decimal::quantity(15, 5))
            .read_only()
            .default_value(0)
            .help("How many packs have arrived"),
        price.help("Price of one pack"),
        currency,
        Field::column("destination", targets::to(targets::location()))
            .stored_as("destination_id")
            .null()
            .help("Where it is to be put; empty for where the order says"),
        line::total_price("purchase_price"),
        Field::computed("overdue", Bool, quantities::late("t.received < t.quantity")).null_on_create(),
        // What a create or update is to do; reading it tells nothing.
        Field::computed("auto_pricing", Bool, "FALSE")
            .writable()
            .not_null()
            .default_value(false)
            .help("Work the price out from the price breaks of the supplier part"),
        Field::new("merge_items", Bool, Source::Input)
            .write_only()
            .write_only_unlisted()
            .default_setting(PURCHASEORDER_MERGE_LINE_ITEMS.key(), true)
            .help("Join a line of the same part, destination and date rather than making another"),
    ]
}

fn article_fields() -> Vec<Field> {
    vec![
        Field::computed("sku", Text::any(), "sp.\"SKU\"").label("SKU"),
        Field::computed("mpn", Text::any(), "mp.\"MPN\"").label("MPN"),
        Field::computed("ipn", Text::any(), "part.\"IPN\"").label("Internal part number"),
        Field::computed("internal_part", Opaque(Int::ANY), "sp.part_id").not_null().absent_when_null(),
        Field::computed("internal_part_name", Text::any(), "part.name").not_null().absent_when_null(),
    ]
}

fn embedded_fields(engine: Engine) -> Vec<Field> {
    vec![
        embed("build_order_detail", Arc::new(build::shape::shape(engine).without_figures()), "t.build_order_id")
            .unless_refused("build_order_detail"),
        embed("destination_detail", Arc::new(location::brief()), DESTINATION).unless_refused("destination_detail"),
        embed("part_detail", Arc::new(brief_with_prices(engine)), "sp.part_id")
            .on_demand("part_detail")
            .absent_on_create(),
        embed("supplier_part_detail", Arc::new(supplier_part::brief(engine)), "t.part_id")
            .on_demand("part_detail")
            .absent_on_create(),
    ]
}

/// `order/po-line/`. How lines are written is said already, so that forms and tables can be made; the rules of that are to come.
pub fn resource(engine: Engine) -> Resource {
    let lines = line::resource(&PURCHASES, "order/po-line", shape(engine), "What is bought by purchase orders");
    line::order_by_place(lines, "sp.\"SKU\"")
        .filters(line::of_order())
        .filter(line::is_open("pending", &PURCHASES))
        .filter(targets::filter_key("part", "part_id", targets::supplier_part()))
        .filter(filter_part("base_part", targets::purchaseable_part(), false, |is| format!("sp.part_id {is}")))
        .filter(include_variants())
        .filter(Filter::either(
            "received",
            "t.received >= t.quantity",
            format!("(t.received < t.quantity AND ord.status IN {})", PURCHASES.open),
        ))
        .filter(Filter::truth("has_pricing", "t.purchase_price IS NOT NULL"))
        .order_columns(&["purchase_price", "received", "target_date"])
        .order("MPN", "mp.\"MPN\"")
        .order("SKU", "sp.\"SKU\"")
        .order("IPN", "part.\"IPN\"")
        .order("part_name", "part.name")
        .order("order", "ord.reference")
        .order("status", "ord.status")
        .order("complete_date", "ord.complete_date")
        .search(&["part.name", "part.description", "mp.\"MPN\"", "sp.\"SKU\""])
}
