//! The resource kernel: a resource is declared once, as data, and everything else follows from it: the SQL of its list and of a
//! single row, the JSON that goes out, the checks on what comes in, filters, orderings and search, the metadata that forms are
//! built from, the OpenAPI document, the export columns.
//!
//! The kernel works on columns and never names a part or a stock item; what cannot be said as data is an action of the domain
//! over [`Ctx`]. It knows nothing of HTTP: a [`Request`] comes in, a [`Reply`] goes out.

pub mod audit;
mod ctx;
pub mod declare;
mod error;
mod expr;
mod json;
mod kernel;
pub mod kind;
pub mod meta;
pub mod query;
pub mod read;
pub mod record;
mod request;
pub mod write;

pub use audit::Visitor;
pub use ctx::{Configured, Ctx, Event, Site};
pub use error::{Brought, Errand, Error, GENERAL, Problem, Problems, Result};
pub use expr::Join;
pub use json::JsonWriter;
pub use kernel::{Kernel, RemovalCleanup, Route, answer};
pub use query::Query;
pub use request::{Method, Reply, Request, Upload};

pub use ironwood_auth::{Action, Authority, PermissionClass, Role};
pub use ironwood_db::{BoxFuture, Cell, Decimal, Engine, Param};
pub use ironwood_media::MediaRoot;
