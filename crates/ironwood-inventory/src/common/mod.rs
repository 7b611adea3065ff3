//! What belongs to no single sub-domain: settings and the objects that hang on any model.

mod attachment_rules;
pub mod attachments;
pub mod belongings;
pub mod content_types;
pub mod currency;
pub mod duplicate;
pub mod icons;
pub mod metadata;
pub mod notes_images;
pub mod numbering;
pub mod objects;
pub mod owners;
pub mod parameters;
pub mod pictures;
pub mod price_breaks;
pub mod project_codes;
pub mod selection;
pub mod settings;
mod slug;
pub mod states;
mod tag_storage;
pub mod tags;
pub mod units;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

/// The resources that belong to no single sub-domain.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![
        content_types::resource(),
        states::custom::resource(),
        parameters::parameters(),
        parameters::templates(),
        attachments::resource(),
        notes_images::resource(),
        selection::lists(),
        selection::entries(),
        project_codes::resource(),
        tags::resource(),
        units::resource(engine),
    ]
}

/// Their endpoints.
pub fn endpoints(_: Engine) -> Vec<Endpoint> {
    let mut endpoints = vec![content_types::endpoint()];
    endpoints.extend(states::endpoints());
    endpoints.extend(metadata::endpoints());
    endpoints.push(units::all());
    endpoints
}
