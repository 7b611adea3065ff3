//! Parts, what they are made of, and what they cost, as clients write them (spec 20, spec 21).

#[path = "../common/mod.rs"]
mod common;

mod bom;
mod part;
mod pricing;
mod stocktake;

use common::{Answer, App, Client};
use serde_json::{Value, json};

const PARTS: &str = "/api/part/";

/// Makes a row; its key.
async fn key(client: &Client, path: &str, body: Value) -> i64 {
    client.post(path, body).await.expect(201)["pk"].as_i64().expect("a key")
}

/// Makes a part.
async fn make(app: &App, body: Value) -> i64 {
    key(&app.admin(), PARTS, body).await
}

/// The path of a part.
fn one(part: i64) -> String {
    format!("{PARTS}{part}/")
}

async fn set(app: &App, setting: &str, value: Value) {
    app.admin().patch(&format!("/api/settings/global/{setting}/"), json!({"value": value})).await.expect(200);
}

async fn company(app: &App, name: &str, role: &str) -> i64 {
    key(&app.admin(), "/api/company/", json!({"name": name, "currency": "USD", "is_supplier": false, role: true})).await
}

#[track_caller]
fn refused(answer: Answer, field: &str) {
    let body = answer.expect(400);
    assert!(body[field].is_array(), "no fault of {field}: {body}");
}
