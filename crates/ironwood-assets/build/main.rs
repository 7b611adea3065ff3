//! Turns the files of this crate into Rust data: each one gzipped once, with its content type and
//! entity tag, and the table of icons. What comes out is included by `src/`.

#![expect(clippy::print_stdout, reason = "Cargo reads directives there")]

mod files;
mod icons;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    for input in ["build", "pages", "static", "vendor"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("files.rs"), files::generate(&root, &out)?)?;
    fs::write(out.join("icons.rs"), icons::generate(&root, &out)?)?;
    Ok(())
}
