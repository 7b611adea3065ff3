//! What clients can learn about the API: OPTIONS metadata and the OpenAPI document, both derived from the declarations.

mod explain;
mod openapi;
mod options;

pub use explain::explain;
pub use openapi::{Format, Info, OAuth2, Texts, openapi, schema_text, to_yaml};
pub use options::{describe_embedded, describe_fields, options};
