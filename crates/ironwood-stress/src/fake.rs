//! A warehouse in memory behind a real HTTP connection, honest or with one fault: the load and the checker have to
//! pass the honest one and to see through each fault.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::check::{Verdict, Violation, check};
use crate::client::Connection;
use crate::ledger::Outcome;
use crate::load::{Limit, Load, make_stock};
use crate::snapshot::{Deltas, ItemRow, Snapshot, TrackingRow, code, decimal};
use crate::workload::Workload;

/// What goes wrong, at every fortieth adjustment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Nothing,
    /// The connection breaks, before the work or after it.
    Hangup,
    /// 201, and nothing was done.
    Forget,
    /// The work is done again, as by a careless retry.
    Repeat,
    /// The quantity is computed from the one before the last change.
    Stale,
    /// Units leave their item and arrive nowhere.
    NoArrival,
    /// Only the first item of a request is adjusted.
    Half,
    /// Refused, although the item is there.
    Refuse,
}

/// The state of the fake, and the adjustments themselves (spec 30-stock §13, §14).
struct Warehouse {
    fault: Fault,
    adjustments: usize,
    items: BTreeMap<i64, Item>,
    rows: Vec<TrackingRow>,
    next_item: i64,
    locations: i64,
}

#[derive(Clone)]
struct Item {
    quantity: Decimal,
    before: Decimal,
    location: i64,
    depleting: bool,
}

impl Warehouse {
    fn row(&mut self, item: i64, code: i32, notes: Option<&str>, deltas: Deltas) {
        self.rows.push(TrackingRow {
            pk: self.rows.len() as i64 + 1,
            item: Some(item),
            code,
            notes: notes.map(str::to_owned),
            deltas,
        });
    }

    fn insert(&mut self, item: Item) -> i64 {
        self.next_item += 1;
        self.items.insert(self.next_item, item);
        self.next_item
    }

    fn place(&mut self) -> Value {
        self.locations += 1;
        json!({ "pk": self.locations })
    }

    fn create(&mut self, body: &Value) -> Value {
        let quantity = decimal(&body["quantity"].to_string()).unwrap();
        let pk = self.insert(Item {
            quantity,
            before: quantity,
            location: body["location"].as_i64().unwrap(),
            depleting: body["delete_on_deplete"] == true,
        });
        let deltas = Deltas { quantity: Some(quantity), ..Deltas::default() };
        self.row(pk, code::CREATED, None, deltas);
        json!([{ "pk": pk }])
    }

    /// Adjusts, or refuses with none of it done.
    fn adjust(&mut self, action: &str, body: &Value) -> io::Result<(u16, Value)> {
        self.adjustments += 1;
        let fault = if self.adjustments.is_multiple_of(40) { self.fault } else { Fault::Nothing };
        let mut entries: Vec<(i64, Decimal)> = body["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| {
                let quantity = decimal(&entry["quantity"].to_string()).unwrap();
                (entry["pk"].as_i64().unwrap(), quantity)
            })
            .collect();
        entries.sort_unstable();
        let possible = entries.iter().all(|(pk, _)| {
            let item = self.items.get(pk);
            item.is_some_and(|item| action != "transfer" || !item.quantity.is_zero())
        });
        if !possible || fault == Fault::Refuse {
            return Ok((400, json!({"items": [{"pk": ["no"]}]})));
        }
        if fault == Fault::Hangup && self.adjustments.is_multiple_of(80) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        if fault == Fault::Half {
            entries.truncate(1);
        }
        let times = match fault {
            Fault::Forget => 0,
            Fault::Repeat => 2,
            _ => 1,
        };
        for _ in 0..times {
            for &(pk, quantity) in &entries {
                self.adjust_one(action, pk, quantity, body, fault);
            }
        }
        if fault == Fault::Hangup {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let echo: Vec<Value> = entries.iter().map(|(pk, _)| json!({"pk": self.items.get(pk).map(|_| pk)})).collect();
        Ok((201, json!({ "items": echo })))
    }

    fn adjust_one(&mut self, action: &str, pk: i64, asked: Decimal, body: &Value, fault: Fault) {
        let notes = body["notes"].as_str();
        let location = body["location"].as_i64();
        let Some(item) = self.items.get_mut(&pk) else {
            return; // deleted by the first of two repetitions
        };
        let had = if fault == Fault::Stale { item.before } else { item.quantity };
        let taken = asked.min(had);
        let (code, left, mut deltas) = match action {
            "add" => (code::ADD, had + asked, Deltas { added: Some(asked), ..Deltas::default() }),
            "remove" if had.is_zero() => return,
            "remove" => (code::REMOVE, had - taken, Deltas { removed: Some(taken), ..Deltas::default() }),
            "count" => (code::COUNT, asked, Deltas::default()),
            _ if asked < had => (code::SPLIT_CHILD, had - asked, Deltas { removed: Some(asked), ..Deltas::default() }),
            _ if location == Some(item.location) => (code::UPDATE, had, Deltas::default()),
            _ => (code::MOVE, had, Deltas { location, ..Deltas::default() }),
        };
        deltas.quantity = Some(left);
        item.before = item.quantity;
        item.quantity = left;
        let mut piece = item.clone();
        let deleted = left.is_zero() && item.depleting;
        if code != code::SPLIT_CHILD {
            item.location = location.unwrap_or(item.location);
        } else if fault != Fault::NoArrival {
            piece.quantity = asked;
            piece.location = location.unwrap();
            let new = self.insert(piece);
            let arrival = Deltas { quantity: Some(asked), stockitem: Some(pk), ..Deltas::default() };
            self.row(new, code::SPLIT_FROM_PARENT, notes, arrival);
            deltas.stockitem = Some(new);
        }
        self.row(pk, code, notes, deltas);
        if deleted {
            self.items.remove(&pk);
            for row in self.rows.iter_mut().filter(|row| row.item == Some(pk)) {
                row.item = None;
            }
        }
    }

    fn snapshot(&self, part_of: &BTreeMap<i64, i64>) -> Snapshot {
        Snapshot {
            items: self
                .items
                .iter()
                .map(|(&pk, item)| ItemRow {
                    pk,
                    part: part_of.get(&pk).copied().unwrap_or(1),
                    quantity: item.quantity,
                    location: Some(item.location),
                })
                .collect(),
            rows: self.rows.clone(),
        }
    }
}

async fn answer(request: Request<Incoming>, warehouse: Arc<Mutex<Warehouse>>) -> io::Result<Response<Full<Bytes>>> {
    assert_eq!(request.headers()["authorization"], "Token key");
    let path = request.uri().path().to_owned();
    let body = request.into_body().collect().await.map_err(io::Error::other)?;
    let body: Value = serde_json::from_slice(&body.to_bytes())?;
    let mut warehouse = warehouse.lock().unwrap();
    let (status, answer) = match path.trim_matches('/').split('/').collect::<Vec<_>>()[..] {
        ["api", "stock", "location"] => (201, warehouse.place()),
        ["api", "stock"] => (201, warehouse.create(&body)),
        ["api", "stock", action] => warehouse.adjust(action, &body)?,
        _ => (404, Value::Null),
    };
    let mut response = Response::new(Full::new(Bytes::from(answer.to_string())));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap();
    Ok(response)
}

async fn serve(warehouse: Arc<Mutex<Warehouse>>) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let warehouse = Arc::clone(&warehouse);
            let service = service_fn(move |request| answer(request, Arc::clone(&warehouse)));
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

/// Puts a warehouse with `fault` under load and has it checked.
async fn verdict(fault: Fault) -> (Verdict, BTreeMap<Outcome, usize>) {
    let warehouse = Arc::new(Mutex::new(Warehouse {
        fault,
        adjustments: 0,
        items: BTreeMap::new(),
        rows: Vec::new(),
        next_item: 0,
        locations: 0,
    }));
    let address = serve(Arc::clone(&warehouse)).await;
    let mut connection = Connection::open(address, Some("Token key")).await.unwrap();
    let (items, locations) = make_stock(&mut connection, "r", &[1], 6, 40).await.unwrap();
    let part_of = items.iter().map(|item| (item.pk, item.part)).collect();
    let workload = Workload::new(&items, locations);
    let up = watch::Sender::new(Some(address));
    let load = Load::new("r".into(), "Token key".into(), 5, items, workload, vec![up.subscribe()]);
    let load = Arc::new(load);
    let limit = Limit::new(2000, Duration::from_secs(60));
    load.drive(8, &limit).await.unwrap();

    let (ledger, _at_rest) = load.at_rest().await;
    assert_eq!(ledger.operations.len(), 2000);
    let snapshot = warehouse.lock().unwrap().snapshot(&part_of);
    (check(&snapshot, Some(&ledger)), ledger.outcomes())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_honest_warehouse_is_proved() {
    let (verdict, outcomes) = verdict(Fault::Nothing).await;
    assert_eq!(verdict.violations, []);
    assert!(outcomes[&Outcome::Acknowledged] > 1500, "{outcomes:?}");
    assert!(outcomes[&Outcome::Refused] > 0, "{outcomes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_connections_leave_all_or_nothing_and_the_clients_go_on() {
    let (verdict, outcomes) = verdict(Fault::Hangup).await;
    assert_eq!(verdict.violations, []);
    assert!(outcomes[&Outcome::Unanswered] > 20, "{outcomes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_seen_through() {
    type Sign = fn(&Violation) -> bool;
    let faults: [(Fault, Sign); 6] = [
        (Fault::Forget, |v| matches!(v, Violation::Lost { .. })),
        (Fault::Repeat, |v| matches!(v, Violation::Twice { .. })),
        (Fault::Stale, |v| matches!(v, Violation::Step { .. })),
        (Fault::NoArrival, |v| matches!(v, Violation::Half { .. })),
        (Fault::Half, |v| matches!(v, Violation::Half { .. })),
        (Fault::Refuse, |v| matches!(v, Violation::Unjustified { .. })),
    ];
    for (fault, sign) in faults {
        let (verdict, _) = verdict(fault).await;
        let found = verdict.violations;
        assert!(found.iter().any(sign), "{fault:?} went unnoticed: {found:?}");
    }
}
