//! Text, web addresses, e-mail addresses.

use ironwood_db::{Cell, Param};
use serde_json::{Map, Value, json};

use super::{Cleaning, Kind, Rejected, rejected};
use crate::json::JsonWriter;
use crate::read::Render;

/// Text.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// Fewest characters that forms are told of; an empty text is refused by the field that is not blank.
    pub min: usize,
    /// Most characters; 0 for no limit of its own.
    pub max: usize,
    /// Whether it is notes in Markdown, of as many lines as one likes.
    pub multiline: bool,
    /// Whether its length is judged with the rules of the model.
    pub late: bool,
}

impl Text {
    /// One line of at most `max` characters.
    pub const fn max(max: usize) -> Self {
        Text { min: 0, max, multiline: false, late: false }
    }

    /// One line of `min` to `max` characters.
    pub const fn between(min: usize, max: usize) -> Self {
        Text { min, max, multiline: false, late: false }
    }

    /// One line without a limit that forms would show.
    pub const fn any() -> Self {
        Text { min: 0, max: 0, multiline: false, late: false }
    }

    /// Markdown notes (spec 00 §8).
    pub const fn notes() -> Self {
        Text { min: 0, max: 50_000, multiline: true, late: false }
    }

    /// Its length is judged with the rules of the model, not with the fields.
    pub const fn judged_late(mut self) -> Self {
        self.late = true;
        self
    }
}

/// Reads a text as the framework does: numbers count, truth values and structures do not; blanks around it go.
pub(crate) fn plain(input: &Value) -> Result<String, Rejected> {
    match input {
        Value::String(text) => Ok(text.trim().to_owned()),
        Value::Number(number) => Ok(number.to_string()),
        _ => rejected("Not a valid string."),
    }
}

pub(crate) fn check_length(text: &str, max: usize) -> Result<(), Rejected> {
    if max > 0 && text.chars().count() > max {
        return rejected(format!("Ensure this field has no more than {max} characters."));
    }
    Ok(())
}

impl Kind for Text {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let text = plain(input)?;
        if text.contains('\0') {
            return rejected("Null characters are not allowed.");
        }
        if !self.late {
            check_length(&text, self.max)?;
        }
        Ok(Param::Text(text))
    }

    fn limits(&self, value: &Param) -> Rejected {
        let length = value.as_text().unwrap_or_default().chars().count();
        if !self.late || length <= self.max {
            return Vec::new();
        }
        vec![format!("Ensure this value has at most {} characters (it has {length}).", self.max)]
    }

    fn encode(&self, cell: Cell<'_>, _: &Render<'_>, out: &mut JsonWriter) {
        match cell {
            Cell::Text(text) => out.text(text),
            Cell::Int(number) => out.text(&number.to_string()),
            Cell::Real(number) => out.text(&number.to_string()),
            _ => out.null(),
        };
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "string".into());
        if self.min > 0 {
            meta.insert("min_length".into(), self.min.into());
        }
        if self.max > 0 {
            meta.insert("max_length".into(), self.max.into());
        }
    }

    fn openapi(&self) -> Value {
        if self.max > 0 { json!({"type": "string", "maxLength": self.max}) } else { json!({"type": "string"}) }
    }

    fn cleaning(&self) -> Cleaning {
        if self.multiline { Cleaning::Notes } else { Cleaning::Line }
    }

    fn is_text(&self) -> bool {
        true
    }
}

/// A web address (schemes http, https, ftp, ftps).
#[derive(Debug, Clone, Copy)]
pub struct Url {
    /// Most characters.
    pub max: usize,
}

impl Kind for Url {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let text = plain(input)?;
        if !text.is_empty() && !is_url(&text) {
            return rejected("Enter a valid URL.");
        }
        check_length(&text, self.max)?;
        Ok(Param::Text(text))
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        Text::any().encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "url".into());
        meta.insert("max_length".into(), self.max.into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "string", "format": "uri", "maxLength": self.max})
    }

    fn is_web_address(&self) -> bool {
        true
    }

    fn is_text(&self) -> bool {
        true
    }
}

/// Whether the text is a web address with a scheme and a host that a browser could reach.
pub fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ftp" | "ftps") {
        return false;
    }
    if text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_port = authority.rsplit('@').next().unwrap_or_default();
    if let Some(address) = host_port.strip_prefix('[') {
        return address.split_once(']').is_some_and(|(ip, _)| ip.parse::<std::net::Ipv6Addr>().is_ok());
    }
    let (host, port) = host_port.split_once(':').unwrap_or((host_port, "80"));
    port.parse::<u16>().is_ok() && is_host(host)
}

fn is_host(host: &str) -> bool {
    if host.eq_ignore_ascii_case("localhost") || host.parse::<std::net::Ipv4Addr>().is_ok() {
        return true;
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let labels: Vec<&str> = host.split('.').collect();
    let label_fits = |label: &&str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    let top = labels.last().copied().unwrap_or_default();
    host.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(label_fits)
        && top.chars().count() >= 2
        && !top.chars().all(|letter| letter.is_ascii_digit())
}

/// A short name of letters, digits, hyphens and underscores, made from a longer one.
#[derive(Debug, Clone, Copy)]
pub struct Slug {
    /// Most characters.
    pub max: usize,
}

impl Kind for Slug {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let text = plain(input)?;
        if !text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')) {
            return rejected("Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens.");
        }
        check_length(&text, self.max)?;
        Ok(Param::Text(text))
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        Text::any().encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "slug".into());
        meta.insert("max_length".into(), self.max.into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": self.max})
    }

    fn is_text(&self) -> bool {
        true
    }
}

/// An e-mail address.
#[derive(Debug, Clone, Copy)]
pub struct Email {
    /// Most characters.
    pub max: usize,
}

impl Kind for Email {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let text = plain(input)?;
        if !text.is_empty() && !is_email(&text) {
            return rejected("Enter a valid email address.");
        }
        check_length(&text, self.max)?;
        Ok(Param::Text(text))
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        Text::any().encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "email".into());
        meta.insert("max_length".into(), self.max.into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "string", "format": "email", "maxLength": self.max})
    }

    fn is_text(&self) -> bool {
        true
    }
}

/// Whether the text is an address `local@host` with a top level domain of two letters or more.
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|letter| letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{}|~.".contains(letter));
    local_fits && (host.eq_ignore_ascii_case("localhost") || is_host(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_need_a_scheme_and_a_host() {
        for good in ["http://example.com", "https://a-b.example.org:8080/x?y#z", "ftp://10.0.0.1/f", "http://[::1]/"] {
            assert!(is_url(good), "{good}");
        }
        for bad in ["example.com", "javascript:alert(1)", "http://", "http://nodot", "http://a b.com", "http://x.1"] {
            assert!(!is_url(bad), "{bad}");
        }
    }

    #[test]
    fn mail_addresses_need_a_real_domain() {
        assert!(is_email("a.b+c@example.com") && is_email("x@localhost"));
        for bad in ["x", "x@y", "x@y.z", ".x@example.com", "x@@example.com", "x y@example.com"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn slugs_are_plain_words() {
        assert_eq!(Slug { max: 9 }.decode(&json!("long-lead")), Ok(Param::Text("long-lead".into())));
        assert!(
            Slug { max: 9 }.decode(&json!("long lead")).is_err() && Slug { max: 3 }.decode(&json!("abcd")).is_err()
        );
    }
}
