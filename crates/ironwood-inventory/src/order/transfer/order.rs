//! `order/transfer-order/` (spec 41-return-and-transfer-orders §7).

use std::sync::Arc;

use ironwood_rest::declare::{Field, Resource, Shape, embed};
use ironwood_rest::kind::{Bool, Date};

use super::TRANSFERS;
use crate::part::filters::{filter_part, include_variants};
use crate::stock::location;
use crate::targets;

/// A transfer order with everything that is known of it.
pub fn shape() -> Shape {
    let location =
        |name, column, help| Field::column(name, targets::to(targets::location())).stored_as(column).null().help(help);
    let place = Arc::new(location::shape().without_figures());
    TRANSFERS
        .shape()
        .field(location("take_from", "take_from_id", "Where the stock is to be taken from"))
        .field(embed("take_from_detail", place.clone(), "t.take_from_id").unless_refused("take_from_detail"))
        .field(location("destination", "destination_id", "Where the stock is to go"))
        .field(embed("destination_detail", place, "t.destination_id").unless_refused("destination_detail"))
        .field(Field::column("consume", Bool).default_value(false).help("The stock is used up rather than moved"))
        .field(Field::column("complete_date", Date).null().help("When it was completed"))
}

/// `order/transfer-order/`. How orders are written is said already, so that forms and tables can be made; the rules of that are to
/// come.
pub fn resource() -> Resource {
    let of_part = format!("EXISTS (SELECT 1 FROM {} AND l.part_id", TRANSFERS.lines_of());
    TRANSFERS
        .resource(shape())
        .filter(filter_part("part", targets::part(), false, |is| format!("{of_part} {is})")))
        .filter(include_variants())
}
