//! The server itself: settings, information, tasks, errors, news (spec 60-system).

mod info;
pub mod settings;

use ironwood_rest::declare::{Endpoint, Resource};

/// The resources.
pub fn resources() -> Vec<Resource> {
    Vec::new()
}

/// The endpoints.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = settings::endpoints();
    endpoints.extend(info::endpoints());
    endpoints
}
