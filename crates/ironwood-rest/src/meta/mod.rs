//! What clients can learn about the API: OPTIONS metadata and the OpenAPI document, both derived from the declarations.

mod options;

pub use options::{describe_fields, options};
