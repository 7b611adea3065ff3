//! What clients can learn about the API: OPTIONS metadata and the OpenAPI document, both derived from the declarations.

mod describe;
mod known;
mod options;

pub use describe::{describe_fields, describe_form};
pub use options::options;
