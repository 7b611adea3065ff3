//! `ironwood schema`

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use ironwood_db::Engine;
use ironwood_rest::meta::{Format, schema_text};

use crate::advice::Advice;

/// Flags of `schema`.
#[derive(Debug, clap::Args)]
pub struct Schema {
    /// How it is written
    #[arg(long, value_enum, default_value_t = Form::Yaml)]
    format: Form,
    /// Where to; printed when there is none
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Form {
    Yaml,
    Json,
}

impl Schema {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let format = match self.format {
            Form::Yaml => Format::Yaml,
            Form::Json => Format::Json,
        };
        // The API is the same whatever keeps the data.
        let kernel = ironwood_inventory::kernel(Engine::Sqlite);
        let text = schema_text(&kernel, format);
        match self.file {
            Some(path) => std::fs::write(&path, text).map_err(|error| {
                let problem = format!("cannot write {}: {error}", path.display());
                Advice::new(problem, "name a file in a directory that this user may write to").into()
            }),
            None => match std::io::stdout().write_all(text.as_bytes()) {
                // Whoever reads, such as `head`, has read enough.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                done => Ok(done?),
            },
        }
    }
}
