//! `ironwood demo`

use ironwood_demo::Size;
use jiff::Timestamp;

use super::{StorageFlags, open, say, source};
use crate::database;

/// Flags of `demo`.
#[derive(Debug, clap::Args)]
pub struct Demo {
    #[command(flatten)]
    storage: StorageFlags,
    /// How many parts there are to be, at least
    #[arg(long, value_name = "N", default_value_t = Size::default().parts)]
    parts: usize,
    /// How many stock items
    #[arg(long, value_name = "N", default_value_t = Size::default().stock)]
    stock: usize,
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let flags = self.storage.values();
        let (storage, opened) = open(&source(&flags)).await?;
        let size = Size { parts: self.parts, stock: self.stock };
        let made = database::fill(&opened.db, &size, Timestamp::now()).await?;
        say(&format!("Made up a workshop in {}: {made}.", storage.database.shown()));
        say("`ironwood serve` on the same database shows it.");
        Ok(())
    }
}
