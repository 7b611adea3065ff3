//! `ironwood serve`

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::SystemTime;

use anyhow::Context;
use ironwood_demo::Size;
use ironwood_rest::{MediaRoot, Site};
use ironwood_server::App;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{StorageFlags, say, source};
use crate::advice::Advice;
use crate::config::{Config, variables as v};
use crate::database::{self, Administration, Opened};
use crate::logs;

/// URL prefix of uploaded files.
const MEDIA_URL: &str = "/media/";

/// Flags of `serve`.
#[derive(Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    storage: StorageFlags,
    /// Address and port to listen on [default: 127.0.0.1:8000]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Directory of uploaded files [default: media in the data directory]
    #[arg(long, value_name = "DIR")]
    media_root: Option<String>,
    /// Name of the administrator of a new database [default: admin]
    #[arg(long, value_name = "NAME")]
    admin_user: Option<String>,
    /// That account's password; made up and printed once when there is none
    #[arg(long, value_name = "TEXT")]
    admin_password: Option<String>,
    /// That account's e-mail address
    #[arg(long, value_name = "ADDRESS")]
    admin_email: Option<String>,
    /// Fill a new database with an invented workshop first
    #[arg(long)]
    demo: bool,
    /// Form of the log [default: text]
    #[arg(long, value_name = "FORM", value_parser = ["text", "json"])]
    log_format: Option<String>,
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let mut flags = self.storage.values();
        flags.extend([
            (&v::LISTEN, self.listen.as_deref()),
            (&v::MEDIA_ROOT, self.media_root.as_deref()),
            (&v::ADMIN_USER, self.admin_user.as_deref()),
            (&v::ADMIN_PASSWORD, self.admin_password.as_deref()),
            (&v::ADMIN_EMAIL, self.admin_email.as_deref()),
            (&v::LOG_FORMAT, self.log_format.as_deref()),
        ]);
        let source = source(&flags);
        logs::start(&source)?;
        let config = Config::load(&source)?;
        // First, so that a port that is taken leaves everything as it was.
        let listener = listen(config.listen).await?;
        let opened = database::open(&config.storage).await?;
        if self.demo && opened.is_new {
            database::fill(&opened.db, &Size::default(), Timestamp::now()).await?;
        }
        let administration = database::ensure_administrator(&opened.db, &config.administrator).await?;
        greet(&config, &opened, &administration, listener.local_addr()?);
        let kernel = ironwood_inventory::kernel(opened.db.engine()).configured(source.listing()?);
        let site = Site::new(config.zone, MEDIA_URL, MediaRoot::new(config.media_root));
        sweep(&site.media);
        let app = App::new(opened.db, kernel, site, config.http).shared();
        ironwood_server::serve(app, listener, farewell()?).await;
        tracing::info!("stopped");
        Ok(())
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let hint = match error.kind() {
            ErrorKind::AddrInUse => "another program uses this port: stop it, or choose another one with --listen",
            ErrorKind::PermissionDenied => "ports below 1024 need special rights: choose a higher one with --listen",
            _ => "choose an address of this machine with --listen",
        };
        Advice::new(format!("cannot listen on {address}: {error}"), hint).into()
    })
}

/// Removes what an earlier run that was cut short left of uploads.
fn sweep(media: &MediaRoot) {
    match media.sweep(SystemTime::now()) {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "removed uploads that were cut short"),
        Err(error) => tracing::warn!(%error, "cannot look for uploads that were cut short"),
    }
}

/// Ready as soon as somebody wants the server to stop.
fn farewell() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("stopping: SIGTERM"),
            _ = interrupt.recv() => tracing::info!("stopping: SIGINT"),
        }
    })
}

/// Tells whoever started the server where it is and what to do next.
fn greet(config: &Config, opened: &Opened, administration: &Administration, address: SocketAddr) {
    let state = if opened.is_new { " (new)" } else { "" };
    say(&format!("Ironwood {}", env!("CARGO_PKG_VERSION")));
    say(&format!("  database  {}{state}", config.storage.database.shown()));
    say(&format!("  media     {}", config.media_root.display()));
    match administration {
        Administration::Present => {}
        Administration::Created(username) => say(&format!("  sign in   {username}, with the password you chose")),
        Administration::CreatedWith { username, password } => {
            say(&format!("  sign in   {username}, password {password} (shown this once: keep it)"));
        }
    }
    let url = config.http.site_url.clone().unwrap_or_else(|| format!("http://{}", reachable(address)));
    say(&format!("Open {url} or point a client at it. Ctrl-C stops the server."));
}

/// An address that a browser on this machine can open.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
    }
    address
}
