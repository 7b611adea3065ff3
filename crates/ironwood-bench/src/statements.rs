//! What the server asks the database for a request: recorded, not written down a second time.

use std::sync::Arc;

use anyhow::Context;
use ironwood_db::{Conn, Lane, Sql};
use ironwood_inventory::user::identity::{self, Claim};
use ironwood_rest::read::Outlet;
use ironwood_rest::{Ctx, Error, Kernel, Method, Query, Request, Site, answer};
use jiff::Timestamp;
use serde_json::Value;

use crate::basket::Ask;
use crate::database::Prepared;

/// The statements of each request, in their order, with the look-up of the caller first. Changes are made, once.
pub(crate) async fn of(prepared: &Prepared, asks: &[Ask]) -> anyhow::Result<Vec<Vec<Sql>>> {
    let kernel = Arc::new(ironwood_inventory::kernel(prepared.db.engine()));
    let mut all = Vec::with_capacity(asks.len());
    for ask in asks {
        let asked = Asked { kernel: kernel.clone(), pattern: ask.pattern.to_owned(), request: request(ask) };
        let recorded = record(prepared, asked).await;
        all.push(recorded.with_context(|| format!("{} cannot be answered", ask.url()))?);
    }
    Ok(all)
}

fn request(ask: &Ask) -> Request {
    let pairs = ask.query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Request {
        method: if ask.body.is_some() { Method::Post } else { Method::Get },
        captures: ask.key.iter().map(ToString::to_string).collect(),
        body: ask.body.clone().unwrap_or(Value::Null),
        ..get(ask.path(), pairs.collect())
    }
}

fn get(path: String, query: Vec<(String, String)>) -> Request {
    Request {
        method: Method::Get,
        path,
        origin: "http://127.0.0.1".into(),
        captures: Vec::new(),
        query: Query::new(query),
        body: Value::Null,
        uploads: Vec::new(),
        client: Vec::new(),
    }
}

/// A request on its way to the kernel, by the route of this pattern.
struct Asked {
    kernel: Arc<Kernel>,
    pattern: String,
    request: Request,
}

async fn record(prepared: &Prepared, asked: Asked) -> anyhow::Result<Vec<Sql>> {
    let asked = Arc::new(asked);
    let claim = Claim::Token(prepared.token.clone());
    let recorded = if asked.request.method.is_write() {
        let action = prepared.db.write("bench", move |conn| {
            let (asked, claim) = (asked.clone(), claim.clone());
            Box::pin(async move { asked.answer(conn, &claim, None).await })
        });
        action.await
    } else {
        let (outlet, mut pieces) = Outlet::new();
        // A long list comes in pieces; nobody wants them here.
        let drain = tokio::spawn(async move { while pieces.recv().await.is_some() {} });
        let question = prepared
            .db
            .read(Lane::Bulk, move |conn| Box::pin(async move { asked.answer(conn, &claim, Some(&outlet)).await }));
        let recorded = question.await;
        drain.await?;
        recorded
    };
    recorded.map_err(|error: Error| anyhow::anyhow!("{:?}", error.answer()))
}

impl Asked {
    /// What was asked of the database for the answer.
    async fn answer(&self, conn: &mut Conn, claim: &Claim, outlet: Option<&Outlet>) -> Result<Vec<Sql>, Error> {
        let now = Timestamp::now();
        let site = Site::new(jiff::tz::TimeZone::UTC, "/media/", ironwood_rest::MediaRoot::new("media"));
        let found = self.kernel.routes().into_iter().find(|(pattern, _)| *pattern == self.pattern);
        let (_, route) = found.ok_or_else(|| Error::Internal(format!("there is no path {}", self.pattern)))?;
        conn.record();
        let caller = identity::identify(conn, claim, site.zone.to_datetime(now).date()).await?;
        let mut ctx = Ctx::new(conn, &caller.authority, now, &site, &self.kernel);
        answer(&mut ctx, route, &self.request, outlet).await?;
        Ok(conn.recorded())
    }
}

#[cfg(test)]
mod tests {
    use ironwood_demo::Size;
    use ironwood_rest::declare::{Resource, Shown, Source};
    use ironwood_rest::read::Purpose;

    use super::*;
    use crate::basket::basket;
    use crate::database::{Place, prepare};
    use crate::floor::Floor;

    /// The look-up of the caller; the page, the count and the rows.
    const MOST_FOR_A_PAGE: usize = 1 + 3;
    /// Stock is read in more than two pieces.
    const WORKSHOP: Size = Size { parts: 200, stock: 1_200 };

    struct Workshop {
        prepared: Prepared,
        place: Place,
        _directory: tempfile::TempDir,
    }

    /// A filled database of each engine; PostgreSQL only where `IRONWOOD_TEST_POSTGRES` names a server.
    async fn workshops(name: &str) -> Vec<Workshop> {
        let mut all = Vec::new();
        for server in [None, std::env::var("IRONWOOD_TEST_POSTGRES").ok()] {
            if server.is_none() && !all.is_empty() {
                continue;
            }
            let directory = tempfile::tempdir().expect("a temporary directory");
            let place = Place::new(server.as_deref(), directory.path(), name).await.expect("a database");
            let prepared = prepare(&place.url, &WORKSHOP).await.expect("a filled database");
            all.push(Workshop { prepared, place, _directory: directory });
        }
        all
    }

    impl Workshop {
        async fn close(self) {
            let Workshop { prepared, place, .. } = self;
            drop(prepared);
            place.remove().await.expect("the database is gone");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_driver_runs_what_the_server_runs() {
        for workshop in workshops("basket").await {
            let asks = basket(&workshop.prepared.subjects);
            let recorded = of(&workshop.prepared, &asks).await.expect("statements");
            let mut floor = Floor::open(&workshop.place.url).await.expect("a connection");
            for (ask, statements) in asks.iter().zip(&recorded) {
                let cells = floor.run(statements, ask.body.is_some()).await.expect("an answer");
                assert!(cells > 10, "{}: {cells} cells", ask.name);
                if ask.is_long {
                    let pieces = WORKSHOP.stock.div_ceil(500);
                    assert_eq!(statements.len(), 2 + pieces, "{}: caller, keys, pieces", ask.name);
                }
            }
            drop(floor);
            workshop.close().await;
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_page_takes_three_statements_and_one_for_each_collection() {
        for workshop in workshops("pages").await {
            let kernel = Arc::new(ironwood_inventory::kernel(workshop.prepared.db.engine()));
            let mut wrong = Vec::new();
            for resource in kernel.all_resources().iter().filter(|resource| is_plain_list(resource)) {
                for all_details in [false, true] {
                    let count = async |limit| {
                        let request = page(resource, all_details, limit);
                        let asked = Asked { kernel: kernel.clone(), pattern: format!("{}/", resource.path), request };
                        record(&workshop.prepared, asked).await.expect("a page").len()
                    };
                    let (short, long) = (count(1).await, count(50).await);
                    let most = MOST_FOR_A_PAGE + collections(resource, all_details);
                    if short > most || long > most {
                        let details = if all_details { ", all details" } else { "" };
                        let path = resource.path;
                        wrong.push(format!("{path}{details}: {short} for one row, {long} for fifty, of {most}"));
                    }
                }
            }
            let engine = workshop.prepared.db.engine();
            workshop.close().await;
            assert!(wrong.is_empty(), "{engine:?}:\n{}", wrong.join("\n"));
        }
    }

    fn is_plain_list(resource: &Resource) -> bool {
        resource.list && !resource.path.contains('<')
    }

    fn page(resource: &Resource, all_details: bool, limit: usize) -> Request {
        let mut pairs = vec![("limit".to_owned(), limit.to_string())];
        for field in resource.shape.fields.iter().filter(|_| all_details) {
            // `tags` is also a filter.
            if let Shown::Flag { flag, .. } = field.shown
                && flag != "tags"
            {
                pairs.push((flag.to_owned(), "true".to_owned()));
            }
        }
        get(format!("/api/{}/", resource.path), pairs)
    }

    /// Statements for what belongs to the rows of a page: one for each collection, one for each kind of row named in a column.
    fn collections(resource: &Resource, all_details: bool) -> usize {
        let fields = resource.shape.fields.iter();
        let shown = fields.filter(|field| match field.shown {
            Shown::Flag { .. } if all_details => true,
            _ => field.is_shown(Purpose::List),
        });
        let each = shown.map(|field| match &field.source {
            Source::Many(_) => 1,
            Source::Expanded(what) => 1 + what.members.len(),
            _ => 0,
        });
        each.sum()
    }
}
