//! `flags/`: switches for parts of clients that are not finished (spec 60-system §9).

use std::sync::Arc;

use ironwood_rest::declare::{Endpoint, Field, Shape, Source};
use ironwood_rest::kind::{MapOf, SequenceOf, Text, Unchecked};
use ironwood_rest::{BoxFuture, Ctx, Error, PermissionClass, Query, Reply, Request, Result};
use serde_json::{Value, json};

use crate::models;

/// Flags, each with the query parameter that turns it on for one request.
const FLAGS: [(&str, &str); 3] = [("EXPERIMENTAL", "experimental"), ("NEXT_GEN", "ngen"), ("OIDC", "oidc")];

/// Both endpoints.
pub fn endpoints() -> Vec<Endpoint> {
    let shape = Shape::new(models::CONTENT_TYPE, "Flag")
        .field(Field::new("key", Text::any(), Source::Input))
        .field(Field::new("state", Text::any(), Source::Input))
        .field(Field::new("conditions", SequenceOf(MapOf(Unchecked)), Source::Input).null());
    let shape = Arc::new(shape);
    vec![
        Endpoint::new("flags", "Switches of unfinished features")
            .answers_list(shape.clone())
            .get(PermissionClass::Any, list),
        Endpoint::new("flags/<key>", "One switch").answers(shape).get(PermissionClass::Any, one),
    ]
}

/// A parameter with an empty value is what turns a flag on.
fn is_on(parameter: &str, query: &Query) -> bool {
    query.get(parameter) == Some("")
}

fn describe(ctx: &Ctx<'_>, request: &Request, (key, parameter): (&str, &str)) -> Value {
    let mut flag = json!({"key": key, "state": is_on(parameter, &request.query)});
    if ctx.actor.acts_as_superuser() {
        let mut conditions = vec![json!({"condition": "parameter", "value": format!("{parameter}=")})];
        if key == "EXPERIMENTAL" {
            // On as a whole in a debug build of the server, which there is none of.
            conditions.insert(0, json!({"condition": "boolean", "value": false}));
        }
        flag["conditions"] = conditions.into();
    }
    flag
}

fn list<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let flags: Value = FLAGS.iter().map(|flag| describe(ctx, request, *flag)).collect();
        Ok(Reply::value(&flags))
    })
}

fn one<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let flag = FLAGS.iter().find(|(key, _)| *key == request.capture(0)).ok_or_else(Error::not_found)?;
        Ok(Reply::value(&describe(ctx, request, *flag)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_empty_value_turns_a_flag_on() {
        let on = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            is_on("ngen", &Query::new(pairs))
        };
        assert!(on(&[("ngen", "")]));
        assert!(!on(&[("ngen", "1")]) && !on(&[]));
    }
}
