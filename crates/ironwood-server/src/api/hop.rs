//! The one visit to the database that answers a request.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ironwood_db::{BoxFuture, Conn, Lane};
use ironwood_inventory::user::identity::{Account, Caller};
use ironwood_inventory::user::sessions;
use ironwood_rest::read::Outlet;
use ironwood_rest::{Authority, Brought, Ctx, Error, Method, Reply, Request, Visitor};
use jiff::Timestamp;
use uuid::Uuid;

use super::stream::{self, Pieces};
use crate::app::App;
use crate::arrival::Arrival;
use crate::errands::aside;
use crate::refusal::{Failure, Refusal};
use crate::router::Place;
use crate::sign_in::{Identified, Moment, Presented, Proven};
use crate::throttle;

/// By this header a reply of the domain asks for a session for the user whose key it holds (spec 10 §2). It goes no further.
const SIGN_IN: &str = "x-ironwood-sign-in";
/// Visits of one request: times a password is checked before the account, which somebody keeps changing, is given up, and one
/// more for an errand.
const MOST_VISITS: usize = 4;

/// A request, ready for the database.
pub(super) struct Job {
    pub(super) id: Uuid,
    /// From where it came.
    pub(super) visitor: Visitor,
    pub(super) at: Moment,
    /// Whether the request was counted: an action may run several times, its request came once.
    pub(super) counted: AtomicBool,
    pub(super) request: Request,
    /// Why the body could not be read.
    pub(super) problem: Option<Refusal>,
    pub(super) presented: Presented,
    /// That a page of ours sent it, where a session is what speaks for the sender.
    pub(super) proof: Result<(), Refusal>,
}

/// What came of it.
pub(super) struct Answered {
    pub(super) content: Pieces,
    /// The key of a session that was opened for the client.
    pub(super) session: Option<String>,
}

/// How a visit ends.
pub(super) enum Visit<T> {
    Done(T),
    /// A password must be checked first, outside of the database.
    Unproven(Option<Account>),
}

/// The kernel's answer, and to whom.
pub(super) struct Reception {
    /// `None` when it went to the outlet.
    pub(super) reply: Option<Reply>,
    pub(super) session: Option<String>,
    pub(super) caller: Caller,
    /// Folders in which files got their names.
    folders: Vec<PathBuf>,
}

/// Answers a job.
///
/// # Errors
/// Everything that is no success.
pub(super) async fn run(app: &Arc<App>, place: &Arc<Place>, job: Job) -> Result<Answered, Failure> {
    let job = Arc::new(job);
    let route = place.route(&app.kernel);
    let method = job.request.method;
    let writes = route.writes(method);
    let is_long = place.is_list() && method == Method::Get && job.request.query.limit().is_none();
    let received = until_done(app, &job.presented, &job.visitor, job.at, |baggage| {
        let visitor = Guest { app: app.clone(), place: place.clone(), job: job.clone(), baggage };
        async move {
            match (writes, is_long) {
                (true, _) => visitor.write().await.map(stream::whole),
                (false, true) => stream::visit(visitor).await,
                (false, false) => visitor.read().await.map(stream::whole),
            }
        }
    })
    .await?;
    match received {
        stream::Received::Streaming(pieces) => Ok(Answered { content: pieces, session: None }),
        stream::Received::Whole(Reception { reply, session, caller, folders }) => {
            settle(app, folders).await?;
            app.sign_in.note_use(&app.db, &caller, &job.visitor, job.at);
            let reply = reply.ok_or_else(|| Error::Internal("an answer went nowhere".into()))?;
            Ok(Answered { content: Pieces::Whole(reply), session })
        }
    }
}

/// Waits until files that have got names have them even after a power cut: only then the client is told that they are kept.
async fn settle(app: &App, folders: Vec<PathBuf>) -> Result<(), Failure> {
    if folders.is_empty() {
        return Ok(());
    }
    let media = app.site.media.clone();
    if let Err(error) = aside(move || media.sync(&folders)).await? {
        tracing::warn!(%error, "the names of new files may not survive a power cut");
    }
    Ok(())
}

/// What a visit brings along from the slow work that earlier visits asked for.
#[derive(Clone, Default)]
pub(super) struct Baggage {
    /// That the presented password is right.
    proven: Option<Proven>,
    /// What came of the action's errand.
    errand: Option<Brought>,
}

/// Visits the database, and again when slow work had to be done in between: a password checked, an errand run.
async fn until_done<T, F>(
    app: &App,
    presented: &Presented,
    visitor: &Visitor,
    at: Moment,
    visit: impl Fn(Baggage) -> F + Send,
) -> Result<T, Failure>
where
    F: Future<Output = Result<Visit<T>, Failure>> + Send,
{
    let mut baggage = Baggage::default();
    for _ in 0..MOST_VISITS {
        match visit(baggage.clone()).await {
            Ok(Visit::Done(done)) => return Ok(done),
            Ok(Visit::Unproven(account)) => {
                baggage.proven = Some(app.sign_in.prove(&app.db, presented, account, visitor, at).await?);
            }
            Err(Failure::Api(Error::Away(errand))) => baggage.errand = Some(app.errands.run(errand).await?),
            Err(failure) => return Err(failure),
        }
    }
    Err(Error::Internal("an account changes faster than its password can be checked".into()).into())
}

/// A job on its way to the database.
#[derive(Clone)]
pub(super) struct Guest {
    pub(super) app: Arc<App>,
    pub(super) place: Arc<Place>,
    pub(super) job: Arc<Job>,
    pub(super) baggage: Baggage,
}

impl Guest {
    async fn read(self) -> Result<Visit<Reception>, Failure> {
        let db = self.app.db.clone();
        db.read(Lane::Quick, move |conn| Box::pin(async move { self.visit(conn, None).await })).await
    }

    async fn write(self) -> Result<Visit<Reception>, Failure> {
        let db = self.app.db.clone();
        db.write(self.place.name, move |conn| {
            let this = self.clone();
            Box::pin(async move { this.visit(conn, None).await })
        })
        .await
    }

    /// The visit itself: who is it, may they, and the answer.
    pub(super) async fn visit(&self, conn: &mut Conn, outlet: Option<&Outlet>) -> Result<Visit<Reception>, Failure> {
        let Guest { app, place, job, baggage } = self;
        let proven = baggage.proven.as_ref();
        let identified = app.sign_in.identify(conn, &job.presented, proven, &job.proof, job.at).await?;
        let (caller, by_session) = match identified {
            Identified::Known { caller, by_session } => (caller, by_session),
            Identified::Unproven(account) => return Ok(Visit::Unproven(account)),
        };
        // What the kernel will refuse is not counted, and a body that nobody may send is not worth a word.
        let route = place.route(&app.kernel);
        if route.judge(&caller.authority, job.request.method).is_ok() {
            self.count(&caller.authority)?;
            if let Some(problem) = &job.problem {
                return Err(problem.clone().into());
            }
        }
        let mut ctx = Ctx::new(conn, &caller.authority, job.at.now, &app.site, &app.kernel);
        ctx.errand.clone_from(&baggage.errand);
        let mut reply = ironwood_rest::answer(&mut ctx, route, &job.request, outlet).await?;
        let folders = std::mem::take(&mut ctx.folders);
        let session = match reply.as_mut().and_then(take_sign_in) {
            Some(user) if !by_session => {
                Some(sessions::open(conn, &app.sign_in.signer, user, &job.visitor, job.at.now).await?)
            }
            _ => None,
        };
        Ok(Visit::Done(Reception { reply, session, caller, folders }))
    }

    fn count(&self, actor: &Authority) -> Result<(), Refusal> {
        if self.job.counted.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        self.app.admit(match actor.is_active {
            true => throttle::Caller::User(actor.user_id),
            false => throttle::Caller::Address(self.job.visitor.address),
        })
    }
}

fn take_sign_in(reply: &mut Reply) -> Option<i64> {
    let at = reply.headers.iter().position(|(name, _)| *name == SIGN_IN)?;
    reply.headers.remove(at).1.parse().ok()
}

/// Who sends a request for something that the kernel does not answer. Nobody, when nothing is shown.
///
/// # Errors
/// 401 for credentials that do not work; from storage.
pub(crate) async fn caller(app: &Arc<App>, arrival: &Arrival) -> Result<Caller, Failure> {
    let presented = Presented::read(arrival)?;
    if presented.is_nothing() {
        return Ok(Caller::default());
    }
    identify(app, presented, arrival, |_| Box::pin(async { Ok(()) })).await.map(|(caller, ())| caller)
}

/// How large an uploaded file may be, in bytes, for a caller who is signed in.
///
/// # Errors
/// 401 for everybody else; from storage.
pub(super) async fn upload_limit(app: &Arc<App>, arrival: &Arrival) -> Result<u64, Failure> {
    let read_limit = identify(app, Presented::read(arrival)?, arrival, |ctx| {
        Box::pin(async move {
            if !ctx.actor.is_active {
                return Err(Failure::no_credentials());
            }
            Ok(ironwood_rest::write::largest_upload(ctx).await?)
        })
    });
    let (_, megabytes) = read_limit.await?;
    Ok(u64::try_from(megabytes).unwrap_or_default().saturating_mul(1 << 20))
}

/// Looks the sender up, and whatever else `then` wants to know.
async fn identify<T: Send + 'static>(
    app: &Arc<App>,
    presented: Presented,
    arrival: &Arrival,
    then: for<'a, 'c> fn(&'a mut Ctx<'c>) -> BoxFuture<'a, Result<T, Failure>>,
) -> Result<(Caller, T), Failure> {
    let (at, visitor) = (app.moment(Timestamp::now()), arrival.visitor());
    let presented = Arc::new(presented);
    let (caller, more) = until_done(app, &presented, &visitor, at, |baggage| {
        let (theirs, shown) = (app.clone(), presented.clone());
        app.db.read(Lane::Quick, move |conn| {
            Box::pin(async move {
                match theirs.sign_in.identify(conn, &shown, baggage.proven.as_ref(), &Ok(()), at).await? {
                    Identified::Known { caller, .. } => {
                        let mut ctx = Ctx::new(conn, &caller.authority, at.now, &theirs.site, &theirs.kernel);
                        let more = then(&mut ctx).await?;
                        Ok(Visit::Done((caller, more)))
                    }
                    Identified::Unproven(account) => Ok(Visit::Unproven(account)),
                }
            })
        })
    })
    .await?;
    app.sign_in.note_use(&app.db, &caller, &visitor, at);
    Ok((caller, more))
}
