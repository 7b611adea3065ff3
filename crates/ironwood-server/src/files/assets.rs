//! Files and pages that the binary carries.

use bytes::Bytes;
use http::StatusCode;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH, VARY,
};
use ironwood_assets::{StaticFile, pages, static_file};

use super::is_known;
use crate::answer::{self, Response, set};
use crate::arrival::Arrival;
use crate::negotiate::accepts_gzip;

/// A file below `/static/`.
pub(crate) fn asset(arrival: &Arrival) -> Response {
    match static_file(arrival.uri.path()) {
        Some(file) => send(arrival, file),
        None => answer::of_type(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "Not found\n"),
    }
}

/// A page of the server's own.
pub(crate) fn page(arrival: &Arrival, page: &'static StaticFile) -> Response {
    let mut response = send(arrival, page);
    set(&mut response, CONTENT_SECURITY_POLICY, pages::CONTENT_SECURITY_POLICY);
    response
}

fn send(arrival: &Arrival, file: &'static StaticFile) -> Response {
    let mut response = if is_known(arrival.header(IF_NONE_MATCH), file.etag) {
        answer::empty(StatusCode::NOT_MODIFIED)
    } else {
        match file.gzip().filter(|_| accepts_gzip(arrival.header(ACCEPT_ENCODING))) {
            Some(packed) => {
                let mut response = answer::of_type(StatusCode::OK, file.content_type, Bytes::from_static(packed));
                set(&mut response, CONTENT_ENCODING, "gzip");
                response
            }
            None => answer::of_type(StatusCode::OK, file.content_type, file.plain().into_owned()),
        }
    };
    set(&mut response, ETAG, file.etag);
    // The paths carry no version: browsers ask each time, and mostly hear that nothing changed.
    set(&mut response, CACHE_CONTROL, "no-cache");
    set(&mut response, VARY, "Accept-Encoding");
    response
}
