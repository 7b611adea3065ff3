//! Stock: locations, items, their history.

pub mod actions;
pub mod batch;
pub mod create;
mod filters;
pub mod generate;
mod history;
pub mod item;
mod list;
pub mod location;
pub mod location_type;
mod neighbours;
pub mod quantities;
pub mod removal;
pub mod rules;
pub mod serial_scope;
pub mod serials;
pub mod shape;
pub mod status;
pub mod test_result;
mod test_rules;
pub mod tracking;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

use crate::common::states;

/// The resources of stock.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![
        list::resource(engine),
        location_type::resource(),
        location::resource(),
        location::nodes(),
        history::resource(engine),
        test_result::resource(),
    ]
}

/// The endpoints of stock.
pub fn endpoints(engine: Engine) -> Vec<Endpoint> {
    let mut endpoints = actions::endpoints(engine);
    endpoints.push(states::STOCK.endpoint("stock/status"));
    endpoints.push(states::STOCK_HISTORY.endpoint("stock/track/status"));
    endpoints.push(neighbours::endpoint(engine));
    endpoints.extend(generate::endpoints());
    endpoints
}
