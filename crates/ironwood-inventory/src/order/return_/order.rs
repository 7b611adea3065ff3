//! `order/ro/` (spec 41-return-and-transfer-orders §3).

use ironwood_rest::declare::{Field, Resource, Shape};
use ironwood_rest::kind::Date;

use super::RETURNS;
use crate::part::filters::{filter_part, include_variants};
use crate::targets;

/// A return order with everything that is known of it.
pub fn shape() -> Shape {
    RETURNS.shape().field(Field::column("complete_date", Date).null().help("When it was completed"))
}

/// `order/ro/`. How orders are written is said already, so that forms and tables can be made; the rules of that are to come.
pub fn resource() -> Resource {
    let of_part = format!(
        "EXISTS (SELECT 1 FROM {} AND l.item_id IN (SELECT s.id FROM stock_stockitem s WHERE s.part_id",
        RETURNS.lines_of()
    );
    RETURNS
        .resource(shape())
        .filter(filter_part("part", targets::part(), false, |is| format!("{of_part} {is}))")))
        .filter(include_variants())
        .order_columns(&["customer_reference"])
}
