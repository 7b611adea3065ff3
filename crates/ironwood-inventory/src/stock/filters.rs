//! Filters of the stock list (spec 30-stock §10.2).

use ironwood_db::{Engine, Param};
use ironwood_rest::Result;
use ironwood_rest::declare::{Clause, Filter, Selection, is_null_word, number};
use ironwood_rest::query::loose_bool;

use crate::bom;
use crate::common::states;
use crate::part::category;
use crate::part::filters::{filter_part, include_variants};
use crate::stock::location::TREE as LOCATIONS;
use crate::stock::quantities::in_stock;
use crate::stock::shape;
use crate::targets;

/// Filters by what an item is stock of, and where.
pub fn places() -> Vec<Filter> {
    vec![
        filter_part("part", targets::part(), true, |is| format!("t.part_id {is}")),
        include_variants(),
        Filter::through("part_tree", targets::part(), |_, id| {
            Clause::new("part.tree_id = (SELECT f.tree_id FROM part_part f WHERE f.id = ?)", [id.into()])
        }),
        Filter::custom("location", "integer", in_location).help("Stock at this location or below it"),
        Filter::custom("cascade", "boolean", |_, _| Ok(None)).help("Include locations further below"),
        Filter::through("category", targets::category(), |_, id| {
            Clause::new(format!("part.category_id IN ({})", category::TREE.keys_at_or_below()), [id.into()])
        }),
        Filter::through("bom_item", targets::bom_item(), |_, id| allowed_for_line(id)),
        Filter::boolean("assembly", "part.assembly"),
        Filter::boolean("active", "part.active"),
        Filter::boolean("salable", "part.salable"),
        Filter::same_text("name", "part.name"),
        Filter::contains("name_contains", "part.name"),
        Filter::regex("name_regex", "part.name"),
        Filter::same_text("IPN", "part.\"IPN\""),
        Filter::contains("IPN_contains", "part.\"IPN\""),
        Filter::regex("IPN_regex", "part.\"IPN\""),
        Filter::boolean("external", "location.external"),
    ]
}

/// Filters by where an item came from and where it went.
pub fn relations() -> Vec<Filter> {
    vec![
        targets::filter_key("supplier_part", "supplier_part_id", targets::supplier_part()),
        Filter::key("supplier", "sp.supplier_id", targets::supplier()),
        Filter::key("manufacturer_part", "sp.manufacturer_part_id", targets::manufacturer_part()),
        Filter::through("manufacturer", targets::company(), |_, id| {
            Clause::new("(mp.manufacturer_id = ? AND maker.is_manufacturer)", [id.into()])
        }),
        Filter::through("company", targets::company(), |_, id| {
            Clause::new("(sp.supplier_id = ? OR mp.manufacturer_id = ?)", [Param::Int(id), Param::Int(id)])
        }),
        targets::filter_key("parent", "parent_id", targets::stock_item()),
        targets::filter_key("belongs_to", "belongs_to_id", targets::stock_item()),
        targets::filter_key("build", "build_id", targets::build()),
        targets::filter_key("customer", "customer_id", targets::customer()),
        targets::filter_key("consumed_by", "consumed_by_id", targets::build()),
        targets::filter_key("sales_order", "sales_order_id", targets::sales_order()),
        targets::filter_key("purchase_order", "purchase_order_id", targets::purchase_order()),
    ]
}

/// Filters by state and figures.
pub fn states(engine: Engine) -> Vec<Filter> {
    let any_claim = "(EXISTS (SELECT 1 FROM order_salesorderallocation a WHERE a.item_id = t.id) \
         OR EXISTS (SELECT 1 FROM order_transferorderallocation a WHERE a.item_id = t.id) \
         OR EXISTS (SELECT 1 FROM build_builditem b WHERE b.stock_item_id = t.id))";
    let some = |column: &str| format!("COALESCE(t.{column}, '') <> ''");
    let item_with = |column: &str| format!("EXISTS (SELECT 1 FROM stock_stockitem i WHERE i.{column} = t.id)");
    let expiry_on = "COALESCE((SELECT st.value FROM common_inventreesetting st WHERE st.key = 'STOCK_ENABLE_EXPIRY'), 'False') \
         IN ('True', 'true', '1')";
    let stale_days = engine.whole_number(
        "COALESCE((SELECT st.value FROM common_inventreesetting st WHERE st.key = 'STOCK_STALE_DAYS'), '0')",
    );
    let unless =
        |off: String, condition: &str| (format!("({off} OR {condition})"), format!("({off} OR NOT {condition})"));
    let (expired, not_expired) = unless(format!("NOT ({expiry_on})"), &shape::expired());
    let (stale, not_stale) = unless(format!("{stale_days} <= 0"), &shape::stale(engine));
    vec![
        states::filter("status", "t"),
        Filter::truth("in_stock", format!("({})", in_stock("t"))),
        Filter::either(
            "available",
            format!("({} AND t.quantity > {})", in_stock("t"), shape::allocated()),
            format!("t.quantity <= {}", shape::allocated()),
        ),
        Filter::truth("allocated", any_claim),
        Filter::either("expired", expired, not_expired),
        Filter::either("stale", stale, not_stale),
        Filter::truth("has_batch", some("batch")),
        Filter::truth("serialized", some("serial")),
        Filter::truth("tracked", format!("({} OR {})", some("batch"), some("serial"))),
        Filter::boolean("is_building", "t.is_building"),
        Filter::truth("consumed", "t.consumed_by_id IS NOT NULL"),
        Filter::truth("installed", "t.belongs_to_id IS NOT NULL"),
        Filter::truth("has_installed_items", item_with("belongs_to_id")),
        Filter::truth("has_child_items", item_with("parent_id")),
        Filter::truth("sent_to_customer", "t.customer_id IS NOT NULL"),
        Filter::truth("depleted", "t.quantity <= 0"),
        Filter::truth("has_purchase_price", "t.purchase_price IS NOT NULL"),
        Filter::truth("has_stocktake", "t.stocktake_date IS NOT NULL"),
    ]
}

/// Filters by numbers, texts and dates.
pub fn values() -> Vec<Filter> {
    vec![
        Filter::number("min_stock", "t.quantity", ">="),
        Filter::number("max_stock", "t.quantity", "<="),
        Filter::same_text("batch", "t.batch"),
        Filter::regex("batch_regex", "t.batch"),
        Filter::text("serial", "t.serial"),
        Filter::number("serial_gte", "t.serial_int", ">="),
        Filter::number("serial_lte", "t.serial_int", "<="),
        Filter::midnight("created_before", "t.creation_date", "<"),
        Filter::midnight("created_after", "t.creation_date", ">"),
        Filter::midnight("updated_before", "t.updated", "<"),
        Filter::midnight("updated_after", "t.updated", ">"),
        Filter::date("stocktake_before", "t.stocktake_date", "<"),
        Filter::date("stocktake_after", "t.stocktake_date", ">"),
        Filter::date("expiry_before", "t.expiry_date", "<"),
        Filter::date("expiry_after", "t.expiry_date", ">"),
    ]
}

/// With `cascade` (the default) an unknown or null location filters nothing; without, it is taken at its word.
fn in_location(selection: &Selection<'_>, value: &str) -> Result<Option<Clause>> {
    let cascade = selection.query.get("cascade").is_none_or(|text| text.is_empty() || loose_bool(text));
    if is_null_word(value) {
        return Ok((!cascade).then(|| Clause::raw("t.location_id IS NULL")));
    }
    let id = number("location", value)? as i64;
    Ok(Some(if cascade {
        let below = LOCATIONS.keys_at_or_below();
        Clause::new(
            format!("(t.location_id IN ({below}) OR NOT EXISTS (SELECT 1 FROM stock_stocklocation l WHERE l.id = ?))"),
            [Param::Int(id), Param::Int(id)],
        )
    } else {
        Clause::new("t.location_id = ?", [id.into()])
    }))
}

/// Stock of the parts that a line of a bill of materials accepts.
fn allowed_for_line(line: i64) -> Clause {
    let accepted = bom::accepts("i", "part");
    Clause::new(format!("EXISTS (SELECT 1 FROM part_bomitem i WHERE i.id = ? AND {accepted})"), [line.into()])
}
