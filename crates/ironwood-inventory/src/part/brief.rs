//! Parts in few words, as other resources embed them (spec 20 §4).

use ironwood_db::Engine;
use ironwood_rest::declare::{Field, Shape};
use ironwood_rest::kind::{Decimal, DecimalStyle, Int, Text};

use crate::part::creation;
use crate::part::shape::{pricing_fields, shape};

/// Fields of the brief form.
const BRIEF: [&str; 25] = [
    "pk",
    "IPN",
    "barcode_hash",
    "category_default_location",
    "default_location",
    "default_expiry",
    "name",
    "revision",
    "full_name",
    "description",
    "image",
    "thumbnail",
    "active",
    "locked",
    "assembly",
    "component",
    "minimum_stock",
    "is_template",
    "purchaseable",
    "salable",
    "testable",
    "trackable",
    "virtual",
    "consumable",
    "units",
];

/// The brief form, prices aside. What its category gives as default location is told only where the embedding resource asks for
/// it.
fn described(engine: Engine) -> Shape {
    shape(engine)
        .only("PartBrief", &BRIEF)
        .with("category_default_location", |_| Field::computed("category_default_location", Int::ANY, "NULL"))
        .with("minimum_stock", |field| {
            let kind = Decimal::quantity(19, 6).at_least(0).style(DecimalStyle::AsText);
            Field { kind: std::sync::Arc::new(kind), ..field }
        })
        .with("IPN", |_| {
            Field::column("IPN", Text::max(100)).null().label("IPN").help("Number of the part within the company")
        })
        .with("image", Field::read_only)
}

/// The brief form of a part.
pub fn brief(engine: Engine) -> Shape {
    let [min, max, _] = pricing_fields();
    described(engine).fields([min, max].map(|field| field.on_demand("pricing")))
}

/// The brief form with prices.
pub fn brief_with_prices(engine: Engine) -> Shape {
    let [min, max, _] = pricing_fields();
    described(engine).fields([min, max])
}

/// The full form without figures, as a relation between parts embeds it.
pub fn without_figures(engine: Engine) -> Shape {
    shape(engine).without("Part", &creation::NAMES).without_figures()
}
