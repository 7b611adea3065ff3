//! Orders: what is bought, sold, taken back and moved (spec 40-orders, 41-return-and-transfer-orders).
//!
//! The four kinds share one frame, [`Kind`]: references, status, dates, whoever is responsible, and lines. Each kind has a folder
//! that says in what it differs.

mod allocation;
mod extra_line;
pub mod filters;
mod kind;
mod line;
pub mod purchase;
pub mod quantities;
pub mod return_;
pub mod sales;
pub mod transfer;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

pub use allocation::at_location;
pub use kind::{Kind, Partner};
pub use line::{EXACT_QUANTITY, QUANTITY};

/// The resources of orders.
pub fn resources(engine: Engine) -> Vec<Resource> {
    let mut resources = purchase::resources(engine);
    resources.extend(sales::resources(engine));
    resources.extend(return_::resources(engine));
    resources.extend(transfer::resources(engine));
    resources
}

/// The endpoints of orders.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = purchase::endpoints();
    endpoints.extend(sales::endpoints());
    endpoints.extend(return_::endpoints());
    endpoints
}
