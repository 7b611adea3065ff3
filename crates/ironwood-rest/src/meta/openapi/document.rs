//! The document as a whole.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Info;
use super::catalogue::Catalogue;
use super::enums::Enums;
use super::operations::Writer;
use super::schemas::components;
use super::security;
use crate::declare::Endpoint;
use crate::kernel::{Kernel, Route};

/// The OpenAPI 3.0.3 document of everything that is declared.
pub fn openapi(kernel: &Kernel, info: &Info) -> Value {
    let catalogue = Catalogue::of(kernel);
    let enums = Enums::of(&catalogue);
    let writer = Writer::new(&catalogue, &enums, info);
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for (pattern, route) in kernel.routes() {
        if matches!(route, Route::Endpoint(Endpoint { documented: false, .. })) {
            continue;
        }
        let item = paths.entry(path_of(&pattern)).or_default();
        for method in route.methods() {
            // A resource comes before an endpoint of the same path, as in the router.
            item.entry(method.name().to_ascii_lowercase()).or_insert_with(|| writer.operation(&pattern, route, method));
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": info.title,
            "version": info.version,
            "description": info.description,
            "license": {"name": info.license},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components(&catalogue, &enums),
            "securitySchemes": security::schemes(info),
        },
    })
}

/// `stock/location/<pk>/` -> `/api/stock/location/{id}/`.
fn path_of(pattern: &str) -> String {
    let mut path = String::from("/api");
    for part in pattern.split('/') {
        path.push('/');
        match placeholder(part) {
            Some(name) => {
                path.push('{');
                path.push_str(parameter_of(name));
                path.push('}');
            }
            None => path.push_str(part),
        }
    }
    path
}

/// The name between the brackets of `<name>`.
pub(super) fn placeholder(part: &str) -> Option<&str> {
    part.strip_prefix('<')?.strip_suffix('>')
}

/// What clients know a placeholder by: the key of a row is its `id`.
pub(super) fn parameter_of(placeholder: &str) -> &str {
    if placeholder == "pk" { "id" } else { placeholder }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_become_paths() {
        assert_eq!(path_of("stock/location/<pk>/"), "/api/stock/location/{id}/");
        assert_eq!(path_of("selection/<pk>/entry/<entrypk>/"), "/api/selection/{id}/entry/{entrypk}/");
        assert_eq!(path_of("version-text"), "/api/version-text");
        assert_eq!(path_of(""), "/api/");
    }
}
