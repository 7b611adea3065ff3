//! Acknowledged writes per second at growing numbers of clients, under the same mix of adjustments.

use std::time::{Duration, Instant};

use super::{Setting, Stage};
use crate::ledger::{Operation, Outcome};
use crate::load::Limit;
use crate::report::{Rate, Report};

/// Options of `throughput`.
#[derive(Debug, Clone, clap::Args)]
pub struct Throughput {
    #[command(flatten)]
    pub setting: Setting,
    /// Numbers of clients to measure with, one after the other
    #[arg(long, value_delimiter = ',', default_value = "1,8,64", value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub clients: Vec<u64>,
    /// Seconds to measure each for
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
    /// Server processes on the one database
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=16))]
    pub processes: u64,
}

/// Runs the measurement; the database is proved afterwards like after any other load.
pub async fn run(options: Throughput) -> anyhow::Result<Report> {
    let stage = Stage::prepare(options.setting.clone(), options.processes).await?;
    let mut rates = Vec::new();
    for &clients in &options.clients {
        let before = stage.load.len();
        let time = Duration::from_secs(options.seconds).min(options.setting.time());
        let limit = Limit::new(u64::MAX, time);
        let begun = Instant::now();
        stage.load.drive(clients as usize, &limit).await?;
        let seconds = begun.elapsed().as_secs_f64();
        let ledger = stage.load.ledger();
        rates.push(rate(clients, seconds, &ledger.operations[before..]));
    }
    let proof = stage.prove().await?;
    let mut report = Report::new("throughput", &proof);
    report.expect_answers();
    report.rates = rates;
    Ok(report)
}

fn rate(clients: u64, seconds: f64, operations: &[Operation]) -> Rate {
    let mut waits: Vec<u64> = operations
        .iter()
        .filter(|operation| operation.outcome == Outcome::Acknowledged)
        .map(|operation| operation.finished - operation.started)
        .collect();
    waits.sort_unstable();
    // The smallest wait that at least `percent` of the writes did not exceed.
    let quantile = |percent: usize| {
        let rank = (waits.len() * percent).div_ceil(100).max(1);
        waits.get(rank - 1).map_or(0.0, |wait| *wait as f64 / 1000.0)
    };
    Rate {
        clients,
        acknowledged: waits.len() as u64,
        per_second: waits.len() as f64 / seconds,
        median_ms: quantile(50),
        p99_ms: quantile(99),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Kind, Request};

    #[test]
    fn a_rate_counts_acknowledged_writes_only() {
        let operations: Vec<Operation> = (1..=101)
            .map(|number| Operation {
                number,
                request: Request { kind: Kind::Add, entries: Vec::new(), location: None },
                started: 0,
                finished: number * 1000,
                outcome: if number == 101 { Outcome::Refused } else { Outcome::Acknowledged },
            })
            .collect();
        let rate = rate(8, 2.0, &operations);
        assert_eq!((rate.acknowledged, rate.per_second, rate.median_ms, rate.p99_ms), (100, 50.0, 50.0, 99.0));
    }
}
