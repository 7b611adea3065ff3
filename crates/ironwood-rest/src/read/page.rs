//! What stands around the rows of a page: how many there are in all, and links to its neighbours (spec 00 §3).

use std::fmt::Write as _;

use crate::json::JsonWriter;
use crate::request::Request;

/// Begins a page: the count of the whole list, the links, and the key of the rows. A list and the end of the object must follow.
pub fn open_page(request: &Request, limit: i64, count: i64, out: &mut JsonWriter) {
    let (next, previous) = links(request, limit, request.query.offset(), count);
    out.open_object().key("count").int(count);
    for (name, link) in [("next", next), ("previous", previous)] {
        out.key(name);
        match link {
            Some(url) => out.text(&url),
            None => out.null(),
        };
    }
    out.key("results");
}

/// URLs of the next and the previous page. Like the framework's, they name the parameters in alphabetical order.
fn links(request: &Request, limit: i64, offset: i64, count: i64) -> (Option<String>, Option<String>) {
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
