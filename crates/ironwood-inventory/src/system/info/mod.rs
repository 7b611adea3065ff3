//! What the server tells about itself (spec 00 §10, 60-system §9).

mod currency;
mod flags;
mod icons;
mod licenses;
mod root;
mod version;
mod visitors;

use ironwood_rest::declare::Endpoint;
use ironwood_rest::{BoxFuture, Ctx, PermissionClass, Reply, Request, Result};
use serde_json::json;

/// The endpoints.
pub fn endpoints() -> Vec<Endpoint> {
    let health = Endpoint::new("system/health", "Whether the server is ready, for load balancers")
        .get(PermissionClass::Any, health);
    let mut endpoints = vec![root::endpoint(), health, icons::endpoint(), licenses::endpoint(), currency::endpoint()];
    endpoints.extend(version::endpoints());
    endpoints.extend(flags::endpoints());
    endpoints.extend(visitors::endpoints());
    endpoints
}

/// A server that answers is ready: it takes requests only after its start is done.
fn health<'a>(_: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async { Ok(Reply::value(&json!({"status": "ok"}))) })
}
