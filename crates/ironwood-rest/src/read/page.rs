//! Links of a page to its neighbours.

use std::fmt::Write as _;

use crate::request::Request;

/// URLs of the next and the previous page (spec 00 §3). Like the framework's, they name the parameters in alphabetical order.
pub fn page_links(request: &Request, limit: i64, offset: i64, count: i64) -> (Option<String>, Option<String>) {
    let next = (offset.saturating_add(limit) < count).then(|| link(request, limit, Some(offset + limit)));
    let previous = (offset > 0).then(|| {
        let before = offset - limit;
        link(request, limit, (before > 0).then_some(before))
    });
    (next, previous)
}

fn link(request: &Request, limit: i64, offset: Option<i64>) -> String {
    let (limit, offset) = (limit.to_string(), offset.map(|offset| offset.to_string()));
    let mut pairs: Vec<(&str, &str)> = request
        .query
        .pairs()
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .filter(|(key, _)| !matches!(*key, "limit" | "offset"))
        .collect();
    pairs.push(("limit", &limit));
    if let Some(offset) = &offset {
        pairs.push(("offset", offset));
    }
    pairs.sort_by_key(|(key, _)| *key);
    let mut url = format!("{}{}?", request.origin, request.path);
    for (at, (key, value)) in pairs.iter().enumerate() {
        if at > 0 {
            url.push('&');
        }
        quote(key, &mut url);
        url.push('=');
        quote(value, &mut url);
    }
    url
}

/// Form encoding: blanks become `+`.
fn quote(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            // Writing to a String cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
}
