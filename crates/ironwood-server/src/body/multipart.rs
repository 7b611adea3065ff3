//! Multipart forms: texts and files.

use futures_util::{StreamExt, stream};
use hyper::body::Incoming;
use ironwood_rest::Upload;
use multer::{Constraints, Multipart, SizeLimit};

use super::form::Fields;
use super::{Content, chunk, discard};
use crate::query::MOST_PARAMETERS;
use crate::refusal::Refusal;

/// Reads a form of at most `limit` bytes.
pub(super) async fn read(mut body: Incoming, boundary: String, limit: u64) -> Result<Content, Refusal> {
    let content = {
        let pieces = stream::unfold(&mut body, async |body| chunk(body).await.transpose().map(|piece| (piece, body)));
        let constraints = Constraints::new().size_limit(SizeLimit::new().whole_stream(limit));
        parts(Multipart::with_constraints(pieces.boxed(), boundary, constraints)).await
    };
    if content.is_err() {
        discard(body).await;
    }
    content
}

async fn parts(mut form: Multipart<'_>) -> Result<Content, Refusal> {
    let mut fields = Fields::default();
    let mut uploads = Vec::new();
    while let Some(part) = form.next_field().await.map_err(refusal)? {
        if fields.len() + uploads.len() >= MOST_PARAMETERS {
            return Err(Refusal::Parameters);
        }
        let Some(field) = part.name().map(str::to_owned) else { continue };
        let name = part.file_name().map(str::to_owned);
        let content = part.bytes().await.map_err(refusal)?;
        match name {
            // What a browser sends for a file field that nobody filled in.
            Some(name) if name.is_empty() => {}
            Some(name) => uploads.push(Upload { field, name, content }),
            None => fields.add(field, String::from_utf8_lossy(&content).into_owned()),
        }
    }
    Ok(Content { value: fields.into_value(), uploads })
}

fn refusal(error: multer::Error) -> Refusal {
    match error {
        multer::Error::StreamSizeExceeded { limit } | multer::Error::FieldSizeExceeded { limit, .. } => {
            Refusal::TooLarge(limit)
        }
        multer::Error::StreamReadFailed(error) => match error.downcast::<Refusal>() {
            Ok(refusal) => *refusal,
            Err(error) => Refusal::Incomplete(error.to_string()),
        },
        error => Refusal::Multipart(error.to_string()),
    }
}
