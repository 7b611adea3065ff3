//! The kernel's reply as an HTTP answer.

use std::io;

use bytes::Bytes;
use futures_util::stream;
use http::StatusCode;
use http::header::{CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use ironwood_rest::Reply;
use tokio::sync::mpsc;

use super::hop::Answered;
use super::stream::Pieces;
use crate::answer::{self, Body, Response, set};
use crate::arrival::Arrival;
use crate::files;
use crate::options::Options;
use crate::sign_in::cookies;

const JSON: &str = "application/json";

pub(super) fn response(arrival: &Arrival, options: &Options, answered: Answered) -> Response {
    let mut response = match answered.content {
        Pieces::Whole(reply) => whole(arrival, reply),
        Pieces::Stream(pieces) => {
            let mut response = Response::new(streamed(pieces));
            set(&mut response, CONTENT_TYPE, JSON);
            response
        }
    };
    if let Some(session) = answered.session {
        cookies::sign_in(&mut response, options.cookies, &session);
    }
    response
}

fn whole(arrival: &Arrival, reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let has_body = !reply.body.is_empty();
    let mut response = Response::new(answer::whole(reply.body));
    *response.status_mut() = status;
    if has_body {
        set(&mut response, CONTENT_TYPE, JSON);
    }
    for (name, value) in &reply.headers {
        if let Ok(name) = HeaderName::try_from(*name) {
            set(&mut response, name, value);
        }
    }
    let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
    if status == StatusCode::OK && tag.is_some_and(|tag| files::is_known(arrival.header(IF_NONE_MATCH), tag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = answer::whole(Bytes::new());
    }
    response
}

/// A body that comes piece by piece.
fn streamed(pieces: mpsc::Receiver<io::Result<Bytes>>) -> Body {
    let frames =
        stream::unfold(pieces, async |mut pieces| pieces.recv().await.map(|piece| (piece.map(Frame::data), pieces)));
    StreamBody::new(frames).boxed_unsync()
}
