//! A client: one connection for each request, so that nothing is left over from the one before.

use std::net::SocketAddr;

use base64::Engine as _;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, HeaderName, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// Somebody who asks.
#[derive(Debug, Clone)]
pub struct Client {
    address: SocketAddr,
    headers: HeaderMap,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The request, for messages.
    asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Client { address, headers: HeaderMap::new() }
    }

    /// With another header in every request.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header name");
        self.headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }

    /// With an API token.
    pub fn token(self, key: &str) -> Self {
        self.with(AUTHORIZATION.as_str(), &format!("Token {key}"))
    }

    /// With a user name and password.
    pub fn basic(self, username: &str, password: &str) -> Self {
        let pair = base64::prelude::BASE64_STANDARD.encode(format!("{username}:{password}"));
        self.with(AUTHORIZATION.as_str(), &format!("Basic {pair}"))
    }

    /// With the cookies that an answer has set, and nothing else to speak for it.
    pub fn cookies_of(mut self, answer: &Answer) -> Self {
        let cookies: Vec<&str> = answer.cookies().collect();
        let pairs: Vec<&str> = cookies.iter().filter_map(|cookie| cookie.split(';').next()).collect();
        self.headers.remove(AUTHORIZATION);
        self.with(COOKIE.as_str(), &pairs.join("; "))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "", Bytes::new()).await
    }

    pub async fn options(&self, path: &str) -> Answer {
        self.send(Method::OPTIONS, path, "", Bytes::new()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.json(Method::POST, path, body).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PUT, path, body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PATCH, path, body).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, "", Bytes::new()).await
    }

    /// Deletes with a body, as bulk forms do.
    pub async fn delete_with(&self, path: &str, body: Value) -> Answer {
        self.json(Method::DELETE, path, body).await
    }

    async fn json(&self, method: Method, path: &str, body: Value) -> Answer {
        self.send(method, path, "application/json", body.to_string()).await
    }

    /// Sends a multipart form of texts and files (field, file name, content).
    pub async fn form(
        &self,
        method: Method,
        path: &str,
        texts: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        const BOUNDARY: &str = "----ironwood-test";
        let mut body = Vec::new();
        let mut part = |disposition: String, content: &[u8]| {
            body.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        for (name, text) in texts {
            part(format!("name=\"{name}\""), text.as_bytes());
        }
        for (name, file, content) in files {
            part(format!("name=\"{name}\"; filename=\"{file}\""), content);
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.send(method, path, &format!("multipart/form-data; boundary={BOUNDARY}"), body).await
    }

    /// Sends any body; an empty type sends none.
    pub async fn send(&self, method: Method, path: &str, content_type: &str, body: impl Into<Bytes>) -> Answer {
        let asked = format!("{method} {path}");
        let response = self.start(method, path, content_type, body.into()).await;
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap_or_else(|error| panic!("{asked}: half an answer: {error}")).to_bytes();
        Answer { asked, status: head.status.as_u16(), headers: head.headers, body }
    }

    /// Sends a request and leaves the body of the answer to be read.
    pub async fn start(&self, method: Method, path: &str, content_type: &str, body: Bytes) -> Response<Incoming> {
        let stream = TcpStream::connect(self.address).await.expect("a connection");
        let (mut sender, connection) = handshake(TokioIo::new(stream)).await.expect("a handshake");
        // A server that breaks off shows in the answer.
        tokio::spawn(async { drop(connection.await) });
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        *request.headers_mut() = self.headers.clone();
        let host = HeaderValue::from_str(&self.address.to_string()).expect("a host");
        request.headers_mut().entry(HOST).or_insert(host);
        if !content_type.is_empty() {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_str(content_type).expect("a content type"));
        }
        sender.send_request(request).await.unwrap_or_else(|error| panic!("{path}: no answer: {error}"))
    }
}

impl Answer {
    /// The JSON of the answer; null where there is no body.
    #[track_caller]
    pub fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The JSON of the answer, which must have this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{}: {text}", self.asked);
        self.json()
    }

    /// The text of a header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a readable header"))
    }

    /// All `Set-Cookie` headers.
    pub fn cookies(&self) -> impl Iterator<Item = &str> {
        self.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().expect("a readable cookie"))
    }
}
