//! What ends a request here, at the surface, before or beside the kernel's own errors; and the one wire form of both.

use http::StatusCode;
use http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use ironwood_db::DbError;
use ironwood_rest::Error;
use serde_json::json;
use uuid::Uuid;

use crate::answer::{self, Response};

/// A request that the surface refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// The body says it is JSON and is not.
    #[error("JSON parse error - {0}")]
    Json(String),
    /// The body says it is a multipart form and is not.
    #[error("Multipart form parse error - {0}")]
    Multipart(String),
    /// The body is of a type that we do not read.
    #[error("Unsupported media type \"{0}\" in request.")]
    MediaType(String),
    /// More parameters than anybody has use for.
    #[error("The query or form has more than {} parameters.", crate::query::MOST_PARAMETERS)]
    Parameters,
    /// The body is larger than its limit in bytes.
    #[error("The body is larger than the {0} bytes that this server takes.")]
    TooLarge(u64),
    /// The body did not come in time, or broke off.
    #[error("The body of the request did not arrive: {0}")]
    Incomplete(String),
    /// Nothing that the client reads is JSON.
    #[error("Could not satisfy the request Accept header.")]
    NotAcceptable,
    /// `?format=` names something else than JSON.
    #[error("Not found.")]
    Format,
    /// A page of somebody else may have sent this.
    #[error("CSRF Failed: {0}")]
    Csrf(String),
    /// A page of somebody else may have asked the account API.
    #[error(
        "CSRF verification failed. Ensure INVENTREE_SITE_URL and INVENTREE_TRUSTED_ORIGINS are configured correctly."
    )]
    ForeignPage,
    /// The caller must have a second factor and has not shown one.
    #[error("You must enable two-factor authentication before doing anything else.")]
    SecondFactor,
    /// Too many requests; seconds to wait.
    #[error("Request was throttled. Expected available in {0} second{plural}.", plural = if *.0 == 1 { "" } else { "s" })]
    Throttled(u64),
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Refusal::Json(_) | Refusal::Multipart(_) | Refusal::Parameters => StatusCode::BAD_REQUEST,
            Refusal::MediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::Incomplete(_) => StatusCode::REQUEST_TIMEOUT,
            Refusal::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Refusal::Format => StatusCode::NOT_FOUND,
            Refusal::Csrf(_) | Refusal::ForeignPage => StatusCode::FORBIDDEN,
            Refusal::SecondFactor => StatusCode::UNAUTHORIZED,
            Refusal::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// Everything that ends a request other than success.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Api(#[from] Error),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl Failure {
    /// Nobody, or nobody known, is asking.
    pub(crate) fn unauthenticated(detail: &str) -> Self {
        Failure::Api(Error::Unauthenticated(detail.to_owned()))
    }

    /// Nothing was said about who is asking (spec 00 §13).
    pub(crate) fn no_credentials() -> Self {
        Failure::unauthenticated("Authentication credentials were not provided.")
    }

    /// The answer. What is our fault goes to the log under the id of the request, and only there.
    pub(crate) fn into_response(self, request: Uuid) -> Response {
        match self {
            Failure::Refused(refusal) => {
                let text = refusal.to_string();
                let body = match refusal {
                    Refusal::SecondFactor => json!({"id": "mfa_register", "error": text}),
                    _ => json!({"detail": text}),
                };
                let mut response = answer::json(refusal.status(), &body);
                if let Refusal::Throttled(seconds) = refusal {
                    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
                }
                response
            }
            Failure::Api(error) => {
                let (status, body) = error.answer();
                if status == 500 {
                    tracing::error!(%request, %error, "a request failed");
                }
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let mut response = answer::json(status, &body);
                match status {
                    StatusCode::UNAUTHORIZED => {
                        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Token"));
                    }
                    StatusCode::SERVICE_UNAVAILABLE => {
                        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
                    }
                    _ => {}
                }
                response
            }
        }
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Failure::Api(error.into())
    }
}

impl ironwood_db::Refusal for Failure {
    fn is_retryable(&self) -> bool {
        match self {
            Failure::Api(error) => error.is_retryable(),
            Failure::Refused(_) => false,
        }
    }
}

/// The answer to a request under which the server stumbled.
pub(crate) fn broken(request: Uuid, what: &str) -> Response {
    Failure::Api(Error::Internal(what.to_owned())).into_response(request)
}

/// The answer for a path below `/api/` that leads nowhere (spec 00 §1); `url` is absolute.
pub(crate) fn no_endpoint(url: &str) -> Response {
    answer::json(StatusCode::NOT_FOUND, &json!({"detail": "API endpoint not found", "url": url}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_counted_in_words() {
        assert_eq!(Refusal::Throttled(1).to_string(), "Request was throttled. Expected available in 1 second.");
        assert_eq!(Refusal::Throttled(7).to_string(), "Request was throttled. Expected available in 7 seconds.");
    }

    #[test]
    fn the_headers_say_how_to_go_on() {
        let id = Uuid::nil();
        let response = Failure::no_credentials().into_response(id);
        assert_eq!(
            (response.status().as_u16(), &response.headers()["www-authenticate"]),
            (401, &"Token".parse().unwrap())
        );
        let response = Failure::from(Refusal::Throttled(9)).into_response(id);
        assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (429, &"9".parse().unwrap()));
        let response = Failure::from(DbError::Contended("x".into())).into_response(id);
        assert_eq!((response.status().as_u16(), &response.headers()["retry-after"]), (503, &"1".parse().unwrap()));
    }
}
