//! That a browser's session is used by a page of ours (spec 10 §1.1): where the request comes from, and a token that no other
//! page can read.

use http::header::{HeaderName, ORIGIN, REFERER};
use ironwood_auth::django::{CsrfSource, check_csrf};

use super::cookies;
use crate::arrival::Arrival;
use crate::options::Options;
use crate::refusal::Refusal;

const HEADER: HeaderName = HeaderName::from_static("x-csrftoken");
/// Where HTML forms carry the token.
pub(crate) const FIELD: &str = "csrfmiddlewaretoken";

/// What a request shows to prove that it comes from a page of ours.
pub(crate) struct Proof<'a> {
    pub(crate) arrival: &'a Arrival,
    /// The form field, where there is one.
    pub(crate) field: Option<&'a str>,
}

impl Proof<'_> {
    /// Checks it.
    ///
    /// # Errors
    /// The first reason against it, in the framework's words.
    pub(crate) fn check(&self, options: &Options) -> Result<(), Refusal> {
        let refuse = |reason: String| Err(Refusal::Csrf(reason));
        if let Some(origin) = self.arrival.header(ORIGIN) {
            if !self.is_ours(options, origin) {
                return refuse(format!("Origin checking failed - {origin} does not match any trusted origins."));
            }
        } else if self.arrival.scheme == "https" {
            let Some(referer) = self.arrival.header(REFERER) else {
                return refuse("Referer checking failed - no Referer.".into());
            };
            let Some(origin) = origin_of(referer) else {
                return refuse("Referer checking failed - Referer is malformed.".into());
            };
            if !self.is_ours(options, origin) {
                return refuse(format!("Referer checking failed - {referer} does not match any trusted origins."));
            }
        }
        let header = self.arrival.header(HEADER).map(|token| (CsrfSource::Header, token));
        let field = self.field.map(|token| (CsrfSource::Form, token));
        check_csrf(self.arrival.cookie(cookies::CSRF), field.or(header)).or_else(|reason| refuse(reason.to_string()))
    }

    fn is_ours(&self, options: &Options, origin: &str) -> bool {
        origin == self.arrival.origin()
            || options.site_url.as_deref() == Some(origin)
            || options.trusted_origins.iter().any(|trusted| matches(trusted, origin))
    }
}

/// Whether an origin is the trusted one or, behind `*.`, below its domain.
fn matches(trusted: &str, origin: &str) -> bool {
    match trusted.split_once("://*.") {
        None => trusted == origin,
        Some((scheme, domain)) => origin
            .strip_prefix(scheme)
            .and_then(|rest| rest.strip_prefix("://"))
            .and_then(|host| host.strip_suffix(domain))
            .is_some_and(|below| below.len() > 1 && below.ends_with('.')),
    }
}

/// Scheme and host of a URL.
fn origin_of(url: &str) -> Option<&str> {
    let host = url.find("://")? + 3;
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    (end > host).then(|| &url[..end])
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;
    use crate::options::Forwarded;

    const SECRET: &str = "CRuGKEAnOX8OhOEhWjNqx3YCyjnlY6UM";

    fn check(scheme: &str, headers: &[(&str, &str)], field: Option<&str>) -> Result<(), String> {
        let mut request = http::Request::post("/api/part/").header("host", "stock").header("x-forwarded-proto", scheme);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let here = SocketAddr::from(([127, 0, 0, 1], 8000));
        let arrival = Arrival::new(head, here, here, Forwarded { proto: true, ..Forwarded::default() });
        let mut options = Options::new("secret");
        options.site_url = Some("https://site.example".into());
        options.trusted_origins = vec!["http://ui.example:3000".into(), "https://*.lab.example".into()];
        Proof { arrival: &arrival, field }.check(&options).map_err(|refusal| refusal.to_string())
    }

    fn refused(reason: &str) -> Result<(), String> {
        Err(format!("CSRF Failed: {reason}"))
    }

    #[test]
    fn a_page_of_ours_shows_its_token_in_a_header_or_a_form() {
        let cookie = ("cookie", &*format!("csrftoken={SECRET}"));
        assert_eq!(check("http", &[cookie, ("x-csrftoken", SECRET)], None), Ok(()));
        assert_eq!(check("http", &[cookie], Some(SECRET)), Ok(()));
        assert_eq!(check("http", &[cookie], None), refused("CSRF token missing."));
        assert_eq!(check("http", &[("x-csrftoken", SECRET)], None), refused("CSRF cookie not set."));
    }

    #[test]
    fn the_origin_is_ours_or_trusted() {
        let cookie = ("cookie", &*format!("csrftoken={SECRET}"));
        let from = |scheme, name, value| check(scheme, &[cookie, ("x-csrftoken", SECRET), (name, value)], None);
        for origin in ["http://stock", "https://site.example", "http://ui.example:3000", "https://a.b.lab.example"] {
            assert_eq!(from("http", "origin", origin), Ok(()), "{origin}");
        }
        for origin in ["http://evil.example", "https://stock", "null", "https://lab.example", "https://evillab.example"]
        {
            let reason = format!("Origin checking failed - {origin} does not match any trusted origins.");
            assert_eq!(from("http", "origin", origin), refused(&reason));
        }
    }

    #[test]
    fn over_https_the_referer_stands_in_for_the_origin() {
        let cookie = ("cookie", &*format!("csrftoken={SECRET}"));
        let from = |referer| check("https", &[cookie, ("x-csrftoken", SECRET), ("referer", referer)], None);
        assert_eq!(from("https://stock/web/part/1"), Ok(()));
        assert_eq!(from("https://site.example?x"), Ok(()));
        assert_eq!(from("nonsense"), refused("Referer checking failed - Referer is malformed."));
        let reason = "Referer checking failed - https://stock.evil.example/ does not match any trusted origins.";
        assert_eq!(from("https://stock.evil.example/"), refused(reason));
        let none = check("https", &[cookie, ("x-csrftoken", SECRET)], None);
        assert_eq!(none, refused("Referer checking failed - no Referer."));
    }
}
