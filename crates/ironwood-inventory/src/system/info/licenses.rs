//! `license/`: the licences of what the binary is made of.

use std::sync::LazyLock;

use ironwood_rest::declare::{Answer, Endpoint, Form};
use ironwood_rest::kind::{SequenceOf, Unchecked};
use ironwood_rest::{BoxFuture, Ctx, PermissionClass, Reply, Request, Result};
use serde_json::{Value, json};

use super::told;

/// Crates, written by `scripts/licenses`.
const CRATES: &str = include_str!("licenses.tsv");

/// What browsers get from the binary: name, version, licence, repository.
const FILES: [(&str, &str, &str, &str); 2] = [
    ("@tabler/icons", "3.11.0", "MIT", "https://github.com/tabler/tabler-icons"),
    ("swagger-ui-dist", "5.35.0", "Apache-2.0", "https://github.com/swagger-api/swagger-ui"),
];

/// `license/`.
pub fn endpoint() -> Endpoint {
    Endpoint::new("license", "Licences of the software that the server is made of")
        .get(PermissionClass::Authenticated, licenses)
        .replies(200, Answer::Object(described()))
}

fn described() -> Form {
    Form::new("LicenseView")
        .field(told("backend", SequenceOf(Unchecked)).help("Crates that the binary is made of"))
        .field(told("frontend", SequenceOf(Unchecked)).help("What browsers get from it"))
}

fn entry(name: &str, version: &str, license: &str, repository: &str) -> Value {
    json!({"name": name, "version": version, "license": license, "repository": repository})
}

/// The crates, each once: where two versions are linked, the later one stands for both.
fn crates() -> Vec<Value> {
    let mut entries: Vec<Value> = Vec::new();
    for line in CRATES.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        if let [name, version, license, repository] = fields[..] {
            if entries.last().is_some_and(|last| last["name"] == name) {
                entries.pop();
            }
            entries.push(entry(name, version, license, repository));
        }
    }
    entries
}

fn licenses<'a>(_: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    static BODY: LazyLock<String> = LazyLock::new(|| {
        let files: Vec<Value> =
            FILES.iter().map(|(name, version, license, from)| entry(name, version, license, from)).collect();
        json!({"backend": crates(), "frontend": files}).to_string()
    });
    Box::pin(async { Ok(Reply::ok(BODY.clone().into_bytes())) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_stands_once_with_its_licence() {
        let crates = crates();
        let names: Vec<&str> = crates.iter().filter_map(|entry| entry["name"].as_str()).collect();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "sorted and each once");
        assert!(crates.iter().all(|entry| entry["license"] != ""));
        assert!(names.contains(&"serde_json"));
    }
}
