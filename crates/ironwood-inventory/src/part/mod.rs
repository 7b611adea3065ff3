//! Parts, their categories, and what describes them: tests, prices, relations, stocktakes.

mod bom_copy;
pub mod bom_validity;
mod brief;
pub mod category;
mod category_parameters;
mod category_rules;
mod copies;
mod creation;
pub mod filters;
mod first_rows;
pub mod full_name;
mod list;
pub mod price_break;
pub mod pricing;
pub mod quantities;
mod related;
mod removal;
mod requirements;
mod rules;
mod serial_numbers;
pub mod shape;
mod stocktake;
pub mod test_template;
mod thumbnails;
pub mod upkeep;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

/// The resources of parts.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![
        list::resource(engine),
        category::resource(engine),
        category::nodes(),
        category_parameters::resource(),
        test_template::resource(engine),
        related::resource(engine),
        price_break::sale(),
        price_break::internal(),
        stocktake::resource(engine),
        thumbnails::of_part(),
    ]
}

/// The other sides of a part.
pub fn endpoints(engine: Engine) -> Vec<Endpoint> {
    vec![
        pricing::endpoint(),
        requirements::endpoint(engine),
        serial_numbers::endpoint(),
        bom_validity::endpoint(),
        bom_copy::endpoint(),
        thumbnails::list(),
        stocktake::generate::endpoint(),
    ]
}
