//! `order/transfer-order-line/` (spec 41-return-and-transfer-orders §8).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Field, Filter, Resource, Shape, Shown, embed};
use ironwood_rest::kind::{Bool, Decimal, Float};

use super::{TRANSFERS, order};
use crate::order::{line, quantities};
use crate::part::filters::{filter_part, include_variants};
use crate::part::shape::brief_with_prices;
use crate::{models, targets};

/// A line of a transfer order with everything that is known of it.
fn shape(engine: Engine) -> Shape {
    line::shape(&TRANSFERS, models::TRANSFER_ORDER_LINE_ITEM, "TransferOrderLineItem", order::shape(), line::QUANTITY)
        .join("part", "part_part", "part.id = t.part_id")
        .field(
            Field::column("part", targets::to(targets::part())).stored_as("part_id").null().help("What is to be moved"),
        )
        .field(
            Field::column("transferred", Decimal::quantity(15, 5))
                .read_only()
                .default_value(0)
                .help("How much of it has been moved"),
        )
        .field(
            Field::computed("overdue", Bool, quantities::late_in(&TRANSFERS, "t.transferred < t.quantity"))
                .null_on_create(),
        )
        .field(Field::computed("allocated", Float, quantities::transfer_allocations("t")).not_null().absent_on_create())
        .fields(quantities::part_figures(engine))
        // Forms are told of it, no answer has it.
        .field(Field { shown: Shown::Never, ..Field::computed("available_variant_stock", Float, "NULL").not_null() })
        .field(embed("part_detail", Arc::new(brief_with_prices(engine)), "t.part_id").on_demand("part_detail"))
        .hidden("discount", 0i64)
}

/// `order/transfer-order-line/`. How lines are written is said already, so that forms and tables can be made; the rules of that are
/// to come.
pub fn resource(engine: Engine) -> Resource {
    let allocated = quantities::transfer_allocations("t");
    line::resource(&TRANSFERS, "order/transfer-order-line", shape(engine), "What is moved by transfer orders")
        .filters(line::of_order())
        .filter(line::is_open("order_outstanding", &TRANSFERS))
        .filter(filter_part("part", targets::part(), false, |is| format!("t.part_id {is}")))
        .filter(include_variants())
        .filter(Filter::truth("allocated", format!("{allocated} >= t.quantity")))
        .filter(Filter::truth("completed", "t.transferred >= t.quantity"))
        .filter(
            Filter::custom("has_pricing", "boolean", |_, _| Ok(None))
                .help("Changes nothing: these lines have no price"),
        )
        .order("order", "ord.reference")
        .order("part", "part.name")
        .order("part__name", "part.name")
        .order("allocated", allocated)
        .order_columns(&["transferred", "target_date"])
        .search(&["part.name", "t.quantity"])
}
