//! `ironwood bench`

use std::time::Duration;

use anyhow::Context;
use ironwood_bench::Options;

use super::say;

/// Flags of `bench`.
#[derive(Debug, clap::Args)]
pub struct Bench {
    /// Numbers of parts, with commas between them
    #[arg(long, value_name = "N,...", value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    parts: Vec<usize>,
    /// Stock items for each part
    #[arg(long, value_name = "N", default_value_t = 3)]
    stock_per_part: usize,
    /// How long each request is measured, and its bare statements as well
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=300))]
    seconds: u64,
    /// Clients at once where the throughput is measured
    #[arg(long, value_name = "N", default_value_t = 8)]
    clients: usize,
    /// `sqlite` for temporary files, or a PostgreSQL server on this machine: postgres://user@127.0.0.1:port
    #[arg(long, value_name = "sqlite|URL", default_value = "sqlite")]
    database: String,
}

impl Bench {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let options = Options {
            server: std::env::current_exe().context("this program cannot find itself to start a server")?,
            parts: self.parts,
            stock_per_part: self.stock_per_part,
            time: Duration::from_secs(self.seconds),
            clients: self.clients,
            postgres: ironwood_bench::postgres_server(&self.database)?,
        };
        let report = ironwood_bench::run(&options, &mut say).await?;
        say(&report.table());
        say(&report.json()?);
        Ok(())
    }
}
