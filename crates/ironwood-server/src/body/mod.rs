//! Bodies: read within a limit and a time, then understood by their type (spec 00 §2).

mod form;
mod json;
mod multipart;

pub(crate) use json::parse as parse_json;

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use ironwood_rest::Upload;
use serde_json::Value;

use crate::refusal::Refusal;

/// How long a body may pause.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much of a body is read and thrown away, so that its sender gets to see the answer.
const MOST_DISCARDED: u64 = 64 << 20;

/// A body in the kernel's terms.
#[derive(Debug, Default)]
pub(crate) struct Content {
    /// JSON as it is; forms as an object of texts, with a list of texts where a name comes several times.
    pub(crate) value: Value,
    /// Files of a form.
    pub(crate) uploads: Vec<Upload>,
}

/// What a body says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    Form,
    /// With the text that separates its parts.
    Multipart(String),
}

impl Kind {
    /// Reads `Content-Type`; `None` when there is no body.
    ///
    /// # Errors
    /// [`Refusal::MediaType`] for a type we do not read, [`Refusal::Multipart`] when the separator is missing.
    pub(crate) fn of(headers: &HeaderMap, body: &Incoming) -> Result<Option<Self>, Refusal> {
        if body.is_end_stream() {
            return Ok(None);
        }
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self::parse(content_type).map(Some)
    }

    fn parse(content_type: &str) -> Result<Self, Refusal> {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" => Ok(Kind::Json),
            "application/x-www-form-urlencoded" => Ok(Kind::Form),
            "multipart/form-data" => multer::parse_boundary(content_type)
                .map(Kind::Multipart)
                .map_err(|_| Refusal::Multipart("Invalid boundary in multipart: None".into())),
            _ => Err(Refusal::MediaType(content_type.to_owned())),
        }
    }
}

/// Reads a body and understands it. `limit` is in bytes.
///
/// # Errors
/// [`Refusal`]; then the rest of the body has been thrown away.
pub(crate) async fn read(headers: &HeaderMap, body: Incoming, kind: Kind, limit: u64) -> Result<Content, Refusal> {
    if let Kind::Multipart(boundary) = kind {
        if announced(headers).is_some_and(|length| length > limit) {
            discard(body).await;
            return Err(Refusal::TooLarge(limit));
        }
        return multipart::read(body, boundary, limit).await;
    }
    let bytes = bytes(headers, body, limit).await?;
    let value = if kind == Kind::Json { json::parse(&bytes)? } else { form::parse(&bytes)? };
    Ok(Content { value, uploads: Vec::new() })
}

/// Reads a body whatever it is. `limit` is in bytes.
///
/// # Errors
/// [`Refusal`]; then the rest of the body has been thrown away.
pub(crate) async fn bytes(headers: &HeaderMap, mut body: Incoming, limit: u64) -> Result<Bytes, Refusal> {
    let read = match announced(headers) {
        Some(length) if length > limit => Err(Refusal::TooLarge(limit)),
        _ => collect(&mut body, limit).await,
    };
    if read.is_err() {
        discard(body).await;
    }
    read
}

/// The length that the client announced.
pub(crate) fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads and forgets the rest of a body: a client that is still sending would otherwise see a broken connection instead of the
/// answer.
pub(crate) async fn discard(mut body: Incoming) {
    let mut left = MOST_DISCARDED;
    while let Ok(Some(data)) = chunk(&mut body).await {
        match left.checked_sub(data.len() as u64) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

async fn collect(body: &mut Incoming, limit: u64) -> Result<Bytes, Refusal> {
    let mut bytes = BytesMut::new();
    while let Some(data) = chunk(body).await? {
        if (bytes.len() + data.len()) as u64 > limit {
            return Err(Refusal::TooLarge(limit));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.freeze())
}

/// The next piece of a body; `None` at its end.
async fn chunk(body: &mut Incoming) -> Result<Option<Bytes>, Refusal> {
    loop {
        let frame = tokio::time::timeout(PATIENCE, body.frame())
            .await
            .map_err(|_| Refusal::Incomplete(format!("nothing came for {} seconds", PATIENCE.as_secs())))?;
        match frame {
            None => return Ok(None),
            Some(Err(error)) => return Err(Refusal::Incomplete(error.to_string())),
            // What is no data is a trailer, and says nothing to us.
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_types_are_read() {
        assert_eq!(Kind::parse("application/json"), Ok(Kind::Json));
        assert_eq!(Kind::parse("Application/JSON; charset=utf-8"), Ok(Kind::Json));
        assert_eq!(Kind::parse("application/x-www-form-urlencoded"), Ok(Kind::Form));
        assert_eq!(Kind::parse("multipart/form-data; boundary=xyz"), Ok(Kind::Multipart("xyz".into())));
        for other in ["text/plain", "text/plain; charset=utf-8", "", "json"] {
            assert_eq!(Kind::parse(other), Err(Refusal::MediaType(other.into())));
        }
        assert!(matches!(Kind::parse("multipart/form-data"), Err(Refusal::Multipart(_))));
    }
}
