//! Pages of other origins (spec 00 §14).

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::{Method, StatusCode};

use crate::answer::{self, Response, set};
use crate::arrival::Arrival;
use crate::options::{Cors, Options};

/// Paths that pages of other origins may ask for.
const PATHS: [&str; 5] = ["/api/", "/auth/", "/media/", "/plugin/", "/static/"];
const HEADERS: &str = "accept, authorization, content-type, user-agent, x-csrftoken, x-requested-with";
const METHODS: &str = "DELETE, GET, OPTIONS, PATCH, POST, PUT";
/// Seconds for which a browser need not ask again.
const MAX_AGE: &str = "86400";

/// The answer to a browser that asks whether it may ask; `None` for everything else.
pub(crate) fn preflight(arrival: &Arrival) -> Option<Response> {
    let asks = arrival.method == Method::OPTIONS && arrival.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    (asks && concerns(arrival)).then(|| answer::empty(StatusCode::OK))
}

/// Tells the browser that the page may read the answer, if it may.
pub(crate) fn permit(arrival: &Arrival, options: &Options, response: &mut Response) {
    let Some(origin) = arrival.header(ORIGIN).filter(|_| concerns(arrival)) else { return };
    if arrival.uri.path().starts_with("/static/") {
        // Nothing secret is there.
        return set(response, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    if is_trusted(&options.cors, options.site_url.as_deref(), origin) {
        set(response, ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if options.cors.credentials {
            set(response, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
    } else if options.cors.allow_all {
        // Never together with credentials: any page in the world could read what its visitor may.
        set(response, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    } else {
        return;
    }
    if arrival.method == Method::OPTIONS {
        set(response, ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        set(response, ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        set(response, ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    }
}

fn concerns(arrival: &Arrival) -> bool {
    PATHS.iter().any(|path| arrival.uri.path().starts_with(path))
}

fn is_trusted(cors: &Cors, site_url: Option<&str>, origin: &str) -> bool {
    site_url == Some(origin)
        || cors.origins.iter().any(|known| known == origin)
        || cors.patterns.iter().any(|pattern| pattern.is_match(origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_trusted_by_name_or_by_a_pattern_of_the_whole() {
        let cors = Cors {
            origins: vec!["https://shop.example".into()],
            patterns: vec![Cors::pattern(r"https://(\w|\w+\.lab)\.example").unwrap()],
            ..Cors::default()
        };
        for origin in ["https://shop.example", "https://stock.example", "https://x1.lab.example"] {
            assert!(is_trusted(&cors, Some("https://stock.example"), origin), "{origin}");
        }
        for origin in ["http://shop.example", "https://x1.lab.example.evil.example", "null", ""] {
            assert!(!is_trusted(&cors, Some("https://stock.example"), origin), "{origin}");
        }
    }
}
