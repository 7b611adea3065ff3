//! Drives the clients and keeps the ledger while they run.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use hyper::{Method, StatusCode};
use tokio::sync::{RwLock, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::client::{Answer, Connection};
use crate::ledger::{InitialItem, Ledger, Operation, Outcome, Request, notes};
use crate::rng::Rng;
use crate::workload::Workload;

/// How long a client waits for a killed server to come back.
const OUTAGE: Duration = Duration::from_secs(180);

/// A prepared database and the servers in front of it.
#[derive(Debug)]
pub struct Load {
    run: String,
    authorization: String,
    seed: u64,
    items: Vec<InitialItem>,
    workload: Workload,
    servers: Vec<watch::Receiver<Option<SocketAddr>>>,
    begun: Instant,
    /// The next operation number, and the next client's random stream.
    next_operation: AtomicU64,
    next_stream: AtomicU64,
    recorded: Mutex<Vec<Operation>>,
    /// Held for reading around every request: whoever holds it for writing sees a database at rest and a complete ledger.
    gate: RwLock<()>,
}

/// When the clients stop.
#[derive(Debug)]
pub struct Limit {
    /// Requests left, over all clients.
    operations: AtomicU64,
    until: Instant,
    stopped: AtomicBool,
}

impl Limit {
    /// Stops after `operations` requests or `time`, whichever comes first.
    pub fn new(operations: u64, time: Duration) -> Arc<Self> {
        Arc::new(Self {
            operations: AtomicU64::new(operations),
            until: Instant::now() + time,
            stopped: AtomicBool::new(false),
        })
    }

    /// Lets every client finish its request and stop.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether `time` ran out.
    fn timed_out(&self) -> bool {
        Instant::now() >= self.until
    }

    /// Whether it is time to stop.
    pub fn reached(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) || self.timed_out()
    }

    fn take_one(&self) -> bool {
        !self.reached()
            && self.operations.try_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }
}

impl Load {
    pub fn new(
        run: String,
        authorization: String,
        seed: u64,
        items: Vec<InitialItem>,
        workload: Workload,
        servers: Vec<watch::Receiver<Option<SocketAddr>>>,
    ) -> Self {
        Self {
            run,
            authorization,
            seed,
            items,
            workload,
            servers,
            begun: Instant::now(),
            next_operation: AtomicU64::new(1),
            next_stream: AtomicU64::new(0),
            recorded: Mutex::default(),
            gate: RwLock::default(),
        }
    }

    /// Runs `clients` clients, spread evenly over the servers, until `limit`.
    ///
    /// # Errors
    /// When a server stays away; the other clients stop then.
    pub async fn drive(self: &Arc<Self>, clients: usize, limit: &Arc<Limit>) -> anyhow::Result<()> {
        let mut tasks = JoinSet::new();
        for number in 0..clients {
            let server = self.servers[number % self.servers.len()].clone();
            let (load, limit) = (Arc::clone(self), Arc::clone(limit));
            tasks.spawn(async move {
                let done = load.client(server, &limit).await;
                if done.is_err() {
                    limit.stop();
                }
                done
            });
        }
        let mut result = Ok(());
        while let Some(done) = tasks.join_next().await {
            result = result.and(done?);
        }
        result
    }

    /// The ledger so far, and the gate that keeps it complete for as long as it is held.
    pub async fn at_rest(&self) -> (Ledger, tokio::sync::RwLockWriteGuard<'_, ()>) {
        let gate = self.gate.write().await;
        (self.ledger(), gate)
    }

    /// The ledger so far.
    pub fn ledger(&self) -> Ledger {
        let recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        Ledger { run: self.run.clone(), items: self.items.clone(), operations: recorded.clone() }
    }

    /// Number of operations recorded so far.
    pub fn len(&self) -> usize {
        let recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        recorded.len()
    }

    async fn client(&self, mut server: watch::Receiver<Option<SocketAddr>>, limit: &Limit) -> anyhow::Result<()> {
        let mut rng = Rng::new(self.seed, self.next_stream.fetch_add(1, Ordering::Relaxed));
        let mut connection: Option<Connection> = None;
        let mut outage: Option<Instant> = None;
        while !limit.reached() {
            let Some(open) = connection.as_mut() else {
                let since = *outage.get_or_insert_with(Instant::now);
                if since.elapsed() > OUTAGE {
                    bail!("a server did not come back within {OUTAGE:?}");
                }
                connection = self.connect(&mut server).await;
                continue;
            };
            if !open.is_ready().await {
                connection = None;
                continue;
            }
            if !limit.take_one() {
                break;
            }
            outage = None;
            let request = self.workload.draw(&mut rng);
            let _at_work = self.gate.read().await;
            if !self.perform(open, request).await {
                connection = None;
            }
        }
        Ok(())
    }

    /// A new connection, or none after a short while: the caller looks at its limit and tries again.
    async fn connect(&self, server: &mut watch::Receiver<Option<SocketAddr>>) -> Option<Connection> {
        let up = timeout(Duration::from_millis(200), server.wait_for(Option::is_some));
        let address = (*up.await.ok()?.ok()?)?;
        match Connection::open(address, Some(&self.authorization)).await {
            Ok(connection) => Some(connection),
            Err(_) => {
                // Killed a moment ago.
                tokio::time::sleep(Duration::from_millis(10)).await;
                None
            }
        }
    }

    /// Sends `request` and writes it down. False when the connection cannot be used again.
    async fn perform(&self, connection: &mut Connection, request: Request) -> bool {
        let number = self.next_operation.fetch_add(1, Ordering::Relaxed);
        let body = request.body(&notes(&self.run, number));
        let started = self.now();
        let answer = connection.send(Method::POST, request.kind.path(), body).await;
        let finished = self.now();
        let outcome = match &answer {
            Err(_) => Outcome::Unanswered,
            Ok(answer) if answer.status.is_success() => Outcome::Acknowledged,
            Ok(answer) if answer.status == StatusCode::BAD_REQUEST => Outcome::Refused,
            Ok(_) => Outcome::Failed,
        };
        if outcome == Outcome::Refused || answer.as_ref().is_ok_and(tells_of_a_deleted_item) {
            self.workload.retire(&request.entries);
        }
        let operation = Operation { number, request, started, finished, outcome };
        let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        recorded.push(operation);
        answer.is_ok()
    }

    /// Microseconds since the run began.
    fn now(&self) -> u64 {
        self.begun.elapsed().as_micros() as u64
    }
}

/// An adjustment that deleted its item answers with `pk: null` (spec 30-stock §14).
fn tells_of_a_deleted_item(answer: &Answer) -> bool {
    #[derive(serde::Deserialize)]
    struct Echo {
        items: Vec<Item>,
    }
    #[derive(serde::Deserialize)]
    struct Item {
        pk: Option<i64>,
    }
    serde_json::from_slice::<Echo>(&answer.body).is_ok_and(|echo| echo.items.iter().any(|item| item.pk.is_none()))
}

/// Makes the locations and stock items through the API.
pub async fn make_stock(
    connection: &mut Connection,
    run: &str,
    parts: &[i64],
    items: usize,
    depleting: usize,
) -> anyhow::Result<(Vec<InitialItem>, Vec<i64>)> {
    let mut locations = Vec::new();
    for shelf in ["A", "B", "C", "D"] {
        let body = serde_json::json!({"name": format!("Stress {run} {shelf}")}).to_string();
        let made = connection.expect(Method::POST, "/api/stock/location/", body).await?;
        locations.push(made["pk"].as_i64().context("a new location has no pk")?);
    }
    let location = *locations.first().context("there are no locations")?;
    let mut stock = Vec::new();
    for number in 0..items + depleting {
        let depleting = number >= items;
        let part = parts[number % parts.len()];
        let quantity = if depleting { 15 } else { 1000 };
        let body = serde_json::json!({
            "part": part, "location": location, "quantity": quantity, "delete_on_deplete": depleting,
        });
        let made = connection.expect(Method::POST, "/api/stock/", body.to_string()).await?;
        stock.push(InitialItem {
            pk: made[0]["pk"].as_i64().context("a new stock item has no pk")?,
            part,
            quantity: quantity.into(),
            location,
            depleting,
        });
    }
    Ok((stock, locations))
}
