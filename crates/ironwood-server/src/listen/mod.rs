//! The socket: connections come in, and at the end none is cut off in the middle of an answer.

mod unreadable;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tower::{ServiceBuilder, service_fn};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use crate::app::App;
use crate::arrival::Arrival;
use crate::{postman, surface};
use unreadable::Explained;

/// How long a client may take for the head of a request.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);
/// How long answers that are under way at the end may still take.
const FAREWELL: Duration = Duration::from_secs(10);
/// How long to wait when the system has no more sockets to give.
const PAUSE: Duration = Duration::from_millis(50);
/// Smaller answers are not worth compressing, in bytes.
const WORTH_COMPRESSING: u64 = 1024;

/// Serves until `shutdown` is ready; then takes no more connections and lets those that are there finish.
pub async fn serve(app: Arc<App>, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let connections = GracefulShutdown::new();
    let postman = tokio::spawn(postman::work(app.clone()));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => attend(&app, stream, peer, &connections),
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            () = &mut shutdown => break,
        }
    }
    drop(listener);
    postman.abort();
    if tokio::time::timeout(FAREWELL, connections.shutdown()).await.is_err() {
        tracing::warn!("some answers were cut off: they took longer than {} seconds", FAREWELL.as_secs());
    }
}

fn attend(app: &Arc<App>, stream: TcpStream, peer: SocketAddr, connections: &GracefulShutdown) {
    let Ok(local) = stream.local_addr() else { return };
    // Answers are small and whole: waiting for more to send with them only delays them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a socket keeps its delay");
    }
    let app = app.clone();
    let answer = service_fn(move |request: Request<Incoming>| {
        let app = app.clone();
        async move {
            let (head, body) = request.into_parts();
            let arrival = Arrival::new(head, peer, local, app.options.forwarded);
            Ok::<_, Infallible>(surface::answer(&app, arrival, body).await)
        }
    });
    let worth = SizeAbove::new(WORTH_COMPRESSING).and(NotForContentType::IMAGES).and(NotForContentType::new("font/"));
    // The fastest level: a list on a local network should not wait for a few saved bytes.
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth);
    let service = ServiceBuilder::new().layer(compression).service(answer);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .serve_connection(Explained::new(TokioIo::new(stream)), TowerToHyperService::new(service));
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%peer, %error, "a connection ended early");
        }
    });
}
