//! The server itself: settings, information, tasks, errors, news (spec 60-system).

pub mod settings;

use ironwood_rest::declare::{Endpoint, Resource};

/// The resources.
pub fn resources() -> Vec<Resource> {
    Vec::new()
}

/// The endpoints.
pub fn endpoints() -> Vec<Endpoint> {
    settings::endpoints()
}
