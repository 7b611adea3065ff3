//! Types of stock locations: shelf, box, room (spec 30-stock §3).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Resource, Shape};
use ironwood_rest::kind::{Int, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::common::icons;
use crate::models;

/// How many locations have the type.
const LOCATIONS: &str = "(SELECT COUNT(*) FROM stock_stocklocation l WHERE l.location_type_id = t.id)";

/// A type with the number of its locations.
pub fn shape() -> Shape {
    Shape::new(models::STOCK_LOCATION_TYPE, "StockLocationType")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(100)).required().help("What the type is called"))
        .field(Field::column("description", Text::max(250)).blank().help("What is kept at such locations"))
        .field(
            Field::column("icon", Text::max(100))
                .blank()
                .help("Icon of all locations of the type that have none of their own"),
        )
        .field(Field::computed("location_count", Int::ANY, LOCATIONS).null_on_create())
        .hidden("metadata", Param::Json("{}".into()))
}

/// `stock/location-type/`.
pub fn resource() -> Resource {
    Resource::new("stock/location-type", Arc::new(shape()), "Types that locations can have")
        .writable()
        .order_columns(&["name", "icon"])
        .order("location_count", LOCATIONS)
        .default_order(&["-(SELECT COUNT(*) FROM stock_stocklocation l WHERE l.location_type_id = t.id)"])
        .search(&["t.name"])
        .rule(icon_exists)
}

fn icon_exists<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        drafts.iter_mut().for_each(|draft| icons::check(draft, "icon", "icon"));
        Ok(())
    })
}
