//! Stock locations (spec 30-stock §4).

use ironwood_rest::declare::{Field, Shape};
use ironwood_rest::kind::{Int, Text};

use crate::models;

/// A location in few words, as parts embed it.
pub fn brief() -> Shape {
    Shape::new(models::STOCK_LOCATION, "LocationBrief")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(100)).required().help("What the location is called"))
        .field(
            Field::column("pathstring", Text::max(250)).read_only().label("Path").help("Names from the root to here"),
        )
}
