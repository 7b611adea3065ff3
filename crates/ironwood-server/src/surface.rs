//! Every request comes by here: it gets an id, is led to who answers it, and its answer gets the headers that all answers have.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures_util::FutureExt;
use http::HeaderValue;
use http::header::{HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use hyper::body::Incoming;
use ironwood_inventory::version;

use crate::answer::{Response, set};
use crate::app::App;
use crate::arrival::Arrival;
use crate::refusal::broken;
use crate::{api, cors, document, files, pages};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-inventree-reqid");
const API_VERSION: HeaderName = HeaderName::from_static("x-inventree-api");
const VERSION: HeaderName = HeaderName::from_static("x-inventree-version");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Answers a request, whatever happens.
pub(crate) async fn answer(app: &Arc<App>, arrival: Arrival, body: Incoming) -> Response {
    let started = Instant::now();
    let work = AssertUnwindSafe(lead(app, &arrival, body)).catch_unwind();
    let mut response = work.await.unwrap_or_else(|panic| broken(arrival.id, &panic_text(&*panic)));
    finish(app, &arrival, &mut response);
    log(&arrival, &response, started);
    response
}

async fn lead(app: &Arc<App>, arrival: &Arrival, body: Incoming) -> Response {
    if let Some(response) = cors::preflight(arrival) {
        return response;
    }
    let path = arrival.uri.path();
    if path.starts_with(api::PREFIX) && path != document::PATH {
        return api::answer(app, arrival, body).await;
    }
    if path.starts_with("/static/") {
        return files::asset(arrival);
    }
    let outcome = if path.starts_with(&app.site.media_url) {
        files::media(app, arrival, &app.site.media_url).await
    } else {
        pages::answer(app, arrival).await
    };
    outcome.unwrap_or_else(|failure| failure.into_response(arrival.id))
}

/// The headers that all answers have (spec 00 §2).
fn finish(app: &App, arrival: &Arrival, response: &mut Response) {
    cors::permit(arrival, &app.options, response);
    let headers = response.headers_mut();
    for (name, value) in [
        (VERSION, version::GENERATION),
        (X_FRAME_OPTIONS, "DENY"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (OPENER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(API_VERSION, HeaderValue::from(version::API));
    set(response, REQUEST_ID, arrival.id.as_hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()));
}

/// One line per request: what went well is for those who look closely.
fn log(arrival: &Arrival, response: &Response, started: Instant) {
    let status = response.status().as_u16();
    let ms = started.elapsed().as_micros() as f64 / 1000.0;
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                request = %arrival.id, method = %arrival.method, path = arrival.uri.path(), status, ms, "answered"
            )
        };
    }
    if status >= 400 { line!(info) } else { line!(debug) }
}

/// What a panic says of itself.
fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", text.unwrap_or("without a word"))
}
