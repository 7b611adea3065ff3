//! `admin/config/`: what the server was set up with (spec 60-system §9). Only the names and where the values come from; never
//! the values.

use std::sync::Arc;

use ironwood_rest::declare::{Endpoint, Field, Shape, Source};
use ironwood_rest::kind::{DateTime, Text};
use ironwood_rest::read::Render;
use ironwood_rest::{BoxFuture, Configured, Ctx, Error, PermissionClass, Reply, Request, Result};
use serde_json::{Value, json};

use crate::models;

/// The list and one variable of it.
pub(super) fn endpoints() -> Vec<Endpoint> {
    let text = |name| Field::new(name, Text::any(), Source::Input);
    let shape = Shape::new(models::CONTENT_TYPE, "ConfigurationVariable")
        .field(text("key"))
        .field(text("env_var").null())
        .field(text("config_key").null())
        .field(text("source"))
        .field(Field::new("accessed", DateTime::ISO, Source::Input));
    let shape = Arc::new(shape);
    vec![
        Endpoint::new("admin/config", "What the server was set up with")
            .answers_list(shape.clone())
            .get(PermissionClass::Superuser, list),
        Endpoint::new("admin/config/<key>", "One variable of the server's set-up")
            .answers(shape)
            .get(PermissionClass::Superuser, one),
    ]
}

fn describe(ctx: &Ctx<'_>, variable: &Configured) -> Value {
    let read = Render::new(ctx.site, ctx.conn.engine()).local_iso(variable.read.as_microsecond());
    json!({
        "key": variable.name,
        "env_var": variable.name,
        "config_key": null,
        "source": variable.source,
        "accessed": read,
    })
}

fn list<'a>(ctx: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let variables: Value = ctx.kernel.configuration().iter().map(|variable| describe(ctx, variable)).collect();
        Ok(Reply::value(&variables))
    })
}

fn one<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let known = ctx.kernel.configuration();
        let variable = known.iter().find(|known| known.name == request.capture(0)).ok_or_else(Error::not_found)?;
        Ok(Reply::value(&describe(ctx, variable)))
    })
}
