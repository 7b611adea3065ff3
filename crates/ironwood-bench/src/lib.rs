//! How fast the server is, and how much of that is the database's.
//!
//! For each size, a workshop of [`ironwood_demo`] is made in a new database and the server is started on it as a process of its
//! own. Then each request of the `basket` is sent over HTTP on loopback, in turns with its **floor**: the very statements that
//! the server runs for it (the look-up of the caller included), recorded once, run straight on the driver, prepared, every
//! column looked at. Both happen in the same minutes on the same machine, so their ratio holds even where the machine is busy.
//!
//! Nothing leaves the machine, only the server that was started here is stopped, and a run is bounded in time: two and a half
//! times the seconds asked for, for each request and size, plus the filling of the databases.

mod basket;
mod client;
mod database;
mod floor;
mod machine;
mod measure;
mod report;
mod server;
mod statements;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;
use ironwood_db::{DatabaseUrl, Sql};
use ironwood_demo::Size;

use basket::Ask;
use client::{Connection, Letter};
use database::{Place, Prepared};
use floor::Floor;
use measure::Subject;
pub use report::{Figures, Report, Row, Run};
use server::Server;

/// What to measure, and with what.
#[derive(Debug, Clone)]
pub struct Options {
    /// The program that serves: this very one, as a rule.
    pub server: PathBuf,
    /// Numbers of parts, one run for each.
    pub parts: Vec<usize>,
    /// Stock items for each part.
    pub stock_per_part: usize,
    /// How long each request, and each floor, is measured.
    pub time: Duration,
    /// Clients at once where the throughput is measured.
    pub clients: usize,
    /// A PostgreSQL server on this machine, in which databases are made and dropped; none for SQLite files.
    pub postgres: Option<String>,
}

/// Measures everything; `say` is told what is happening.
///
/// # Errors
/// When a database cannot be made, the server does not start, or a request is not answered with success.
pub async fn run(options: &Options, say: &mut dyn FnMut(&str)) -> anyhow::Result<Report> {
    let directory = tempfile::tempdir().context("cannot make a temporary directory")?;
    let mut report = Report::new(options);
    for parts in &options.parts {
        let size = Size { parts: *parts, stock: parts * options.stock_per_part };
        say(&format!("filling a database with {} parts and {} stock items", size.parts, size.stock));
        let place = Place::new(options.postgres.as_deref(), directory.path(), &format!("{parts}")).await?;
        let outcome = measure_size(options, &size, &place, directory.path(), say).await;
        place.remove().await?;
        report.runs.push(outcome?);
    }
    report.load_at_end = machine::load();
    Ok(report)
}

async fn measure_size(
    options: &Options,
    size: &Size,
    place: &Place,
    directory: &Path,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<Run> {
    let begun = Instant::now();
    let prepared = database::prepare(&place.url, size).await?;
    let filled_in = begun.elapsed();
    let asks = basket::basket(&prepared.subjects);
    let recorded = statements::of(&prepared, &asks).await?;
    let Prepared { db, token, .. } = prepared;
    // The server is to have the file for itself.
    drop(db);
    let server = Server::start(&options.server, &place.url, directory).await?;
    let mut floor = Floor::open(&place.url).await?;
    let mut run = Run {
        parts: size.parts,
        stock: size.stock,
        filled_in: filled_in.as_secs_f64(),
        answers: 0,
        resident_at_end: 0.0,
        rows: Vec::with_capacity(asks.len()),
    };
    for (ask, statements) in asks.iter().zip(&recorded) {
        say(&format!("{} parts: {}", size.parts, ask.name));
        let (row, answers) = measure_ask(options, ask, statements, &server, &mut floor, &token).await?;
        run.answers += answers;
        run.rows.push(row);
    }
    run.resident_at_end = server.memory()?.resident;
    Ok(run)
}

/// The figures of one request, and how often it was answered.
async fn measure_ask(
    options: &Options,
    ask: &Ask,
    statements: &[Sql],
    server: &Server,
    floor: &mut Floor,
    token: &str,
) -> anyhow::Result<(Row, usize)> {
    let subject = Subject { letter: Letter::from(ask), statements, changes: ask.body.is_some() };
    let mut connection = Connection::open(server.address(), token).await?;
    // Once unmeasured, on both sides: statements get prepared, pages get read.
    let bytes = connection.send(&subject.letter).await?;
    let cells = floor.run(statements, subject.changes).await?;
    server.forget_peak();
    let alone = measure::in_turns(options.time, &subject, server, &mut connection, floor).await?;
    let crowd = match ask.is_long {
        true => None,
        // Half the time: many answers come of it.
        false => {
            let time = options.time / 2;
            Some(measure::crowd(time, options.clients, &subject.letter, server.address(), token).await?)
        }
    };
    let answers = 1 + alone.server.count() + crowd.map_or(0, |crowd| crowd.answers);
    let (alone_figures, floor_figures) = (Figures::from(&alone.server), Figures::from(&alone.floor));
    let row = Row {
        name: ask.name,
        url: ask.url(),
        bytes,
        statements: statements.len(),
        cells,
        ratio: alone_figures.p50_ms / floor_figures.p50_ms.max(f64::EPSILON),
        processor_ms: alone.processor.map(|time| time.as_secs_f64() * 1e3 / alone_figures.runs.max(1) as f64),
        alone: alone_figures,
        floor: floor_figures,
        crowd_per_second: crowd.map(|crowd| crowd.per_second),
        memory: server.memory()?,
    };
    Ok((row, answers))
}

/// Reads the `--database` of the command: `sqlite`, or the URL of a PostgreSQL server on this machine.
///
/// # Errors
/// For anything else.
pub fn postgres_server(text: &str) -> anyhow::Result<Option<String>> {
    if text == "sqlite" {
        return Ok(None);
    }
    match DatabaseUrl::parse(text) {
        Ok(DatabaseUrl::Postgres(url)) => {
            database::local_server(&url)?;
            Ok(Some(url))
        }
        _ => anyhow::bail!(
            "`{text}` is neither `sqlite` nor the URL of a PostgreSQL server: postgres://user@127.0.0.1:port"
        ),
    }
}
