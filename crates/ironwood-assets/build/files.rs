//! Embedding of files: what to serve, in which encoding, under which path.

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

/// Pages: name of the constant, path under which it is known, file. The operator may give the console another path.
const PAGES: [(&str, &str, &str); 3] = [
    ("API_DOC", "/api-doc/", "api-doc.html"),
    ("CONSOLE", "/admin/", "console.html"),
    ("LANDING", "/", "landing.html"),
];

/// Source text of the tables of `src/files.rs` and `src/pages.rs`.
pub fn generate(root: &Path, out: &Path) -> io::Result<String> {
    let mut sources = Vec::new();
    for folder in ["static", "vendor"] {
        collect(&root.join(folder), "/static", &mut sources)?;
    }
    // `/static/...` is looked up by binary search.
    sources.sort();
    let mut text = format!("pub(crate) static FILES: [StaticFile; {}] = [\n", sources.len());
    for (path, source) in &sources {
        let _ = writeln!(text, "{},", embed(path, Source::read(source)?, out)?);
    }
    text.push_str("];\n");

    for (name, path, page) in PAGES {
        let file = embed(path, Source::read(&root.join("pages").join(page))?, out)?;
        let _ = writeln!(text, "pub(crate) static {name}: StaticFile = {file};");
    }
    Ok(text)
}

/// Adds the files below `folder` with the paths they are served under. `.gz` is how a file is
/// kept here, not a part of its name; data for the build alone is left out.
fn collect(folder: &Path, path: &str, found: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/{name}"), found)?;
        } else if name != crate::icons::DATA {
            let name = name.strip_suffix(".gz").unwrap_or(&name);
            found.push((format!("{path}/{name}"), entry.path()));
        }
    }
    Ok(())
}

/// A file as it is served, before a decision about its encoding.
pub struct Source {
    /// Name with the extension that tells the content type.
    pub name: String,
    pub plain: Vec<u8>,
    /// The gzipped form, when it was made before (`.gz` files).
    pub gzip: Option<Vec<u8>>,
}

impl Source {
    fn read(file: &Path) -> io::Result<Self> {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = fs::read(file)?;
        Ok(match name.strip_suffix(".gz") {
            Some(name) => Self { name: name.to_owned(), plain: gunzip(&bytes)?, gzip: Some(bytes) },
            None => Self { name, plain: bytes, gzip: None },
        })
    }
}

/// Writes the served bytes of a file to `out` and returns the `StaticFile { ... }` expression.
pub fn embed(path: &str, source: Source, out: &Path) -> io::Result<String> {
    let digest = hex(&Sha256::digest(&source.plain)[..12]);
    let length = source.plain.len();
    let gzip = match source.gzip {
        Some(gzip) => gzip,
        None => gzip(&source.plain)?,
    };
    // What is compressed by its own format (woff2, most pictures) stays as it is.
    let (form, bytes, etag) = if gzip.len() * 10 < length * 9 {
        // Weak, because the same tag stands for the gzipped and the plain form (RFC 9110 §8.8.1).
        ("Gzip", gzip, format!("W/\"{digest}\""))
    } else {
        ("Plain", source.plain, format!("\"{digest}\""))
    };
    let kept = format!("{digest}.{form}");
    fs::write(out.join(&kept), bytes)?;
    Ok(format!(
        "StaticFile {{ path: {path:?}, content_type: {:?}, etag: {etag:?}, length: {length}, \
         kept: Kept::{form}(include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{kept}\"))) }}",
        content_type(&source.name),
    ))
}

fn content_type(name: &str) -> String {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let text = guess.type_() == "text";
    format!("{guess}{}", if text { "; charset=utf-8" } else { "" })
}

pub fn gunzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain)?;
    Ok(plain)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
