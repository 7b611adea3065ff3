//! `ironwood createsuperuser`

use super::{StorageFlags, open, say, source};
use crate::config::{Administrator, variables as v};
use crate::database::{self, Administration};

/// Flags of `createsuperuser`.
#[derive(Debug, clap::Args)]
pub struct CreateSuperuser {
    #[command(flatten)]
    storage: StorageFlags,
    /// Name of the account [default: admin]
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// Its e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Its password; made up and printed when there is none
    #[arg(long, value_name = "TEXT")]
    password: Option<String>,
}

impl CreateSuperuser {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let mut flags = self.storage.values();
        flags.extend([
            (&v::ADMIN_USER, self.username.as_deref()),
            (&v::ADMIN_EMAIL, self.email.as_deref()),
            (&v::ADMIN_PASSWORD, self.password.as_deref()),
        ]);
        let source = source(&flags);
        let (_, opened) = open(&source).await?;
        match database::create_administrator(&opened.db, &Administrator::load(&source)?).await? {
            Administration::CreatedWith { username, password } => {
                say(&format!("Created {username}. The password is {password} and is not shown again."));
            }
            Administration::Created(username) => say(&format!("Created {username}.")),
            Administration::Present => say("There is an administrator already."),
        }
        Ok(())
    }
}
