//! The account API, `/api/auth/v1/`: what HTTP has to do with it (spec 10 §5). Requests come in as [`Asked`], cookies go out; what
//! it all means is the domain's business.

use std::collections::HashMap;
use std::sync::Arc;

use http::StatusCode;
use http::header::{ALLOW, CACHE_CONTROL, HeaderName, USER_AGENT, VARY};
use hyper::body::Incoming;
use ironwood_db::{Conn, Lane};
use ironwood_inventory::account::{self, Accounts, Answer, Asked, Called, Path, SessionCookie, Stop, WorkDone};
use ironwood_inventory::user::sessions::Visitor;
use ironwood_rest::{Error, Method};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::answer::{self as http_answer, Response, set};
use crate::app::App;
use crate::arrival::Arrival;
use crate::body;
use crate::query;
use crate::refusal::{Failure, Refusal};
use crate::sign_in::{Proof, cookies};

/// Largest body in bytes: a security key says a few thousand, everything else less.
const MOST_BYTES: u64 = 64 << 10;
/// Visits to the database that one call may take: one, and one after each piece of slow work.
const MOST_VISITS: usize = 5;
const NEVER_CACHE: &str = "max-age=0, no-cache, no-store, must-revalidate, private";

/// The account API of a server.
pub(crate) struct AccountApi {
    pub(crate) accounts: Arc<Accounts>,
    paths: HashMap<String, Arc<Path>>,
}

impl AccountApi {
    pub(crate) fn new(accounts: Arc<Accounts>) -> Self {
        let is_there = |path: &Path| path.factor.is_none_or(|factor| accounts.policy.supports(factor));
        let paths =
            account::paths().into_iter().filter(is_there).map(|path| (path.path.clone(), Arc::new(path))).collect();
        AccountApi { accounts, paths }
    }

    /// What a path leads to here, if anything.
    pub(crate) fn find(&self, path: &str) -> Option<&Arc<Path>> {
        self.paths.get(path)
    }
}

/// Answers a request.
pub(crate) async fn answer(app: &Arc<App>, arrival: &Arrival, body: Incoming, path: &Arc<Path>) -> Response {
    let mut response = match call(app, arrival, body, path).await {
        Ok(response) => response,
        Err(failure) => failure.into_response(arrival.id),
    };
    let sets_secret = response
        .headers()
        .get_all(http::header::SET_COOKIE)
        .iter()
        .any(|cookie| cookie.to_str().is_ok_and(|cookie| cookie.starts_with(cookies::CSRF)));
    if !sets_secret && arrival.cookie(cookies::CSRF).is_none_or(str::is_empty) {
        cookies::give_secret(&mut response, app.options.cookies);
    }
    set(&mut response, CACHE_CONTROL, NEVER_CACHE);
    http_answer::add(&mut response, VARY, "origin, Cookie");
    let methods: Vec<&str> = path.operations.iter().map(|operation| operation.method.name()).collect();
    set(&mut response, ALLOW, &methods.join(", "));
    response
}

async fn call(app: &Arc<App>, arrival: &Arrival, body: Incoming, path: &Arc<Path>) -> Result<Response, Failure> {
    let Some(method) = Method::from_name(arrival.method.as_str()) else {
        body::discard(body).await;
        return Ok(http_answer::empty(StatusCode::METHOD_NOT_ALLOWED));
    };
    let bytes = body::bytes(&arrival.headers, body, MOST_BYTES).await?;
    if method.is_write() && (Proof { arrival, field: None }).check(&app.options).is_err() {
        return Err(Refusal::ForeignPage.into());
    }
    let asked = Arc::new(asked(app, arrival, path, object(&bytes)));
    let (answer, cookie) = visit(app, path, method, asked).await?;
    Ok(response(app, answer, cookie))
}

/// The object of a body; none of a body that is something else. A body that says nothing is an empty one.
fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    match body::parse_json(bytes).ok()? {
        Value::Null => Some(Map::new()),
        Value::Object(object) => Some(object),
        _ => None,
    }
}

fn asked(app: &App, arrival: &Arrival, path: &Path, body: Option<Map<String, Value>>) -> Asked {
    let pairs = query::pairs(arrival.uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let text = |name: HeaderName| arrival.header(name).map(str::to_owned);
    let key_header = path.key_header.and_then(|name| name.parse().ok());
    Asked {
        body,
        parameters: pairs,
        key: key_header.and_then(text),
        session: arrival.cookie(cookies::SESSION).map(str::to_owned),
        trust: arrival.cookie(cookies::TRUST).map(str::to_owned),
        visitor: Visitor { address: arrival.address, user_agent: text(USER_AGENT).unwrap_or_default() },
        host: arrival.host.clone(),
        origin: app.options.site_url.clone().unwrap_or_else(|| arrival.origin()),
    }
}

/// Visits the database, and again after each piece of slow work that the operation waits for.
async fn visit(
    app: &Arc<App>,
    path: &Arc<Path>,
    method: Method,
    asked: Arc<Asked>,
) -> Result<(Answer, SessionCookie), Failure> {
    let now = Timestamp::now();
    let mut done = WorkDone::new();
    for _ in 0..MOST_VISITS {
        let visitor =
            Guest { app: app.clone(), path: path.clone(), method, asked: asked.clone(), done: done.clone(), now };
        let called = if path.writes(method) {
            app.db
                .write("account", move |conn| {
                    let visitor = visitor.clone();
                    Box::pin(async move { visitor.call(conn).await })
                })
                .await
        } else {
            app.db.read(Lane::Quick, move |conn| Box::pin(async move { visitor.call(conn).await })).await
        };
        match called.map_err(failure)? {
            Called::Answered { answer, cookie } => return Ok((answer, cookie)),
            Called::Waits(work) => {
                let result = app.sign_in.work(work.clone()).await?;
                done.push((work, result));
            }
        }
    }
    Err(Error::Internal("an account changes faster than its password can be checked".into()).into())
}

/// A call on its way to the database.
#[derive(Clone)]
struct Guest {
    app: Arc<App>,
    path: Arc<Path>,
    method: Method,
    asked: Arc<Asked>,
    done: WorkDone,
    now: Timestamp,
}

impl Guest {
    async fn call(&self, conn: &mut Conn) -> Result<Called, Stop> {
        let accounts = &self.app.account.accounts;
        account::answer(conn, accounts, &self.path, self.method, &self.asked, &self.done, self.now).await
    }
}

fn failure(stop: Stop) -> Failure {
    match stop {
        Stop::Failed(error) => error.into(),
        Stop::Answered(_) | Stop::Waits(_) => Error::Internal("an operation ended where none ends".into()).into(),
    }
}

fn response(app: &App, answer: Answer, cookie: SessionCookie) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match (&answer.body, &answer.location) {
        (Some(body), _) => http_answer::json(status, body),
        (None, Some(location)) => http_answer::redirect(status, location),
        (None, None) => http_answer::empty(status),
    };
    let rules = app.options.cookies;
    match cookie {
        SessionCookie::Unchanged => {}
        SessionCookie::Keep(key) => cookies::keep(&mut response, rules, &key),
        SessionCookie::SignedIn(key) => cookies::sign_in(&mut response, rules, &key),
        SessionCookie::Gone => cookies::forget(&mut response, rules),
    }
    if let Some(mark) = &answer.trust {
        cookies::trust(&mut response, rules, mark);
    }
    response
}
