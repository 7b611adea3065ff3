//! The document as a whole.

use std::borrow::Cow;
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
    for (mut pattern, route) in kernel.routes() {
        if matches!(route, Route::Endpoint(Endpoint { documented: false, .. })) {
            continue;
        }
        // What takes any word for a key still has numbers for keys.
        if let Route::Row(resource) = route
            && resource.any_key
        {
            pattern = format!("{}/<pk>/", resource.path);
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
    for part in parts_of(pattern) {
        path.push('/');
        match part {
            Part::Word(word) => path.push_str(word),
            Part::Parameter { name, .. } => {
                path.push('{');
                path.push_str(&name);
                path.push('}');
            }
        }
    }
    path
}

/// What stands between two slashes of a pattern.
#[derive(Debug, PartialEq)]
pub(super) enum Part<'p> {
    /// It is always there.
    Word(&'p str),
    /// A placeholder, under the name that clients know: `id` for the key of a row. The key of a row that belongs to that one
    /// has the word before it in its name, as in `selection/{id}/entry/{entrypk}/`.
    Parameter { name: Cow<'p, str>, is_key: bool },
}

/// The parts of a pattern.
pub(super) fn parts_of(pattern: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut has_owner = false;
    for text in pattern.split('/') {
        parts.push(match text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
            None => Part::Word(text),
            Some("pk") => {
                let name = match parts.last() {
                    Some(Part::Word(word)) if has_owner => format!("{word}pk").into(),
                    _ => Cow::Borrowed("id"),
                };
                has_owner = true;
                Part::Parameter { name, is_key: true }
            }
            Some(name) => Part::Parameter { name: name.into(), is_key: false },
        });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_become_paths() {
        assert_eq!(path_of("stock/location/<pk>/"), "/api/stock/location/{id}/");
        assert_eq!(path_of("selection/<pk>/entry/<pk>/"), "/api/selection/{id}/entry/{entrypk}/");
        assert_eq!(path_of("version-text"), "/api/version-text");
        assert_eq!(path_of(""), "/api/");
    }
}
