//! Stock: locations, items, their history.

pub mod actions;
pub mod create;
mod filters;
pub mod item;
mod list;
pub mod location;
pub mod location_type;
pub mod quantities;
pub mod removal;
pub mod rules;
pub mod serials;
pub mod shape;
pub mod status;
pub mod tracking;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

/// The resources of stock.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![list::resource(engine), location_type::resource(), location::resource(), location::nodes()]
}

/// The endpoints of stock.
pub fn endpoints(engine: Engine) -> Vec<Endpoint> {
    actions::endpoints(engine)
}
