//! Stock: locations, items, their history.

pub mod actions;
pub mod create;
pub mod item;
pub mod location;
pub mod location_type;
pub mod quantities;
pub mod removal;
pub mod rules;
pub mod serials;
pub mod status;
pub mod tracking;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

/// The resources of stock.
pub fn resources(_: Engine) -> Vec<Resource> {
    vec![location_type::resource(), location::resource(), location::nodes()]
}

/// The endpoints of stock.
pub fn endpoints(engine: Engine) -> Vec<Endpoint> {
    actions::endpoints(engine)
}
