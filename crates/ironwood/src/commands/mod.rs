//! The commands, one per file.

mod bench;
mod createsuperuser;
mod demo;
mod migrate;
mod schema;
mod serve;

use std::io::Write;

use clap::{Args, Subcommand};

use crate::config::{Flags, Source, Storage, variables as v};
use crate::database::{self, Opened};
use crate::logs;

/// What the program is asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API, files and pages
    Serve(serve::Serve),
    /// Bring the database to the present schema and stop
    Migrate(migrate::Migrate),
    /// Make an account that may do everything
    Createsuperuser(createsuperuser::CreateSuperuser),
    /// Print the OpenAPI document
    Schema(schema::Schema),
    /// Fill an empty database with an invented workshop
    Demo(demo::Demo),
    /// Measure the server against the bare SQL it asks for
    Bench(bench::Bench),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// What went wrong, for the person at the terminal.
    pub async fn run(self) -> anyhow::Result<()> {
        match self {
            Command::Serve(serve) => serve.run().await,
            Command::Migrate(migrate) => migrate.run().await,
            Command::Createsuperuser(create) => create.run().await,
            Command::Schema(schema) => schema.run(),
            Command::Demo(demo) => demo.run().await,
            Command::Bench(bench) => bench.run().await,
        }
    }
}

/// Flags of every command that opens the database.
#[derive(Debug, Args)]
struct StorageFlags {
    /// Database URL: sqlite:///path/to/file or postgres://user:password@host:port/name
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Directory of the server's own files [default: data]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<String>,
    /// SQLite: wait for the disk at each change, so that not even a power cut loses one
    #[arg(long)]
    durable: bool,
}

impl StorageFlags {
    fn values(&self) -> Vec<(&'static v::Variable, Option<&str>)> {
        vec![
            (&v::DATABASE, self.database.as_deref()),
            (&v::DATA_DIR, self.data_dir.as_deref()),
            (&v::DURABLE, self.durable.then_some("true")),
        ]
    }
}

/// The process's own environment below these flags.
fn source(flags: Flags<'_>) -> Source<'_> {
    Source { flags, environment: &|name| std::env::var(name).ok() }
}

/// Starts the logs and opens the database that flags and environment name, at the present schema.
///
/// # Errors
/// When the configuration or the database cannot be used.
async fn open(source: &Source<'_>) -> anyhow::Result<(Storage, Opened)> {
    logs::start(source)?;
    let storage = Storage::load(source)?;
    let opened = database::open(&storage).await?;
    Ok((storage, opened))
}

/// Tells the person at the terminal. Where nobody reads, nothing is lost.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
