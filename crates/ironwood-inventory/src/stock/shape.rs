//! Stock items: the declaration of `stock/` as clients see it (spec 30-stock §6, §7).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{DefaultValue, Field, Shape, Source, embed};
use ironwood_rest::kind::{Bool, Date, DateTime, Decimal, Float, Int, Opaque, Text, Url};
use ironwood_rest::{BoxFuture, Ctx, Result};
use serde_json::{Value, json};

use crate::common::states::{self, STOCK};
use crate::common::{currency, tags};
use crate::stock::quantities::in_stock;
use crate::stock::{batch, location, test_result};
use crate::{company, part};
use crate::{models, targets};

/// The codes that can be written, custom states last.
fn status_codes<'a>(ctx: &'a mut Ctx<'_>) -> BoxFuture<'a, Result<Vec<(Value, String)>>> {
    Box::pin(async move {
        let sql = "SELECT key, label FROM common_inventreecustomuserstatemodel
                   WHERE reference_status = 'StockStatus' ORDER BY key";
        let custom: Vec<(i64, String)> = ctx.conn.rows(sql, &[], |row| Ok((row.get(0)?, row.get(1)?))).await?;
        let base = STOCK.states.iter().map(|state| (json!(state.key), state.label.to_owned()));
        Ok(base.chain(custom.into_iter().map(|(key, label)| (json!(key), label))).collect())
    })
}

/// SQL: the date until which stock is not stale yet.
fn stale_from(engine: Engine) -> String {
    let days = "COALESCE((SELECT st.value FROM common_inventreesetting st WHERE st.key = 'STOCK_STALE_DAYS'), '0')";
    engine.days_after(":today", days)
}

/// SQL: the item is in stock and its expiry date has passed.
pub fn expired() -> String {
    format!("({} AND t.expiry_date IS NOT NULL AND t.expiry_date < :today)", in_stock("t"))
}

/// SQL: the item is in stock and expires within the days of the setting.
pub fn stale(engine: Engine) -> String {
    format!("({} AND t.expiry_date IS NOT NULL AND t.expiry_date < {})", in_stock("t"), stale_from(engine))
}

/// SQL: what sales orders and builds have claimed of the item, finished ones included (spec 30-stock §7).
pub fn allocated() -> String {
    "(COALESCE((SELECT SUM(a.quantity) FROM order_salesorderallocation a WHERE a.item_id = t.id), 0) \
     + COALESCE((SELECT SUM(b.quantity) FROM build_builditem b WHERE b.stock_item_id = t.id), 0))"
        .into()
}

/// A stock item with everything that is known of it.
pub fn shape(engine: Engine) -> Shape {
    Shape::new(models::STOCK_ITEM, "StockItem")
        .join("part", "part_part", "part.id = t.part_id")
        .join("location", "stock_stocklocation", "location.id = t.location_id")
        .join("sp", "part_supplierpart", "sp.id = t.supplier_part_id")
        .join("mp", "company_manufacturerpart", "mp.id = sp.manufacturer_part_id")
        .join("supplier", "company_company", "supplier.id = sp.supplier_id")
        .join("maker", "company_company", "maker.id = mp.manufacturer_id")
        .join("po", "order_purchaseorder", "po.id = t.purchase_order_id")
        .join("so", "order_salesorder", "so.id = t.sales_order_id")
        .fields(own_fields())
        .fields(origin_fields())
        .fields(status_fields())
        .fields(figure_fields(engine))
        .fields(embedded_fields(engine))
        .hidden("metadata", Param::Json("{}".into()))
        .hidden("barcode_data", "")
        .hidden("serial_int", 0i64)
        .hidden("status_custom_key", Param::Null)
        .hidden("stocktake_user_id", Param::Null)
}

/// A stock item as rows embed it that have its part beside it: nothing is counted.
pub fn without_part(engine: Engine) -> Shape {
    shape(engine).without_figures().with("part_detail", |field| field.on_demand("part_detail"))
}

fn own_fields() -> Vec<Field> {
    vec![
        Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"),
        Field::column("part", targets::to(targets::stocked_part()))
            .stored_as("part_id")
            .required()
            .label("Base part")
            .help("The part that this is stock of"),
        Field::column("quantity", Decimal::quantity(15, 5)).required().default_value(1),
        Field::column("serial", Text::max(100))
            .null()
            .blank()
            .default_value(Value::Null)
            .label("Serial number")
            .help("Serial number of this one unit"),
        Field::column("batch", Text::max(100))
            .null()
            .blank()
            .label("Batch code")
            .help("Batch that this stock is from")
            .default_from(batch::default),
        Field::column("location", targets::to(targets::location()))
            .stored_as("location_id")
            .null()
            .label("Stock location")
            .help("Where it is"),
        Field::column("packaging", Text::max(50)).null().blank().help("How it is packed"),
        Field::column("link", Url { max: 2000 }).blank().label("External link").help("Web page about it"),
        Field::column("expiry_date", Date).null().help("The first day on which it is expired"),
        Field::column("notes", Text::notes()).null().blank().help("Remarks, in Markdown"),
        Field::column("delete_on_deplete", Bool)
            .default_setting("STOCK_DELETE_DEPLETED_DEFAULT", true)
            .help("Delete the item when nothing is left of it"),
        Field::column("owner", targets::to(targets::owner())).stored_as("owner_id").null().help("Whom it belongs to"),
        Field::column("barcode_hash", Text::max(128)).read_only().help("Digest of the assigned barcode"),
        Field::column("creation_date", DateTime::MINUTES).read_only().null().help("When it came into being"),
        Field::column("updated", DateTime::MINUTES)
            .read_only()
            .null()
            .label("Last updated")
            .help("When it was saved last"),
        Field::column("stocktake_date", Date).read_only().null(),
    ]
}

fn origin_fields() -> Vec<Field> {
    let reference = |name, fragment: &str| Field::computed(name, Text::any(), fragment);
    vec![
        Field::column("belongs_to", targets::to(targets::stock_item()))
            .stored_as("belongs_to_id")
            .null()
            .label("Installed in")
            .help("The item that it is installed in"),
        Field::column("build", targets::to(targets::build()))
            .stored_as("build_id")
            .null()
            .label("Source build")
            .help("The build that made it"),
        Field::column("consumed_by", targets::to(targets::build()))
            .stored_as("consumed_by_id")
            .null()
            .help("The build that used it up"),
        Field::column("customer", targets::to(targets::customer()))
            .stored_as("customer_id")
            .null()
            .help("The customer who has it"),
        Field::column("is_building", Bool).default_value(false),
        Field::column("parent", Opaque(targets::to(targets::stock_item())))
            .stored_as("parent_id")
            .read_only()
            .null()
            .label("Parent stock item")
            .help("The item that it was split off from")
            .lists_filters(),
        Field::column("purchase_order", targets::to(targets::purchase_order()))
            .stored_as("purchase_order_id")
            .null()
            .label("Source purchase order")
            .help("The purchase order that it came by"),
        reference("purchase_order_reference", "po.reference"),
        Field::column("sales_order", targets::to(targets::sales_order())).stored_as("sales_order_id").null(),
        reference("sales_order_reference", "so.reference"),
        Field::column("supplier_part", targets::to(targets::supplier_part()))
            .stored_as("supplier_part_id")
            .null()
            .help("The supplier part that it was bought as"),
        reference("SKU", "sp.\"SKU\"").label("Supplier part number"),
        reference("MPN", "mp.\"MPN\"").label("Manufacturer part number"),
        Field::column("purchase_price", Decimal::money().untold()).null().help("Price paid for one unit"),
        currency::field("purchase_price_currency"),
        Field::new("use_pack_size", Bool, Source::Input)
            .null()
            .write_only()
            .write_only_unlisted()
            .help("The quantity counts packs of the supplier part"),
        Field::new("serial_numbers", Text::any(), Source::Input)
            .null()
            .write_only()
            .write_only_unlisted()
            .help("Serial numbers for new items"),
    ]
}

fn status_fields() -> Vec<Field> {
    let mut shown = Field::computed("status_custom_key", states::Code, "COALESCE(t.status_custom_key, t.status)")
        .writable()
        .choices_from(status_codes)
        .label("Custom status key")
        .help("The custom status, or else the status");
    // Told to forms, never filled in.
    shown.default = Some(DefaultValue::Fixed(Value::Null));
    vec![
        Field::column("status", states::Code).default_value(10).choices_from(status_codes),
        Field::computed("status_text", Opaque(Text::any()), STOCK.label_of("t.status", "t.status_custom_key"))
            .not_null(),
        shown,
        Field::computed("in_stock", Bool, format!("({})", in_stock("t"))).not_null(),
    ]
}

fn figure_fields(engine: Engine) -> Vec<Field> {
    let count = |name, condition: &str| {
        let fragment = format!("(SELECT COUNT(*) FROM {condition})");
        Field::computed(name, Int::ANY, fragment).null_on_create().as_before_update()
    };
    vec![
        Field::computed("allocated", Float, allocated())
            .null_on_create()
            .as_before_update()
            .label("Allocated quantity"),
        Field::computed("expired", Bool, expired()).null_on_create().as_before_update(),
        Field::computed("stale", Bool, stale(engine)).null_on_create().as_before_update(),
        count("installed_items", "stock_stockitem i WHERE i.belongs_to_id = t.id"),
        count("child_items", "stock_stockitem i WHERE i.parent_id = t.id"),
        count("tracking_items", "stock_stockitemtracking h WHERE h.item_id = t.id"),
    ]
}

fn embedded_fields(engine: Engine) -> Vec<Field> {
    vec![
        embed("part_detail", Arc::new(part::shape::brief_with_prices(engine)), "t.part_id")
            .unless_refused("part_detail")
            .label("Part"),
        embed("location_detail", Arc::new(location::brief()), "t.location_id")
            .on_demand("location_detail")
            .label("Location"),
        embed("supplier_part_detail", Arc::new(company::supplier_part::brief(engine)), "t.supplier_part_id")
            .on_demand("supplier_part_detail")
            .label("Supplier part"),
        location::path(
            "location_path",
            "stock_stockitem AS base ON base.id = page.value JOIN stock_stocklocation AS own ON own.id = base.location_id",
        ),
        tags::field(&models::STOCK_ITEM),
        test_result::of_item(),
    ]
}
