//! `ironwood migrate`

use super::{StorageFlags, open, say, source};

/// Flags of `migrate`.
#[derive(Debug, clap::Args)]
pub struct Migrate {
    #[command(flatten)]
    storage: StorageFlags,
}

impl Migrate {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let flags = self.storage.values();
        let (storage, opened) = open(&source(&flags)).await?;
        let shown = storage.database.shown();
        say(&match opened.is_new {
            true => format!("Installed the schema in {shown}. `ironwood serve` makes the administrator."),
            false => format!("{shown} is at the present schema."),
        });
        Ok(())
    }
}
