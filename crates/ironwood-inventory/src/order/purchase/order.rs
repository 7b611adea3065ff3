//! `order/po/` (spec 40-orders §2, §11).

use ironwood_db::Param;
use ironwood_rest::declare::{Clause, Field, Filter, Resource, Shape};
use ironwood_rest::kind::{Date, Text};

use super::PURCHASES;
use crate::part::filters::filter_part;
use crate::targets;

/// A purchase order with everything that is known of it.
pub fn shape() -> Shape {
    PURCHASES
        .shape()
        .with("supplier", Field::required)
        .with("issue_date", Field::read_only)
        .field(Field::computed("supplier_name", Text::any(), "company.name").not_null().absent_when_null())
        .field(Field::column("complete_date", Date).read_only().null().help("When it was completed"))
        .field(
            Field::column("destination", targets::to(targets::location()))
                .stored_as("destination_id")
                .null()
                .help("Where what arrives is to be put"),
        )
        .hidden("received_by_id", Param::Null)
}

/// `order/po/`. How orders are written is said already, so that forms and tables can be made; the rules of that are to come.
pub fn resource() -> Resource {
    let some_line = format!("EXISTS (SELECT 1 FROM {}", PURCHASES.lines_of());
    let of_part = format!("{some_line} AND l.part_id IN (SELECT sp.id FROM part_supplierpart sp WHERE sp.part_id");
    let supplier_part = format!("{some_line} AND l.part_id = ?)");
    let build = format!("{some_line} AND l.build_order_id = ?)");
    PURCHASES
        .resource(shape())
        .filter(filter_part("part", targets::part(), false, |is| format!("{of_part} {is}))")))
        .filter(Filter::through("supplier_part", targets::supplier_part(), move |_, id| {
            Clause::new(supplier_part.clone(), [id.into()])
        }))
        .filter(
            Filter::through("external_build", targets::external_build(), move |_, id| {
                Clause::new(build.clone(), [id.into()])
            })
            .help("Orders with a line for this build"),
        )
        .order("responsible", "t.responsible_id")
        .order_columns(&["total_price"])
}
