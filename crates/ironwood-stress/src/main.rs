//! `ironwood-stress` puts an Ironwood server under load and proves from its database that stock lost no unit.
//!
//! A development tool, not shipped. It talks to servers it started itself, on loopback, and to databases on this machine;
//! every run is bounded in requests and time. What is proved, and how, is told in [`check`].

mod check;
mod client;
mod database;
mod fleet;
mod ledger;
mod load;
mod report;
mod rng;
mod scenario;
mod snapshot;
mod workload;

#[cfg(test)]
mod fake;

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

use database::DatabaseUrl;
use ledger::Ledger;
use report::Report;
use scenario::{concurrency, crash, throughput};

/// Proves that stock never loses a unit
#[derive(Debug, Parser)]
#[command(version, after_help = "Exit status: 0 proved, 1 not proved, 2 the run could not be carried out.")]
enum Command {
    /// Adjust a few stock items from many clients through several server processes
    Concurrency(concurrency::Concurrency),
    /// Kill the server process again and again under load
    Crash(crash::Crash),
    /// Measure acknowledged writes per second
    Throughput(throughput::Throughput),
    /// Check a database without touching it
    Check(Check),
}

#[derive(Debug, clap::Args)]
struct Check {
    /// Database to read, on this machine
    #[arg(long)]
    database: DatabaseUrl,
    /// Ledger of a run, to prove that run again
    #[arg(long, conflicts_with = "part")]
    ledger: Option<PathBuf>,
    /// Look at this part only; may be given several times
    #[arg(long)]
    part: Vec<i64>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match until_interrupted(carry_out(Command::parse())).await {
        Ok(report) => ExitCode::from(u8::from(!report.proved)),
        Err(error) => {
            // Nothing is left to do when standard error is gone too.
            let _ = writeln!(std::io::stderr(), "ironwood-stress: {error:#}");
            ExitCode::from(2)
        }
    }
}

async fn carry_out(command: Command) -> anyhow::Result<Report> {
    let report = match command {
        Command::Concurrency(options) => concurrency::run(options).await?,
        Command::Crash(options) => crash::run(options).await?,
        Command::Throughput(options) => throughput::run(options).await?,
        Command::Check(options) => check_alone(options).await?,
    };
    let mut out = std::io::stdout().lock();
    out.write_all(report.summary().as_bytes())?;
    serde_json::to_writer(&mut out, &report)?;
    writeln!(out)?;
    Ok(report)
}

async fn check_alone(options: Check) -> anyhow::Result<Report> {
    let ledger = options
        .ledger
        .map(|path| {
            let file = File::open(&path);
            let file = file.with_context(|| format!("cannot read {}", path.display()))?;
            Ledger::read(BufReader::new(file))
        })
        .transpose()?;
    let parts = (!options.part.is_empty()).then_some(options.part);
    let verdict = scenario::examine(&options.database, ledger.as_ref(), parts).await?;
    Ok(Report::of_check("check", &verdict))
}

/// Runs `work`; on SIGINT or SIGTERM it is dropped, and with it the servers it started.
async fn until_interrupted(work: impl Future<Output = anyhow::Result<Report>>) -> anyhow::Result<Report> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        done = work => done,
        _ = interrupt.recv() => anyhow::bail!("interrupted"),
        _ = terminate.recv() => anyhow::bail!("told to end"),
    }
}
