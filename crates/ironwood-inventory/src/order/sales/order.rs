//! `order/so/` (spec 40-orders §12).

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Resource, Shape};
use ironwood_rest::kind::{Date, Int};

use super::SALES;
use crate::order::quantities;
use crate::part::filters::{filter_part, include_variants};
use crate::targets;

/// A sales order with everything that is known of it.
pub fn shape() -> Shape {
    let count = |name, fragment| Field::computed(name, Int::ANY, fragment).null_on_create();
    SALES
        .shape()
        .field(Field::column("shipment_date", Date).read_only().null())
        .field(count("shipments_count", quantities::shipment_count()).label("Shipments"))
        .field(count("completed_shipments_count", quantities::sent_shipment_count()).label("Completed shipments"))
        .field(count("allocated_lines", quantities::allocated_line_count()))
        .hidden("shipped_by_id", Param::Null)
}

/// `order/so/`. How orders are written is said already, so that forms and tables can be made; the rules of that are to come.
pub fn resource() -> Resource {
    let of_part = format!("EXISTS (SELECT 1 FROM {} AND l.part_id", SALES.lines_of());
    SALES
        .resource(shape())
        .filter(filter_part("part", targets::part(), false, |is| format!("{of_part} {is})")))
        .filter(include_variants())
        .order_columns(&["customer_reference", "total_price"])
}
