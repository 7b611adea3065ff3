//! The OpenAPI document, derived from the declarations: what the kernel serves, no more and no less.
//!
//! Names follow the framework that clients know: `stock_location_bulk_update` is the PUT of the list `stock/location`,
//! `PatchedLocation` the body of a PATCH, `PaginatedLocationList` a page. So code that was generated from the original
//! document keeps its function and class names. Nothing is written twice: a path, a field, a filter appears here because it is
//! declared.

mod catalogue;
mod document;
mod enums;
mod operations;
mod parameters;
mod schemas;
mod security;
mod text;

pub use document::openapi;
pub use security::OAuth2;
pub use text::{Format, Texts, schema_text, to_yaml};

/// What the document says about the server as a whole.
#[derive(Debug, Clone)]
pub struct Info {
    /// Name of the API.
    pub title: &'static str,
    /// Its version, which need not be the server's.
    pub version: String,
    /// A sentence for people.
    pub description: &'static str,
    /// The server's licence, as an SPDX expression.
    pub license: &'static str,
    /// Cookie that carries the session.
    pub session_cookie: &'static str,
    /// Where OAuth2 clients go, when the server takes them.
    pub oauth2: Option<OAuth2>,
}

impl Default for Info {
    fn default() -> Self {
        Info {
            title: "API",
            version: "0".to_owned(),
            description: "",
            license: "",
            session_cookie: "sessionid",
            oauth2: None,
        }
    }
}
