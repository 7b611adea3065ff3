//! The same load while the server processes are killed with SIGKILL, again and again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::{Setting, Stage, examine};
use crate::load::Limit;
use crate::report::Report;
use crate::rng::Rng;

/// Options of `crash`.
#[derive(Debug, Clone, clap::Args)]
pub struct Crash {
    #[command(flatten)]
    pub setting: Setting,
    /// Clients, spread evenly over the server processes
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub clients: u64,
    /// How often a server process is killed
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub kills: u64,
    /// Server processes on the one database; each kill strikes one of them, the others work on
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=16))]
    pub processes: u64,
    /// Longest time a server is left alive, in milliseconds
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(10..=600_000))]
    pub longest_life: u64,
    /// Prove the database after every so many kills, with the clients held still; at the end in any case
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub check_every: u64,
}

/// The random stream of the killer, far from those of the clients.
const KILLER: u64 = u64::MAX;

/// How often, in percent, a server is killed again while it is still starting.
const AGAIN: u64 = 10;

/// Runs the experiment.
pub async fn run(options: Crash) -> anyhow::Result<Report> {
    let mut stage = Stage::prepare(options.setting.clone(), options.processes).await?;
    let limit = Limit::new(u64::MAX, options.setting.time());
    let begun = Instant::now();
    let clients = tokio::spawn({
        let (load, limit) = (Arc::clone(&stage.load), Arc::clone(&limit));
        let clients = options.clients as usize;
        async move { load.drive(clients, &limit).await }
    });
    let killed = kill_repeatedly(&mut stage, &options, &limit).await;
    // Whatever happened, no client may be left behind.
    limit.stop();
    clients.await??;
    let killed = killed?;
    let seconds = begun.elapsed().as_secs_f64();
    let proof = stage.prove().await?;

    let mut report = Report::new("crash", &proof);
    report.clients = Some(options.clients);
    report.kills = Some(killed.kills);
    report.seconds = Some(seconds);
    for violation in killed.violations {
        report.complain(violation);
    }
    report.expect_no_failures();
    if killed.idle > 0 {
        report.complain(format!("{} kills met a server that had done nothing since its start", killed.idle));
    }
    if killed.kills < options.kills {
        report
            .complain(format!("only {} of {} kills were made before the run was stopped", killed.kills, options.kills));
    }
    Ok(report)
}

/// What the killer did and saw.
#[derive(Default)]
struct Killed {
    kills: u64,
    /// Kills of a server between whose start and end no request was recorded: they prove nothing.
    idle: u64,
    /// What a check between kills found; the run ends there.
    violations: Vec<String>,
}

async fn kill_repeatedly(stage: &mut Stage, options: &Crash, limit: &Limit) -> anyhow::Result<Killed> {
    let mut rng = Rng::new(stage.seed, KILLER);
    let mut killed = Killed::default();
    let mut next_check = options.check_every;
    while killed.kills < options.kills && !limit.reached() {
        let victim = rng.below(stage.fleet.len() as u64) as usize;
        let before = stage.load.len();
        sleep(Duration::from_millis(1 + rng.below(options.longest_life))).await;
        if stage.load.len() == before {
            // Starting up again took the clients longer than the life it was given.
            wait_for_work(stage, before, limit).await;
            killed.idle += u64::from(stage.load.len() == before);
        }
        stage.fleet.kill(victim)?;
        killed.kills += 1;
        if killed.kills < options.kills && rng.chance(AGAIN) {
            stage.fleet.spawn(victim)?;
            sleep(Duration::from_millis(rng.below(100))).await;
            stage.fleet.kill(victim)?;
            killed.kills += 1;
        }
        stage.fleet.launch(victim).await?;
        if killed.kills >= next_check && killed.kills < options.kills {
            next_check = killed.kills + options.check_every;
            let (ledger, _at_rest) = stage.load.at_rest().await;
            let verdict = examine(&options.setting.database, Some(&ledger), None).await?;
            if !verdict.violations.is_empty() {
                killed.violations.push(format!("after {} kills: {}", killed.kills, verdict.violations[0]));
                break;
            }
        }
    }
    Ok(killed)
}

/// Waits, for a while, until a request is recorded.
async fn wait_for_work(stage: &Stage, before: usize, limit: &Limit) {
    for _ in 0..500 {
        if stage.load.len() > before || limit.reached() {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
}
