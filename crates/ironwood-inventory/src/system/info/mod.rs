//! What the server tells about itself (spec 00 §10, 60-system §9).

mod currency;
mod flags;
mod icons;
mod licenses;
mod root;
mod status;
mod version;
mod visitors;

use std::sync::Arc;

use ironwood_rest::declare::{Answer, Endpoint, Field, Form, Shape, Source};
use ironwood_rest::kind::{Choice, Kind, Nested};
use ironwood_rest::{BoxFuture, Ctx, PermissionClass, Reply, Request, Result};
use serde_json::json;

use crate::models;

/// The endpoints.
pub fn endpoints() -> Vec<Endpoint> {
    let status = Choice::texts(&[("ok", "Ready"), ("loading", "Starting")]).named("HealthCheckStatusStatusEnum");
    let health = Endpoint::new("system/health", "Whether the server is ready, for load balancers")
        .get(PermissionClass::Any, health)
        .replies(200, Answer::Object(Form::new("HealthCheckStatus").field(told("status", status))));
    let mut endpoints = vec![root::endpoint(), health, icons::endpoint(), licenses::endpoint(), currency::endpoint()];
    endpoints.push(status::endpoint());
    endpoints.extend(version::endpoints());
    endpoints.extend(flags::endpoints());
    endpoints.extend(visitors::endpoints());
    endpoints
}

/// Something that the server tells.
fn told(name: &'static str, kind: impl Kind + 'static) -> Field {
    Field::new(name, kind, Source::Input)
}

/// Something that the server always tells, in an object within another.
fn member(name: &'static str, kind: impl Kind + 'static) -> Field {
    told(name, kind).writable().required()
}

/// An object within another; it is no row of any table.
fn object(component: &'static str, fields: impl IntoIterator<Item = Field>) -> Nested {
    Nested { shape: Arc::new(Shape::new(models::CONTENT_TYPE, component).fields(fields)) }
}

/// A server that answers is ready: it takes requests only after its start is done.
fn health<'a>(_: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async { Ok(Reply::value(&json!({"status": "ok"}))) })
}
