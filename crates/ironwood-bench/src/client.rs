//! One HTTP connection to the server, kept open; answers are counted, not kept.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::basket::Ask;

/// How long one answer may take: the longest list of the largest workshop, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);
/// How much of an unwelcome answer is shown, in letters.
const SHOWN: usize = 300;

/// A connection with the caller's token.
#[derive(Debug)]
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    address: SocketAddr,
    authorization: String,
}

/// A request, ready to be sent again and again.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    method: Method,
    url: String,
    body: Bytes,
}

impl From<&Ask> for Letter {
    fn from(ask: &Ask) -> Self {
        let body = ask.body.as_ref().map(ToString::to_string);
        let method = if body.is_some() { Method::POST } else { Method::GET };
        Letter { method, url: ask.url(), body: body.unwrap_or_default().into() }
    }
}

impl Connection {
    /// Connects to a server on this machine.
    pub(crate) async fn open(address: SocketAddr, token: &str) -> anyhow::Result<Self> {
        if !address.ip().is_loopback() {
            bail!("{address} is not of this machine");
        }
        let stream = TcpStream::connect(address).await.with_context(|| format!("nobody listens on {address}"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // An error of the connection comes back from the request that was running.
        tokio::spawn(connection);
        Ok(Connection { sender, address, authorization: format!("Token {token}") })
    }

    /// Reads an answer to its end; how many bytes its body had.
    pub(crate) async fn send(&mut self, letter: &Letter) -> anyhow::Result<u64> {
        let answer = timeout(PATIENCE, self.ask(letter)).await;
        answer
            .with_context(|| format!("no answer within {PATIENCE:?}"))
            .flatten()
            .with_context(|| format!("{} {}", letter.method, letter.url))
    }

    async fn ask(&mut self, letter: &Letter) -> anyhow::Result<u64> {
        self.sender.ready().await.context("the connection is closed")?;
        let request = Request::builder()
            .method(&letter.method)
            .uri(&letter.url)
            .header(HOST, self.address.to_string())
            .header(AUTHORIZATION, &self.authorization)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(letter.body.clone()))?;
        let response = self.sender.send_request(request).await.context("no answer")?;
        if !response.status().is_success() {
            return Err(unwelcome(response).await);
        }
        let mut body = response.into_body();
        let mut bytes = 0;
        while let Some(frame) = body.frame().await {
            bytes += frame.context("the answer broke off")?.data_ref().map_or(0, |data| data.len() as u64);
        }
        Ok(bytes)
    }
}

async fn unwelcome(response: Response<Incoming>) -> anyhow::Error {
    let status = response.status();
    let body = response.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let text: String = String::from_utf8_lossy(&body).chars().take(SHOWN).collect();
    anyhow::anyhow!("answered with {status}: {text}")
}
