//! What is neither the API nor a file: the pages of the server itself, and ways to them (spec 71 §9).

use std::sync::Arc;

use http::StatusCode;
use http::header::VARY;
use ironwood_assets::pages;

use crate::answer::{self, Response, set};
use crate::app::App;
use crate::arrival::Arrival;
use crate::refusal::Failure;
use crate::{api, document, files};

/// Base of the web interface.
const WEB: &str = "/web";

/// Answers a request that is for nothing else.
///
/// # Errors
/// 401 for credentials that do not work; from storage.
pub(crate) async fn answer(app: &Arc<App>, arrival: &Arrival) -> Result<Response, Failure> {
    let path = arrival.uri.path();
    if let Some(response) = console(app, arrival) {
        return Ok(response);
    }
    Ok(match path {
        "/api" => answer::redirect(StatusCode::FOUND, api::PREFIX),
        "/api-doc" | "/api-doc/" => files::page(arrival, pages::api_doc()),
        document::PATH => document::answer(app, arrival),
        "/auth" | "/auth/" => guard(app, arrival).await?,
        "/favicon.ico" => answer::redirect(StatusCode::FOUND, "/static/img/favicon/favicon.ico"),
        _ if path.strip_prefix(WEB).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) => {
            let mut response = files::page(arrival, pages::landing());
            set(&mut response, VARY, "Cookie, Accept-Encoding");
            response
        }
        _ => answer::redirect(StatusCode::FOUND, WEB),
    })
}

/// The administration console, where the operator wants it. It is one page: what it shows stands behind the `#` of its address,
/// which browsers keep to themselves, so every other path below is a mistake.
fn console(app: &App, arrival: &Arrival) -> Option<Response> {
    let base = app.options.console.as_deref()?;
    let path = arrival.uri.path();
    if path == base.trim_end_matches('/') {
        return Some(answer::redirect(StatusCode::FOUND, base));
    }
    Some(match path.strip_prefix(base)? {
        "" => files::page(arrival, pages::console()),
        _ => answer::of_type(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "Not found\n"),
    })
}

/// Tells a proxy whether the caller is signed in.
async fn guard(app: &Arc<App>, arrival: &Arrival) -> Result<Response, Failure> {
    let is_known = api::caller(app, arrival).await?.authority.is_active;
    Ok(if is_known { answer::empty(StatusCode::OK) } else { unauthorized() })
}

/// 401 for those who expect no JSON.
pub(crate) fn unauthorized() -> Response {
    answer::of_type(StatusCode::UNAUTHORIZED, "text/plain; charset=utf-8", "Unauthorized")
}
