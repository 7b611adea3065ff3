//! Supplier parts: a part as a supplier sells it (spec 31 §6).

use std::sync::Arc;

use ironwood_db::{Cell, Engine, Param};
use ironwood_rest::JsonWriter;
use ironwood_rest::declare::{Field, Item, Shape, Source, embed, many};
use ironwood_rest::kind::{Bool, DateTime, Decimal, Float, Int, Text, Url};
use ironwood_rest::read::Render;
use serde_json::json;

use crate::common::{duplicate, parameters, tags};
use crate::company::{companies, manufacturer_part, price_break};
use crate::part::shape::brief_with_prices;
use crate::stock::quantities::{PURCHASE_OPEN, in_stock};
use crate::{models, targets};

/// SQL: stock of this supplier part.
pub fn stock() -> String {
    format!(
        "(SELECT COALESCE(SUM(s.quantity), 0) FROM stock_stockitem s WHERE s.supplier_part_id = t.id AND {})",
        in_stock("s")
    )
}

/// SQL: what is on order and not received, in packs.
fn on_order() -> String {
    format!(
        "(SELECT COALESCE(SUM(l.quantity - l.received), 0) FROM order_purchaseorderlineitem l \
         JOIN order_purchaseorder o ON o.id = l.order_id \
         WHERE l.part_id = t.id AND o.status IN {PURCHASE_OPEN} AND l.quantity > l.received)"
    )
}

/// A supplier part with everything that is known of it.
pub fn shape(engine: Engine) -> Shape {
    Shape::new(models::SUPPLIER_PART, "SupplierPart")
        .join("part", "part_part", "part.id = t.part_id")
        .join("supplier", "company_company", "supplier.id = t.supplier_id")
        .join("mp", "company_manufacturerpart", "mp.id = t.manufacturer_part_id")
        .join("manufacturer", "company_company", "manufacturer.id = mp.manufacturer_id")
        .fields(availability_fields())
        .fields(article_fields())
        .fields(pack_fields())
        .fields(embedded_fields(engine))
        .hidden("barcode_data", "")
        .hidden("base_cost", 0i64)
        .hidden("multiple", 1i64)
        .hidden("metadata", Param::Json("{}".into()))
}

fn availability_fields() -> Vec<Field> {
    vec![
        Field::column("available", Decimal::quantity(10, 3).at_least(0))
            .default_value(0)
            .help("How much the supplier says that it has"),
        Field::column("availability_updated", DateTime::MINUTES)
            .read_only()
            .null()
            .help("When the supplier's stock was noted"),
        Field::computed("in_stock", Float, stock()).null_on_create(),
        Field::computed("on_order", Float, on_order()),
    ]
}

fn article_fields() -> Vec<Field> {
    vec![
        Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"),
        Field::column("part", targets::to(targets::purchaseable_part()))
            .stored_as("part_id")
            .required()
            .label("Base part")
            .help("The part that it is"),
        Field::column("SKU", Text::max(100)).required().label("SKU").help("Number that the supplier gives it"),
        Field::column("supplier", targets::to(targets::supplier()))
            .stored_as("supplier_id")
            .required()
            .help("The company that sells it"),
        Field::column("manufacturer_part", targets::to(targets::manufacturer_part()))
            .stored_as("manufacturer_part_id")
            .null()
            .instance_filter_by("part_id", |part| json!({"part": part}))
            .help("What the supplier gets from the manufacturer"),
        Field::computed("MPN", Text::any(), "mp.\"MPN\"").label("MPN"),
        // A create may name the manufacturer part by these two.
        Field::new("manufacturer", Text::any(), Source::Input).null().blank().write_only().unlisted(),
        Field::new("MPN", Text::any(), Source::Input).null().blank().write_only().unlisted(),
        Field::column("description", Text::max(250)).null().blank().help("What the supplier calls it"),
        Field::column("link", Url { max: 2000 }).null().blank().help("Web page of the supplier about it"),
        Field::column("active", Bool).default_value(true).help("It can be bought"),
        Field::column("primary", Bool).default_value(false).help("Bought unless another one is chosen"),
        Field::column("note", Text::max(100)).null().blank().help("A remark"),
        Field::column("barcode_hash", Text::max(128)).read_only().help("Digest of the assigned barcode"),
        Field::column("updated", DateTime::MINUTES).read_only().null().help("When it was saved last"),
        Field::column("notes", Text::notes()).null().blank().help("Remarks, in Markdown"),
        duplicate::field("SupplierPartDuplicateOptions", targets::supplier_part()),
        pretty_name(),
    ]
}

fn pack_fields() -> Vec<Field> {
    vec![
        Field::column("packaging", Text::max(50)).null().blank().help("How it is packed, such as on a reel"),
        Field::column("pack_quantity", Text::max(25)).blank().help("How much of the part is in one pack"),
        Field::column("pack_quantity_native", Float).null_in_old_rows().read_only().default_value(1),
    ]
}

fn embedded_fields(engine: Engine) -> Vec<Field> {
    let breaks = "part_supplierpricebreak AS item ON item.part_id = page.value";
    let mut price_breaks =
        many("price_breaks", Item::Rows(Arc::new(price_break::brief())), breaks, "item.id").on_demand("price_breaks");
    price_breaks.null = true;
    vec![
        embed("part_detail", Arc::new(brief_with_prices(engine)), "t.part_id").on_demand("part_detail").label("Part"),
        embed("supplier_detail", Arc::new(companies::brief()), "t.supplier_id")
            .on_demand("supplier_detail")
            .label("Supplier"),
        embed("manufacturer_detail", Arc::new(companies::brief()), "mp.manufacturer_id")
            .on_demand("manufacturer_detail")
            .label("Manufacturer"),
        embed("manufacturer_part_detail", Arc::new(manufacturer_part::embedded(engine)), "t.manufacturer_part_id")
            .on_demand("manufacturer_part_detail")
            .label("Manufacturer part"),
        price_breaks.label("Prices").entry_label("Price"),
        tags::field(&models::SUPPLIER_PART),
        parameters::field(&models::SUPPLIER_PART),
    ]
}

/// `IPN | supplier | SKU | manufacturer | MPN`, without what is blank.
fn pretty_name() -> Field {
    let inputs = ["part.\"IPN\"", "supplier.name", "t.\"SKU\"", "manufacturer.name", "mp.\"MPN\""];
    let write = |cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter| {
        let texts = cells.iter().filter_map(|cell| cell.text()).filter(|text| !text.is_empty());
        out.text(&texts.collect::<Vec<_>>().join(" | "));
    };
    let source = Source::Derived { inputs: inputs.map(str::to_owned).to_vec(), write };
    Field::new("pretty_name", Text::any(), source).null().on_demand("pretty").label("Display name")
}

/// A supplier part as other rows embed it: without what the supplier has, and nothing counted.
pub fn brief(engine: Engine) -> Shape {
    shape(engine)
        .without("SupplierPart", &["available", "availability_updated", "on_order"])
        .with("in_stock", |field| Field::computed("in_stock", Float, "NULL").label(field.label))
}
