//! The experiments. Each starts the servers, prepares stock, puts it under load and hands the database to the checker.

pub mod concurrency;
pub mod crash;
pub mod throughput;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use hyper::Method;

use crate::check::{Verdict, Violation, check};
use crate::client::{self, Connection};
use crate::database::DatabaseUrl;
use crate::fleet::{Fleet, PASSWORD, Program, USER};
use crate::ledger::Ledger;
use crate::load::{Load, make_stock};
use crate::workload::Workload;

/// What every experiment needs to know.
#[derive(Debug, Clone, clap::Args)]
pub struct Setting {
    /// Server binary to put under test
    #[arg(long)]
    pub server: PathBuf,
    /// Database to use, on this machine; it keeps what the run made
    #[arg(long)]
    pub database: DatabaseUrl,
    /// Stock items the clients share; fewer items make more collisions
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub items: u64,
    /// Extra items that the server deletes when they run empty
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(0..=100_000))]
    pub depleting: u64,
    /// Seed of the random requests; drawn from the clock when left out
    #[arg(long)]
    pub seed: Option<u64>,
    /// Directory for media files and server logs; a temporary one is removed after a good run
    #[arg(long)]
    pub directory: Option<PathBuf>,
    /// File to keep the ledger in, for `check --ledger`
    #[arg(long)]
    pub ledger: Option<PathBuf>,
    /// Longest time under load, in seconds
    #[arg(long, default_value_t = 3600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub time_limit: u64,
}

impl Setting {
    fn time(&self) -> Duration {
        Duration::from_secs(self.time_limit)
    }
}

/// A prepared run.
struct Stage {
    setting: Setting,
    fleet: Fleet,
    load: Arc<Load>,
    run: String,
    seed: u64,
    directory: PathBuf,
}

/// What a finished run found.
#[derive(Debug)]
pub struct Proof {
    pub run: String,
    pub seed: u64,
    pub engine: &'static str,
    pub processes: usize,
    pub verdict: Verdict,
}

impl Stage {
    /// Starts the servers on the database and makes parts, locations and stock of its own in it.
    async fn prepare(setting: Setting, processes: u64) -> anyhow::Result<Self> {
        let run: String = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
        let seed = setting.seed.unwrap_or_else(from_the_clock);
        let directory =
            setting.directory.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("ironwood-stress-{run}")));
        let program = Program {
            server: setting.server.clone(),
            database: setting.database.clone(),
            directory: directory.clone(),
        };
        let fleet = Fleet::start(program, processes as usize).await?;

        let mut connection = Connection::open(fleet.first()?, Some(&client::basic(USER, PASSWORD))).await?;
        let answer = connection
            .expect(Method::GET, "/api/user/token/", String::new())
            .await
            .context("is the database one that a stress run made?")?;
        let authorization = client::token(answer["token"].as_str().context("no token came")?);
        let mut connection = Connection::open(fleet.first()?, Some(&authorization)).await?;

        // Several items per part, so that sums over a part mean something.
        let parts = (0..setting.items.div_ceil(4)).map(|number| format!("Stress {run} {number}")).collect();
        let parts = setting.database.make_parts(parts).await?;
        let (items, locations) =
            make_stock(&mut connection, &run, &parts, setting.items as usize, setting.depleting as usize).await?;
        let workload = Workload::new(&items, locations);
        let load = Load::new(run.clone(), authorization, seed, items, workload, fleet.addresses());
        Ok(Self { setting, fleet, load: Arc::new(load), run, seed, directory })
    }

    /// Kills the servers and proves, or refutes, the run from the database alone.
    async fn prove(mut self) -> anyhow::Result<Proof> {
        self.fleet.all_alive()?;
        let processes = self.fleet.len();
        drop(self.fleet);
        let ledger = self.load.ledger();
        if let Some(path) = &self.setting.ledger {
            let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
            let mut file = BufWriter::new(file);
            ledger.write(&mut file)?;
            file.flush()?;
        }
        let verdict = examine(&self.setting.database, Some(&ledger), None).await?;
        if verdict.violations.is_empty() && self.setting.directory.is_none() {
            std::fs::remove_dir_all(&self.directory)
                .with_context(|| format!("cannot remove {}", self.directory.display()))?;
        }
        Ok(Proof { run: self.run, seed: self.seed, engine: self.setting.database.engine_name(), processes, verdict })
    }
}

/// Reads the database and checks it: the parts of the ledger, else `parts`, else all.
pub async fn examine(
    database: &DatabaseUrl,
    ledger: Option<&Ledger>,
    parts: Option<Vec<i64>>,
) -> anyhow::Result<Verdict> {
    let scope = ledger.map(Ledger::parts).or(parts);
    let damages = database.damages().await?;
    let snapshot = database.snapshot(scope).await?;
    ensure!(
        ledger.is_none_or(|ledger| ledger.items.is_empty() || !snapshot.rows.is_empty()),
        "the database knows nothing of this run: is it the right one?"
    );
    let mut verdict = check(&snapshot, ledger);
    verdict.violations.extend(damages.into_iter().map(Violation::Damaged));
    Ok(verdict)
}

/// A seed nobody chose; it is printed with the result.
fn from_the_clock() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |age| age.as_micros() as u64)
}
