//! What belongs to no single sub-domain: settings and the objects that hang on any model.

pub mod attachments;
pub mod content_types;
pub mod currency;
pub mod icons;
pub mod metadata;
pub mod notes_images;
pub mod objects;
pub mod owners;
pub mod parameters;
pub mod selection;
pub mod settings;
pub mod states;
pub mod tags;
pub mod units;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

/// The resources that belong to no single sub-domain.
pub fn resources(_: Engine) -> Vec<Resource> {
    vec![
        content_types::resource(),
        states::custom::resource(),
        parameters::parameters(),
        parameters::templates(),
        attachments::resource(),
        notes_images::resource(),
        selection::lists(),
        selection::entries(),
    ]
}

/// Their endpoints.
pub fn endpoints(_: Engine) -> Vec<Endpoint> {
    let mut endpoints = vec![content_types::endpoint()];
    endpoints.extend(states::endpoints());
    endpoints.extend(metadata::endpoints());
    endpoints
}
