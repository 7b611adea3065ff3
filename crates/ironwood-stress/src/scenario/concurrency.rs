//! Many clients, several server processes, one database, nobody dies.

use std::time::Instant;

use super::{Setting, Stage};
use crate::load::Limit;
use crate::report::Report;

/// Options of `concurrency`.
#[derive(Debug, Clone, clap::Args)]
pub struct Concurrency {
    #[command(flatten)]
    pub setting: Setting,
    /// Clients, spread evenly over the server processes
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub clients: u64,
    /// Requests to send, over all clients
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub operations: u64,
    /// Server processes on the one database
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=16))]
    pub processes: u64,
}

/// Runs the experiment.
pub async fn run(options: Concurrency) -> anyhow::Result<Report> {
    let stage = Stage::prepare(options.setting.clone(), options.processes).await?;
    let limit = Limit::new(options.operations, options.setting.time());
    let begun = Instant::now();
    stage.load.drive(options.clients as usize, &limit).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let proof = stage.prove().await?;

    let mut report = Report::new("concurrency", &proof);
    report.clients = Some(options.clients);
    report.seconds = Some(seconds);
    report.expect_answers();
    if (report.operations as u64) < options.operations {
        report.complain(format!(
            "only {} of {} operations were sent before the time ran out",
            report.operations, options.operations
        ));
    }
    Ok(report)
}
