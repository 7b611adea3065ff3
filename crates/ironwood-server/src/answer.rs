//! Answers: bodies of one type, whatever they are made of.

use std::io;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

/// A body that may come piece by piece; an error in it breaks the connection off, so that half a body is never taken for a whole.
pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;

pub(crate) type Response = http::Response<Body>;

/// A body that is there as a whole.
pub(crate) fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// An answer without a body.
pub(crate) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(whole(Bytes::new()));
    *response.status_mut() = status;
    response
}

/// An answer of one type; a text that is no header value is left out.
pub(crate) fn of_type(status: StatusCode, content_type: &str, bytes: impl Into<Bytes>) -> Response {
    let mut response = Response::new(whole(bytes));
    *response.status_mut() = status;
    set(&mut response, CONTENT_TYPE, content_type);
    response
}

/// A JSON value.
pub(crate) fn json(status: StatusCode, value: &Value) -> Response {
    of_type(status, "application/json", value.to_string())
}

/// The framework's form of a message.
pub(crate) fn detail(status: StatusCode, text: &str) -> Response {
    json(status, &json!({"detail": text}))
}

/// Sends the client elsewhere.
pub(crate) fn redirect(status: StatusCode, to: &str) -> Response {
    let mut response = empty(status);
    set(&mut response, LOCATION, to);
    response
}

/// Sets a header; a text that cannot be a header value changes nothing.
pub(crate) fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Adds a header beside those of the same name.
pub(crate) fn add(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().append(name, value);
    }
}
