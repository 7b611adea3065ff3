//! Sale and internal prices of parts (spec 20 §20).

use ironwood_rest::declare::{Field, Model, Shape};
use ironwood_rest::kind::{Decimal, Int};

use crate::common::currency;
use crate::{models, targets};

fn shape(model: Model, component: &'static str, part: ironwood_rest::declare::Target) -> Shape {
    Shape::new(model, component)
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("part", targets::to(part)).stored_as("part_id").required())
        .field(
            Field::column("quantity", Decimal::quantity(15, 5).at_least(1))
                .default_value(1)
                .label("Quantity")
                .help("From which quantity on the price holds"),
        )
        .field(Field::column("price", Decimal::money()).null().help("Price of one unit"))
        .field(currency::field("price_currency"))
        .hidden("updated", ironwood_db::Param::Null)
}

/// A sale price.
pub fn sale_shape() -> Shape {
    shape(models::PART_SELL_PRICE_BREAK, "PartSalePrice", targets::salable_part())
}

/// An internal price.
pub fn internal_shape() -> Shape {
    shape(models::PART_INTERNAL_PRICE_BREAK, "PartInternalPrice", targets::part())
}
