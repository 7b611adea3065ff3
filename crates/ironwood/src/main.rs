//! The `ironwood` binary: one program for everything that a server of parts and stock needs.

mod advice;
mod commands;
mod config;
mod database;
mod logs;
mod secret;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use advice::Advice;
use commands::Command;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An inventory server for parts, stock, bills of materials and orders, speaking the InvenTree API.
#[derive(Debug, Parser)]
#[command(version, after_help = config::help())]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let Err(error) = run(Arguments::parse().command) else { return ExitCode::SUCCESS };
    let mut out = std::io::stderr().lock();
    // Where even this cannot be written, nobody is there to read it.
    let _ = writeln!(out, "error: {error:#}");
    if let Some(hint) = Advice::of(&error) {
        let _ = writeln!(out, "hint: {hint}");
    }
    ExitCode::FAILURE
}

fn run(command: Command) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command.run())
}
