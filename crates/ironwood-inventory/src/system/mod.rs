//! The server itself: settings, information, tasks, errors, news (spec 60-system).

mod config;
mod emails;
mod errors;
mod info;
mod news;
mod notifications;
mod outputs;
pub mod settings;
mod tasks;
mod text_rows;

use ironwood_rest::declare::{Endpoint, Resource};

/// The resources.
pub fn resources() -> Vec<Resource> {
    let mut resources = vec![notifications::resource(), errors::resource(), news::resource(), outputs::resource()];
    resources.extend(tasks::resources());
    resources
}

/// The endpoints.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = settings::endpoints();
    endpoints.push(notifications::endpoint());
    endpoints.extend(info::endpoints());
    endpoints.extend(tasks::endpoints());
    endpoints.extend(emails::endpoints());
    endpoints.extend(config::endpoints());
    endpoints
}
