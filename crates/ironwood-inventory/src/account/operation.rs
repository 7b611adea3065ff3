//! Operations as data, and the one road that every call of one takes (spec 10 §5.1): sign-in, limit, body, fields, then the
//! operation itself; last of all, whether the path has such a method.

use ironwood_db::Conn;
use ironwood_rest::Method;
use jiff::Timestamp;
use serde_json::Map;

use super::answer::Answer;
use super::browser::{Browser, SessionCookie};
use super::call::{Asked, Call, Handler, Outcome, Stop, Work, WorkDone};
use super::flows;
use super::input::Form;
use super::limits::Limit;
use super::policy::{Accounts, Factor};
use super::stage::{SignIn, Stage};

/// What nearly all paths begin with.
pub const PREFIX: &str = "/api/auth/v1/";

/// A path and what can be done there.
#[derive(Debug, Clone)]
pub struct Path {
    /// The whole path.
    pub path: String,
    /// Header in which a GET takes the key of a mail.
    pub key_header: Option<&'static str>,
    /// The second factor without which the path is not there.
    pub factor: Option<Factor>,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// Whose calls an operation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody's.
    Anyone,
    /// Those of somebody who is signed in; others get 401 with the ways in.
    SignedIn,
    /// The same, but others get this status.
    SignedInElse(u16),
    /// Those of a browser in which a sign-in waits for this.
    Waiting(Stage),
}

/// One method of a path.
#[derive(Clone)]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// Whose calls it takes.
    pub who: Who,
    /// What it takes.
    pub form: Form,
    /// Whether it changes anything; else it is answered on a reader.
    pub writes: bool,
    /// Whether it judges its fields itself, together with what only it knows.
    pub judges_itself: bool,
    /// How often it may be called.
    pub limit: Option<fn(&Call<'_>) -> Limit>,
    /// What the OpenAPI document says about it.
    pub described: Described,
    run: Handler,
}

/// What the OpenAPI document says about an operation.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// Its name.
    pub id: &'static str,
    /// Its group.
    pub tag: &'static str,
    /// A line for people.
    pub summary: &'static str,
    /// Component of the data of a success; none for an answer of another kind.
    pub answer: &'static str,
}

impl Described {
    /// The document keeps silent about it.
    pub const HIDDEN: Described = Described { id: "", tag: "", summary: "", answer: "" };
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Operation")
            .field("method", &self.method)
            .field("id", &self.described.id)
            .finish_non_exhaustive()
    }
}

impl Path {
    /// A path below [`PREFIX`], without operations yet.
    pub fn new(path: &'static str) -> Self {
        Path::elsewhere(&format!("{PREFIX}{path}"))
    }

    /// A path that is not below [`PREFIX`].
    pub fn elsewhere(path: &str) -> Self {
        Path { path: path.to_owned(), key_header: None, factor: None, operations: Vec::new() }
    }

    /// The GET of the path takes the key of a mail in this header.
    pub fn key_in(mut self, header: &'static str) -> Self {
        self.key_header = Some(header);
        self
    }

    /// It is not there where users cannot have this second factor.
    pub fn needing(mut self, factor: Factor) -> Self {
        self.factor = Some(factor);
        self
    }

    /// An operation that everybody may call.
    pub fn on(mut self, method: Method, described: Described, run: Handler) -> Self {
        self.operations.push(Operation {
            method,
            who: Who::Anyone,
            form: Form::NOTHING,
            writes: method.is_write(),
            judges_itself: false,
            limit: None,
            described,
            run,
        });
        self
    }

    /// Whose calls the last operation takes.
    pub fn of(self, who: Who) -> Self {
        self.last(|operation| operation.who = who)
    }

    /// What the last operation takes.
    pub fn takes(self, form: Form) -> Self {
        self.last(|operation| operation.form = form)
    }

    /// The last operation judges its fields itself.
    pub fn judging(self) -> Self {
        self.last(|operation| operation.judges_itself = true)
    }

    /// The last operation changes something although its method does not say so.
    pub fn writing(self) -> Self {
        self.last(|operation| operation.writes = true)
    }

    /// How often the last operation may be called.
    pub fn limited(self, limit: fn(&Call<'_>) -> Limit) -> Self {
        self.last(|operation| operation.limit = Some(limit))
    }

    fn last(mut self, change: impl FnOnce(&mut Operation)) -> Self {
        if let Some(operation) = self.operations.last_mut() {
            change(operation);
        }
        self
    }

    /// The operation of a method.
    pub fn operation(&self, method: Method) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.method == method)
    }

    /// Whether a call by this method changes anything.
    pub fn writes(&self, method: Method) -> bool {
        self.operation(method).is_some_and(|operation| operation.writes)
    }
}

/// What became of a call.
#[derive(Debug)]
pub enum Called {
    /// It is answered.
    Answered {
        /// The answer.
        answer: Answer,
        /// What the browser is told about its session.
        cookie: SessionCookie,
    },
    /// Slow work must be done; then it is to be called again.
    Waits(Work),
}

/// Answers a call, in the transaction of `conn` where the operation changes anything. `done` is the slow work that was done for it.
///
/// # Errors
/// Only [`Stop::Failed`]; then nothing may be kept of what was changed.
pub async fn answer(
    conn: &mut Conn,
    accounts: &Accounts,
    path: &Path,
    method: Method,
    asked: &Asked,
    done: &WorkDone,
    now: Timestamp,
) -> Outcome<Called> {
    let browser = Browser::load(conn, accounts, asked.session.as_deref(), now).await?;
    let mut call = Call { conn, accounts, asked, now, browser, done, rules: None };
    let answer = match handle(&mut call, path, method).await {
        Ok(answer) => answer,
        Err(Stop::Answered(answer)) => *answer,
        Err(Stop::Waits(work)) => return Ok(Called::Waits(work)),
        Err(failed) => return Err(failed),
    };
    let cookie = match path.writes(method) {
        true => call.browser.store(call.conn, accounts, &asked.visitor, now).await?,
        false => SessionCookie::Unchanged,
    };
    Ok(Called::Answered { answer, cookie })
}

async fn handle(call: &mut Call<'_>, path: &Path, method: Method) -> Outcome {
    // A method that the path lacks is judged like one that it has, until it comes to doing something.
    let (operation, is_there) = match path.operation(method) {
        Some(operation) => (operation, true),
        None => match path.operations.iter().find(|operation| operation.method.is_write() == method.is_write()) {
            Some(operation) => (operation, false),
            None => return without_method(call, path).await,
        },
    };
    admit(call, operation.who).await?;
    if is_there
        && !call.is_resumed()
        && let Some(limit) = operation.limit
    {
        let limit = limit(call);
        if !limit.admit(call).await? {
            return Ok(Answer::bare(429));
        }
    }
    let empty = Map::new();
    let body = match &call.asked.body {
        Some(body) => body,
        None if !method.is_write() => &empty,
        None => return Ok(Answer::empty(400)),
    };
    let mut given = operation.form.read(body);
    if !operation.judges_itself || !is_there {
        given.check()?;
    }
    if !is_there {
        return Ok(Answer::empty(405));
    }
    (operation.run)(call, given).await
}

/// A method of a kind that the path has none of.
async fn without_method(call: &mut Call<'_>, path: &Path) -> Outcome {
    if let Some(first) = path.operations.first() {
        admit(call, first.who).await?;
    }
    Ok(Answer::empty(405))
}

async fn admit(call: &mut Call<'_>, who: Who) -> Outcome<()> {
    let is_signed_in = call.browser.account().is_some();
    let refusal = match who {
        Who::Anyone => return Ok(()),
        Who::SignedIn | Who::SignedInElse(_) if is_signed_in => return Ok(()),
        Who::SignedIn => flows::ways_in(call).await?,
        Who::SignedInElse(status) => Answer::bare(status),
        Who::Waiting(stage) => match SignIn::waiting(call).await? {
            Some(sign_in) if sign_in.stage == stage && !is_signed_in => return Ok(()),
            _ => flows::nothing_waits(call).await?,
        },
    };
    Err(refusal.into())
}
