//! The API: from the head of a request to the kernel's answer. One hop to the database answers it, so that whoever is asking,
//! what they may and what they see all hold at one instant.

mod hop;
mod respond;
mod stream;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use http::StatusCode;
use http::header::{ALLOW, HeaderName, USER_AGENT, VARY};
use hyper::body::Incoming;
use ironwood_rest::{Error, Method, Query, Request};
use jiff::Timestamp;

use crate::account;
use crate::answer::{self, Response};
use crate::app::App;
use crate::arrival::Arrival;
use crate::body::{self, Kind};
use crate::negotiate;
use crate::query;
use crate::refusal::{Failure, Refusal, no_endpoint};
use crate::router::{Destination, Found, Place};
use crate::sign_in::{CSRF_FIELD, Presented, Proof};
use hop::Job;
pub(crate) use hop::caller;

/// What every path of the API begins with.
pub(crate) const PREFIX: &str = "/api/";

/// What the answers depend on beside the path.
const VARIES: &str = "Authorization, origin, Accept-Language, Cookie";

/// Bytes that a form with a file may have beside the file.
const FORM_ALLOWANCE: u64 = 2 << 20;

/// Answers a request to a path below `/api/`.
pub(crate) async fn answer(app: &Arc<App>, arrival: &Arrival, body: Incoming) -> Response {
    let path = query::decoded_path(arrival.uri.path());
    if let Some(place) = app.account.find(&path) {
        return account::answer(app, arrival, body, place).await;
    }
    let found = app.router.find(path.strip_prefix(PREFIX).unwrap_or_default());
    let allow = match &found {
        Some(Found { destination: Destination::Place(place), .. }) => Some(place.allow.as_str()),
        _ => None,
    };
    let outcome = match &found {
        Some(Found { destination: Destination::Place(place), captures }) => {
            ask(app, arrival, body, place, captures.clone()).await
        }
        Some(Found { destination: Destination::Metadata(model), captures }) => {
            let key = captures.first().map_or("", String::as_str);
            let to = format!("{PREFIX}metadata/{model}/pk/{key}/");
            Ok(answer::redirect(StatusCode::MOVED_PERMANENTLY, &to))
        }
        None => nowhere(app, arrival).await,
    };
    let mut response = outcome.unwrap_or_else(|failure| failure.into_response(arrival.id));
    if let Some(allow) = allow {
        answer::set(&mut response, ALLOW, allow);
    }
    answer::add(&mut response, VARY, VARIES);
    response
}

/// Signed-in callers learn that a path does not exist, others nothing.
async fn nowhere(app: &Arc<App>, arrival: &Arrival) -> Result<Response, Failure> {
    if caller(app, arrival).await?.authority.is_active {
        let url = format!("{}{}", arrival.origin(), arrival.path_and_query());
        return Ok(no_endpoint(&url));
    }
    Err(Failure::no_credentials())
}

async fn ask(
    app: &Arc<App>,
    arrival: &Arrival,
    body: Incoming,
    place: &Arc<Place>,
    captures: Vec<String>,
) -> Result<Response, Failure> {
    let pairs = query::pairs(arrival.uri.query().unwrap_or_default().as_bytes()).ok_or(Refusal::Parameters)?;
    let query = Query::new(pairs);
    negotiate(arrival, &query)?;
    let presented = Presented::read(arrival)?;
    let route = place.route(&app.kernel);
    let Some(method) = Method::from_name(arrival.method.as_str()) else {
        if caller(app, arrival).await?.authority.is_active {
            return Err(Error::MethodNotAllowed(arrival.method.to_string()).into());
        }
        return Err(Failure::no_credentials());
    };
    if presented.is_nothing() && !route.is_open(method) {
        body::discard(body).await;
        return Err(Failure::no_credentials());
    }
    // A body that cannot be read is told only to those who may send one.
    let (content, problem) = match content(app, arrival, body, method).await? {
        Ok(content) => (content, None),
        Err(refusal) => (body::Content::default(), Some(refusal)),
    };
    let proof = if presented.is_session() && method.is_write() {
        let field = content.value.get(CSRF_FIELD).and_then(|field| field.as_str());
        Proof { arrival, field: field.filter(|_| method == Method::Post) }.check(&app.options)
    } else {
        Ok(())
    };
    let request = Request {
        method,
        path: arrival.uri.path().to_owned(),
        origin: arrival.origin(),
        captures,
        query,
        body: content.value,
        uploads: content.uploads,
        client: facts(arrival, &presented),
    };
    let job = Job {
        id: arrival.id,
        visitor: arrival.visitor(),
        at: app.moment(Timestamp::now()),
        counted: AtomicBool::new(false),
        request,
        problem,
        presented,
        proof,
    };
    let answered = hop::run(app, place, job).await?;
    Ok(respond::response(arrival, &app.options, answered))
}

/// Refuses what a client could not read (spec 00 §2).
fn negotiate(arrival: &Arrival, query: &Query) -> Result<(), Refusal> {
    match query.get("format") {
        None | Some("" | "json") => {}
        Some(_) => return Err(Refusal::Format),
    }
    if negotiate::accepts_json(arrival.header(http::header::ACCEPT)) { Ok(()) } else { Err(Refusal::NotAcceptable) }
}

/// The body of a request that has one. The outer error ends the request, the inner one only after the caller was judged.
async fn content(
    app: &Arc<App>,
    arrival: &Arrival,
    body: Incoming,
    method: Method,
) -> Result<Result<body::Content, Refusal>, Failure> {
    if !method.is_write() {
        return Ok(Ok(body::Content::default()));
    }
    let kind = match Kind::of(&arrival.headers, &body) {
        Ok(Some(kind)) => kind,
        Ok(None) => return Ok(Ok(body::Content::default())),
        Err(refusal) => {
            body::discard(body).await;
            return Ok(Err(refusal));
        }
    };
    let mut limit = app.options.body_limit as u64;
    if matches!(kind, Kind::Multipart(_)) && body::announced(&arrival.headers).is_none_or(|length| length > limit) {
        // Files are large: nobody unknown may make us read one.
        match hop::upload_limit(app, arrival).await {
            Ok(bytes) => limit = limit.max(bytes + FORM_ALLOWANCE),
            Err(failure) => {
                body::discard(body).await;
                return Err(failure);
            }
        }
    }
    Ok(body::read(&arrival.headers, body, kind, limit).await)
}

/// What answers may want to know of the client.
fn facts(arrival: &Arrival, presented: &Presented) -> Vec<(&'static str, String)> {
    let mut facts = vec![("remote-addr", arrival.address.to_string()), ("host", arrival.host.clone())];
    for (name, header) in [
        ("user-agent", USER_AGENT),
        ("accept-language", http::header::ACCEPT_LANGUAGE),
        ("remote-user", HeaderName::from_static("remote-user")),
    ] {
        if let Some(value) = arrival.header(header) {
            facts.push((name, value.to_owned()));
        }
    }
    if let Some(token) = presented.token() {
        facts.push(("token", token.to_owned()));
    }
    if let Presented::Session { key, .. } = presented {
        facts.push(("session", key.clone()));
    }
    facts
}
