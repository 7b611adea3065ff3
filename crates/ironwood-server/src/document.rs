//! The document that describes the API to programs: YAML, or JSON for those who ask for it (spec 00 §1).

use http::StatusCode;
use http::header::{ACCEPT, VARY};
use ironwood_rest::meta::{Format, schema_text};

use crate::answer::{self, Response, set};
use crate::app::App;
use crate::arrival::Arrival;
use crate::negotiate::asks_for;
use crate::query;

/// Where it is served.
pub(crate) const PATH: &str = "/api/schema/";

/// Answers a request for it. Everybody may read it: it holds no data.
pub(crate) fn answer(app: &App, arrival: &Arrival) -> Response {
    let Some(format) = format(arrival) else { return answer::detail(StatusCode::NOT_FOUND, "Not found.") };
    let text = schema_text(&app.kernel, format).to_owned();
    let mut response = answer::of_type(StatusCode::OK, format.media_type(), text);
    set(&mut response, VARY, "Accept");
    response
}

/// The format that the client asks for; `None` when there is no such format.
fn format(arrival: &Arrival) -> Option<Format> {
    let query = query::pairs(arrival.uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    if let Some((_, name)) = query.iter().rev().find(|(name, value)| name == "format" && !value.is_empty()) {
        return Format::from_name(name);
    }
    let accept = arrival.header(ACCEPT);
    let as_json = asks_for(accept, "application/json") || asks_for(accept, Format::Json.media_type());
    Some(if as_json { Format::Json } else { Format::Yaml })
}
