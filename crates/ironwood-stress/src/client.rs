//! One HTTP/1.1 connection to a server on this machine, kept open between requests.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail};
use base64::Engine as _;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take before the request counts as unanswered.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection and the credentials it sends, if any.
#[derive(Debug)]
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    address: SocketAddr,
    authorization: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Bytes,
}

/// The value of `Authorization` for an API token (spec 10-auth §1).
pub fn token(key: &str) -> String {
    format!("Token {key}")
}

/// The value of `Authorization` for a user name and password.
pub fn basic(user: &str, password: &str) -> String {
    let pair = base64::prelude::BASE64_STANDARD.encode(format!("{user}:{password}"));
    format!("Basic {pair}")
}

impl Connection {
    /// Connects to `address`.
    ///
    /// # Errors
    /// When nothing listens there, or the address is not of this machine.
    pub async fn open(address: SocketAddr, authorization: Option<&str>) -> anyhow::Result<Self> {
        if !address.ip().is_loopback() {
            bail!("{address} is not of this machine");
        }
        let stream = timeout(PATIENCE, TcpStream::connect(address)).await??;
        // A port that nobody listens on, in the range the system picks from, can be connected to itself.
        if stream.local_addr()? == address {
            bail!("nothing listens on {address}");
        }
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // An error of the connection comes back from the request that was running.
        tokio::spawn(connection);
        Ok(Self { sender, address, authorization: authorization.map(str::to_owned) })
    }

    /// Sends one request, on a connection that is ready, and reads the whole answer. After an error the connection is of no further use, and whether
    /// the server acted is not known.
    pub async fn send(&mut self, method: Method, path: &str, body: String) -> anyhow::Result<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string())
            .header(CONTENT_TYPE, "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let request = request.body(Full::new(Bytes::from(body)))?;
        timeout(PATIENCE, async {
            let response = self.sender.send_request(request).await?;
            let status = response.status();
            let body = response.into_body().collect().await?.to_bytes();
            Ok(Answer { status, body })
        })
        .await
        .context("no answer in time")?
    }

    /// Waits until another request can be sent; false when the server has closed the connection.
    pub async fn is_ready(&mut self) -> bool {
        self.sender.ready().await.is_ok()
    }

    /// Sends a request of the preparation, which has to succeed.
    pub async fn expect(&mut self, method: Method, path: &str, body: String) -> anyhow::Result<serde_json::Value> {
        if !self.is_ready().await {
            bail!("the server closed the connection before {path}");
        }
        let answer = self.send(method, path, body).await.context(path.to_owned())?;
        if !answer.status.is_success() {
            let text = String::from_utf8_lossy(&answer.body);
            bail!("{path} answered {}: {text}", answer.status);
        }
        serde_json::from_slice(&answer.body).with_context(|| format!("{path} answered no JSON"))
    }
}
