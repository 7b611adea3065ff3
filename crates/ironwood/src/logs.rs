//! The log: structured, on standard error, for people or for machines.

use std::io::IsTerminal;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use crate::config::{Source, variables as v};

/// Starts it.
///
/// # Errors
/// When the filter or the form cannot be understood.
pub fn start(source: &Source<'_>) -> anyhow::Result<()> {
    let filter = source.get(&v::LOG)?.read(|text| EnvFilter::builder().parse(text))?;
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    let started = match source.get(&v::LOG_FORMAT)?.read(form)? {
        Form::Text => log.try_init(),
        Form::Json => log.json().try_init(),
    };
    started.map_err(|error| anyhow::anyhow!(error)).context("the log cannot be started")
}

enum Form {
    Text,
    Json,
}

fn form(text: &str) -> Result<Form, String> {
    match text {
        "text" => Ok(Form::Text),
        "json" => Ok(Form::Json),
        _ => Err(format!("`{text}` is neither text nor json")),
    }
}
