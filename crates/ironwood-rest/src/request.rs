//! A request as the kernel sees it, and the answer it gives: no HTTP types.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::audit::Visitor;
use crate::error::Result;
use crate::query::Query;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Read.
    Get,
    /// Create or act.
    Post,
    /// Replace.
    Put,
    /// Change in part.
    Patch,
    /// Delete.
    Delete,
    /// Describe.
    Options,
}

impl Method {
    /// The methods in the order of the `Allow` header (spec 00 §1), without HEAD and OPTIONS.
    pub const ORDER: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];

    /// As HTTP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
        }
    }

    /// The method of this HTTP name; HEAD is a GET whose body is not sent.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "GET" | "HEAD" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "PATCH" => Method::Patch,
            "DELETE" => Method::Delete,
            "OPTIONS" => Method::Options,
            _ => return None,
        })
    }

    /// The permission the method asks for.
    pub fn action(self) -> ironwood_auth::Action {
        ironwood_auth::Action::of_method(self.name()).unwrap_or(ironwood_auth::Action::View)
    }

    /// Whether it may change something.
    pub fn is_write(self) -> bool {
        !matches!(self, Method::Get | Method::Options)
    }
}

/// A file sent with a form.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Name of the form field.
    pub field: String,
    /// Name of the file as the client calls it.
    pub name: String,
    /// Its bytes.
    pub content: bytes::Bytes,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is asked for.
    pub method: Method,
    /// Path with the leading slash, without query.
    pub path: String,
    /// Scheme and host the client used, for absolute links.
    pub origin: String,
    /// Values of the placeholders of the route, in order.
    pub captures: Vec<String>,
    /// The query string.
    pub query: Query,
    /// The body; null when there is none. Form bodies are objects of texts.
    pub body: Value,
    /// Files of a multipart body.
    pub uploads: Vec<Upload>,
    /// Facts about the client that answers or logs may need: header name in lower case and value.
    pub client: Vec<(&'static str, String)>,
}

impl Request {
    /// The primary key in the path; the router lets only numbers through.
    pub fn key(&self) -> i64 {
        self.captures.first().and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// The key of a resource's row in the path: what stands last. In `selection/1/entry/5/` that is 5.
    pub fn row_key(&self) -> i64 {
        self.row_word().parse().unwrap_or(0)
    }

    /// The same as text, for rows that are found by a word.
    pub fn row_word(&self) -> &str {
        self.captures.last().map_or("", String::as_str)
    }

    /// The body as an object; no body is an empty one.
    ///
    /// # Errors
    /// The framework's message when it is something else (spec 00 §15).
    pub fn body_object(&self) -> Result<&Map<String, Value>> {
        static EMPTY: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        match &self.body {
            Value::Null => Ok(&EMPTY),
            Value::Object(object) => Ok(object),
            other => Err(crate::declare::not_an_object(other)),
        }
    }

    /// The text of a placeholder.
    pub fn capture(&self, at: usize) -> &str {
        self.captures.get(at).map_or("", String::as_str)
    }

    /// From where the request came; `None` when nobody says.
    pub fn visitor(&self) -> Option<Visitor> {
        let address = self.client("remote-addr").parse().ok()?;
        Some(Visitor { address, user_agent: self.client("user-agent").to_owned() })
    }

    /// A fact about the client.
    pub fn client(&self, name: &str) -> &str {
        self.client.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
    }
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// JSON text; empty for none.
    pub body: Vec<u8>,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
}

impl Reply {
    /// 200 with JSON.
    pub fn ok(body: Vec<u8>) -> Self {
        Reply { status: 200, body, headers: Vec::new() }
    }

    /// 201 with JSON.
    pub fn created(body: Vec<u8>) -> Self {
        Reply { status: 201, body, headers: Vec::new() }
    }

    /// 204.
    pub fn no_content() -> Self {
        Reply { status: 204, body: Vec::new(), headers: Vec::new() }
    }

    /// 200 with a JSON value.
    pub fn value(value: &Value) -> Self {
        Reply::ok(value.to_string().into_bytes())
    }

    /// With another status.
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// With a header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
