//! The server processes under test: started on loopback, killed without warning, started again.

use std::fs::{File, OpenOptions};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use hyper::{Method, StatusCode};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::client::Connection;
use crate::database::DatabaseUrl;

/// Administrator of the test database.
pub const USER: &str = "admin";
/// Password of the test database's administrator; it guards nothing.
pub const PASSWORD: &str = "secret";

/// How long a server may take to answer its first health check: on an empty database it makes the schema first.
const START: Duration = Duration::from_secs(120);

/// What to run and on which database.
#[derive(Debug)]
pub struct Program {
    pub server: PathBuf,
    pub database: DatabaseUrl,
    /// Media files and server logs go below this directory.
    pub directory: PathBuf,
}

/// The servers of a run. Dropping it kills those still running.
#[derive(Debug)]
pub struct Fleet {
    program: Program,
    members: Vec<Member>,
}

#[derive(Debug)]
struct Member {
    address: SocketAddr,
    log: PathBuf,
    child: Option<Child>,
    /// The address while the server answers, none while it is down: nobody may connect to a port that nobody listens
    /// on (the system could give that port to the connecting side).
    up: watch::Sender<Option<SocketAddr>>,
}

impl Fleet {
    /// Starts `count` servers, the first one alone, because it may have to make the schema.
    pub async fn start(program: Program, count: usize) -> anyhow::Result<Self> {
        std::fs::create_dir_all(program.directory.join("media"))
            .with_context(|| format!("cannot make {}", program.directory.display()))?;
        let mut fleet = Self { program, members: Vec::new() };
        for number in 0..count {
            let log = fleet.program.directory.join(format!("server-{number}.log"));
            fleet.members.push(Member { address: free_address()?, log, child: None, up: watch::Sender::new(None) });
            fleet.launch(number).await?;
        }
        Ok(fleet)
    }

    /// Number of servers.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Follows whether, and where, each server answers.
    pub fn addresses(&self) -> Vec<watch::Receiver<Option<SocketAddr>>> {
        self.members.iter().map(|member| member.up.subscribe()).collect()
    }

    /// Address of the first server, which answers after [`Fleet::start`].
    pub fn first(&self) -> anyhow::Result<SocketAddr> {
        let first = self.members.first().context("a run needs a server")?;
        Ok(first.address)
    }

    /// Starts server `number` and returns without waiting for it.
    pub fn spawn(&mut self, number: usize) -> anyhow::Result<()> {
        let child = self.program.run(&self.members[number])?;
        self.members[number].child = Some(child);
        Ok(())
    }

    /// Starts server `number` and waits until it answers.
    pub async fn launch(&mut self, number: usize) -> anyhow::Result<()> {
        self.spawn(number)?;
        let member = &mut self.members[number];
        let begun = Instant::now();
        while !healthy(member.address).await {
            if let Some(exit) = member.exited()? {
                bail!("the server ended with {exit} while starting\n{}", member.last_words());
            }
            if begun.elapsed() > START {
                bail!("the server on {} did not answer within {START:?}\n{}", member.address, member.last_words());
            }
            sleep(Duration::from_millis(20)).await;
        }
        member.up.send_replace(Some(member.address));
        Ok(())
    }

    /// Kills server `number` at once (SIGKILL), whatever it is doing.
    pub fn kill(&mut self, number: usize) -> anyhow::Result<()> {
        self.members[number].kill()
    }

    /// Fails when a server has ended that nobody killed.
    pub fn all_alive(&mut self) -> anyhow::Result<()> {
        for member in &mut self.members {
            if let Some(exit) = member.exited()? {
                bail!("a server ended by itself with {exit}\n{}", member.last_words());
            }
        }
        Ok(())
    }
}

impl Program {
    fn run(&self, member: &Member) -> anyhow::Result<Child> {
        let log = append(&member.log)?;
        Command::new(&self.server)
            .arg("serve")
            .args(["--database", &self.database.to_string()])
            .arg("--media-root")
            .arg(self.directory.join("media"))
            .args(["--listen", &member.address.to_string()])
            .args(["--admin-user", USER, "--admin-password", PASSWORD])
            .env("INVENTREE_THROTTLE_USER", "none")
            .env("INVENTREE_THROTTLE_ANON", "none")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot run {}", self.server.display()))
    }
}

impl Member {
    fn exited(&mut self) -> anyhow::Result<Option<std::process::ExitStatus>> {
        match &mut self.child {
            Some(child) => Ok(child.try_wait()?),
            None => Ok(None),
        }
    }

    fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.child.take() {
            let exited = child.try_wait()?;
            child.kill()?;
            self.up.send_replace(None);
            child.wait()?;
            if let Some(exit) = exited {
                bail!("a server ended by itself with {exit}\n{}", self.last_words());
            }
        }
        Ok(())
    }

    /// The end of the server's log, for an error message.
    fn last_words(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let tail = &text[text.len().saturating_sub(2000)..];
        format!("{}: {}", self.log.display(), String::from_utf8_lossy(tail))
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // Already gone is as good as killed.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn append(path: &Path) -> anyhow::Result<File> {
    OpenOptions::new().create(true).append(true).open(path).with_context(|| format!("cannot write {}", path.display()))
}

/// A port of the loopback interface that is free now.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// Whether the server says it is ready (spec 60-system: `system/health/` answers anyone).
async fn healthy(address: SocketAddr) -> bool {
    let ask = async {
        let mut connection = Connection::open(address, None).await?;
        connection.send(Method::GET, "/api/system/health/", String::new()).await
    };
    matches!(timeout(Duration::from_secs(5), ask).await, Ok(Ok(answer)) if answer.status == StatusCode::OK)
}
