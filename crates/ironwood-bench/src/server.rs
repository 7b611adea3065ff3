//! The server as a process of its own.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use ironwood_db::DatabaseUrl;
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::machine::{self, Memory};

/// How long the server may take until it listens.
const START: Duration = Duration::from_secs(60);

/// A running server. It is killed when this is dropped; nobody writes to its database.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Server {
    /// Starts `program serve` on loopback, without limits on how often one may ask, and waits until it listens.
    pub(crate) async fn start(program: &Path, database: &DatabaseUrl, directory: &Path) -> anyhow::Result<Self> {
        let address = free_address()?;
        let log = directory.join("server.log");
        let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let url = match database {
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        let child = Command::new(program)
            .arg("serve")
            .args(["--database", &url, "--listen", &address.to_string()])
            .arg("--data-dir")
            .arg(directory.join("data"))
            .env("IRONWOOD_THROTTLE_USER", "none")
            .env("IRONWOOD_THROTTLE_ANON", "none")
            .env("IRONWOOD_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let mut server = Server { child, address, log };
        server.wait_until_it_listens().await?;
        Ok(server)
    }

    async fn wait_until_it_listens(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        while TcpStream::connect(self.address).await.is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status} while starting\n{}", self.last_words());
            }
            if begun.elapsed() > START {
                bail!("the server does not listen after {START:?}\n{}", self.last_words());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// The end of its log.
    fn last_words(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().rev().take(10).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How much memory it has, and had at most since [`Server::forget_peak`].
    pub(crate) fn memory(&self) -> anyhow::Result<Memory> {
        machine::memory(self.child.id())
    }

    /// Begins a new peak.
    pub(crate) fn forget_peak(&self) {
        machine::forget_peak(self.child.id());
    }

    /// Processor time it has used so far.
    pub(crate) fn processor_time(&self) -> Option<Duration> {
        machine::processor_time(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that is gone already needs no killing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of the loopback interface that is free now.
fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("cannot get a port of this machine")?;
    Ok(listener.local_addr()?)
}
