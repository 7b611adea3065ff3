//! The document that describes the API to programs: YAML, or JSON for those who ask for it (spec 00 §1).

mod yaml;

use std::sync::Arc;

use http::StatusCode;
use http::header::ACCEPT;
use serde_json::Value;

use crate::answer::{self, Response};
use crate::app::App;
use crate::arrival::Arrival;
use crate::negotiate::asks_for;
use crate::query;

/// Where it is served.
pub(crate) const PATH: &str = "/api/schema/";

const YAML: &str = "application/vnd.oai.openapi";
const JSON: &str = "application/vnd.oai.openapi+json";

/// Answers a request for it. Everybody may read it: it holds no data.
pub(crate) fn answer(app: &Arc<App>, arrival: &Arrival) -> Response {
    let Some(document) = app.document() else {
        return answer::detail(StatusCode::NOT_FOUND, "This server has no API document.");
    };
    let query = query::pairs(arrival.uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let format = query.iter().rev().find(|(name, _)| name == "format").map(|(_, value)| value.as_str());
    let accept = arrival.header(ACCEPT);
    let as_json = match format {
        Some(format) => format == "json",
        None => asks_for(accept, "application/json") || asks_for(accept, JSON),
    };
    if as_json {
        return answer::of_type(StatusCode::OK, JSON, document.to_owned());
    }
    answer::of_type(StatusCode::OK, YAML, to_yaml(document))
}

/// A JSON text as YAML; what is no JSON stays as it is.
pub fn to_yaml(json: &str) -> String {
    serde_json::from_str::<Value>(json).map_or_else(|_| json.to_owned(), |value| yaml::text(&value))
}
