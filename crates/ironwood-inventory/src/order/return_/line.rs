//! `order/ro-line/` (spec 41-return-and-transfer-orders §5).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Field, Filter, Resource, Shape, embed};
use ironwood_rest::kind::{Choice, Date, Decimal};

use super::{RETURNS, order};
use crate::common::states::RETURN_ORDER_LINE;
use crate::order::line;
use crate::part::shape::brief_with_prices;
use crate::stock::shape as stock;
use crate::{models, targets};

/// A line of a return order with everything that is known of it.
fn shape(engine: Engine) -> Shape {
    let item = Arc::new(stock::shape(engine).without_figures());
    line::shape(&RETURNS, models::RETURN_ORDER_LINE_ITEM, "ReturnOrderLineItem", order::shape(), line::EXACT_QUANTITY)
        .join("stock", "stock_stockitem", "stock.id = t.item_id")
        .join("part", "part_part", "part.id = stock.part_id")
        .fields(own_fields())
        .field(embed("item_detail", item, "t.item_id").unless_refused("item_detail"))
        .field(embed("part_detail", Arc::new(brief_with_prices(engine)), "stock.part_id").on_demand("part_detail"))
        .hidden("outcome_custom_key", Param::Null)
}

fn own_fields() -> Vec<Field> {
    let [price, currency] = line::price("price", Decimal::money(), "price_currency");
    let outcomes: Vec<(i64, &str)> = RETURN_ORDER_LINE.states.iter().map(|state| (state.key, state.label)).collect();
    vec![
        Field::column("item", targets::to(targets::stock_item()))
            .stored_as("item_id")
            .required()
            .help("What is sent back"),
        Field::column("received_date", Date).null().help("When it arrived"),
        Field::column("outcome", Choice::numbers(&outcomes)).default_value(10).help("What becomes of it"),
        line::discount(),
        price.help("What giving it back costs or brings"),
        currency,
    ]
}

/// `order/ro-line/`. How lines are written is said already, so that forms and tables can be made; the rules of that are to come.
pub fn resource(engine: Engine) -> Resource {
    let lines = line::resource(&RETURNS, "order/ro-line", shape(engine), "What is sent back by return orders");
    line::order_by_place(lines, "part.name")
        .bulk_update()
        .filters(line::of_order())
        .filter(targets::filter_key("item", "item_id", targets::stock_item()))
        .filter(Filter::number("outcome", "t.outcome", "=").whole())
        .filter(Filter::truth("received", "t.received_date IS NOT NULL"))
        .filter(Filter::truth("has_pricing", "t.price IS NOT NULL"))
        .order("part", "part.name")
        .order("IPN", "part.\"IPN\"")
        .order_by("stock", ["stock.quantity", "stock.serial_int", "stock.serial"].map(str::to_owned))
        .order_columns(&["target_date", "received_date"])
        .search(&["stock.serial", "part.name", "part.description"])
}
