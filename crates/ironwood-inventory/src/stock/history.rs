//! The history of stock as clients read it (spec 30-stock §16).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Field, Filter, Kept, Resource, Shape, embed};
use ironwood_rest::kind::{DateTime, Int, Json, Text};

use crate::common::states::STOCK_HISTORY;
use crate::part::filters::{filter_part, include_variants};
use crate::stock::{shape, tracking};
use crate::{models, part, targets, user};

/// Members of the details that are keys, and whose.
fn kept(engine: Engine) -> Vec<(&'static str, Kept)> {
    vec![
        ("part", Kept::As(Arc::new(part::shape::brief_with_prices(engine)))),
        ("location", Kept::In(models::STOCK_LOCATION)),
        ("customer", Kept::In(models::COMPANY)),
        ("purchaseorder", Kept::In(models::PURCHASE_ORDER)),
        ("salesorder", Kept::In(models::SALES_ORDER)),
        ("returnorder", Kept::In(models::RETURN_ORDER)),
        ("transferorder", Kept::In(models::TRANSFER_ORDER)),
        ("buildorder", Kept::In(models::BUILD)),
        ("item", Kept::In(models::STOCK_ITEM)),
        ("stockitem", Kept::In(models::STOCK_ITEM)),
    ]
}

/// An entry of the history. In lists the details carry the rows that they speak of.
fn shape(engine: Engine) -> Shape {
    Shape::new(models::STOCK_ITEM_TRACKING, "StockTracking")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("item", targets::to(targets::stock_item())).stored_as("item_id").null())
        .field(targets::shown_key("part", "part_id", targets::part()))
        .field(Field::column("date", DateTime::MINUTES).read_only())
        .field(Field::column("deltas", Json).read_only().only_in_detail())
        .field(Field::expanded("deltas", "deltas", kept(engine)).only_in_lists())
        .field(Field::computed("label", Text::any(), STOCK_HISTORY.name_of("t.tracking_type")).not_null())
        .field(Field::column("notes", Text::max(tracking::LONGEST_NOTE)).null().blank().help("What the user remarked"))
        .field(Field::column("tracking_type", Int::ANY).read_only().default_value(0))
        .field(targets::shown_key("user", "user_id", targets::user()))
        .field(
            embed("item_detail", Arc::new(shape::shape(engine).without_figures()), "t.item_id")
                .on_demand("item_detail"),
        )
        .field(
            embed("part_detail", Arc::new(part::shape::brief_with_prices(engine)), "t.part_id")
                .on_demand("part_detail"),
        )
        .field(embed("user_detail", Arc::new(user::brief()), "t.user_id").for_everyone().on_demand("user_detail"))
}

/// `stock/track/`.
pub fn resource(engine: Engine) -> Resource {
    Resource::new("stock/track", Arc::new(shape(engine)), "What happened to stock")
        .filter(targets::filter_key("item", "item_id", targets::stock_item()))
        .filter(targets::filter_key("user", "user_id", targets::user()))
        .filter(filter_part("part", targets::part(), false, |is| format!("t.part_id {is}")))
        .filter(include_variants())
        .filter(Filter::midnight("min_date", "t.date", ">").help("On this day or later"))
        .filter(Filter::midnight("max_date", "t.date", "<").help("Before this day"))
        .order_columns(&["date"])
        .default_order(&["-t.date"])
        .search(&["t.notes"])
}
