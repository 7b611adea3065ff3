//! Uploaded files, for signed-in callers only (spec 71 §9.2).

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::TryStreamExt;
use http::StatusCode;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE, VARY,
};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::disposition::{content_type, is_attachment};
use super::is_known;
use super::range::Range;
use crate::answer::{self, Response, set};
use crate::app::App;
use crate::arrival::Arrival;
use crate::query::decoded_path;
use crate::refusal::Failure;
use crate::{api, pages};

/// Bytes that are read of a file at once.
const CHUNK: usize = 64 << 10;

/// A file below `/media/`.
///
/// # Errors
/// 401 for credentials that do not work; from storage.
pub(crate) async fn media(app: &Arc<App>, arrival: &Arrival, prefix: &str) -> Result<Response, Failure> {
    if !api::caller(app, arrival).await?.authority.is_active {
        return Ok(pages::unauthorized());
    }
    let path = decoded_path(arrival.uri.path());
    let Some(path) = app.site.media.find(path.strip_prefix(prefix).unwrap_or_default()) else {
        return Ok(missing());
    };
    Ok(match send(arrival, &path).await {
        Ok(response) => response,
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                tracing::warn!(request = %arrival.id, %error, path = %path.display(), "a media file cannot be read");
            }
            missing()
        }
    })
}

async fn send(arrival: &Arrival, path: &Path) -> io::Result<Response> {
    let mut file = File::open(path).await?;
    let facts = file.metadata().await?;
    if !facts.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let length = facts.len();
    let tag = entity_tag(length, facts.modified()?);
    let mut response = if is_known(arrival.header(IF_NONE_MATCH), &tag) {
        answer::empty(StatusCode::NOT_MODIFIED)
    } else {
        // A part of a file that has changed since would not fit the rest.
        let same = arrival.header(IF_RANGE).is_none_or(|known| known.trim() == tag);
        match Range::read(arrival.header(RANGE).filter(|_| same), length) {
            Range::All => stream(file, StatusCode::OK, length),
            Range::Part(first, last) => {
                file.seek(io::SeekFrom::Start(first)).await?;
                let mut response = stream(file, StatusCode::PARTIAL_CONTENT, last - first + 1);
                set(&mut response, CONTENT_RANGE, &format!("bytes {first}-{last}/{length}"));
                response
            }
            Range::Nowhere => {
                let mut response = answer::empty(StatusCode::RANGE_NOT_SATISFIABLE);
                set(&mut response, CONTENT_RANGE, &format!("bytes */{length}"));
                return Ok(response);
            }
        }
    };
    let kind = content_type(&path.to_string_lossy());
    if is_attachment(&kind) {
        set(&mut response, CONTENT_DISPOSITION, "attachment");
        // Whoever opens it all the same gets a page that can do nothing.
        set(&mut response, CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    }
    set(&mut response, CONTENT_TYPE, &kind);
    set(&mut response, ETAG, &tag);
    set(&mut response, ACCEPT_RANGES, "bytes");
    set(&mut response, CACHE_CONTROL, "private, no-cache");
    set(&mut response, VARY, "Authorization, Cookie");
    Ok(response)
}

fn stream(file: File, status: StatusCode, length: u64) -> Response {
    let pieces = ReaderStream::with_capacity(file.take(length), CHUNK);
    let mut response = Response::new(StreamBody::new(pieces.map_ok(Frame::data)).boxed_unsync());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_LENGTH, length.into());
    response
}

/// Another tag whenever the file is another one: its length and the time it was written.
fn entity_tag(length: u64, modified: SystemTime) -> String {
    let written = modified.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("\"{length:x}-{written:x}\"")
}

fn missing() -> Response {
    answer::of_type(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "Not found\n")
}
