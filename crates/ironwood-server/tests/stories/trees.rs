//! Categories and locations: trees that things are sorted into.

use serde_json::json;

use crate::common::{App, Client, each_database};
use crate::part;

/// A new row of a list; its key.
async fn made(client: &Client, path: &str, body: serde_json::Value) -> i64 {
    client.post(path, body).await.expect(201)["pk"].as_i64().expect("a key")
}

/// A category with a part in it, and a location with stock of that part.
async fn filled(app: &App) -> (i64, i64, i64) {
    let admin = app.admin();
    let category = made(&admin, "/api/part/category/", json!({"name": "Screws"})).await;
    let location = made(&admin, "/api/stock/location/", json!({"name": "Bin 1"})).await;
    let part = part(app, "M3x8", Some(category)).await;
    admin.post("/api/stock/", json!({"part": part, "quantity": 5, "location": location})).await.expect(201);
    (category, location, part)
}

#[tokio::test]
async fn what_holds_something_cannot_become_structural() {
    each_database(async |app| {
        let (category, location, part) = filled(app).await;
        let admin = app.admin();
        for (path, table) in [
            (format!("/api/part/category/{category}/"), "part_partcategory"),
            (format!("/api/stock/location/{location}/"), "stock_stocklocation"),
        ] {
            let refusal = admin.patch(&path, json!({"structural": true})).await.expect(400);
            assert_eq!(refusal["non_field_errors"].as_array().map(Vec::len), Some(1), "{refusal}");
            assert_eq!(app.number(&format!("SELECT COUNT(*) FROM {table} WHERE structural")).await, 0);
            // One that became structural behind the server's back is put right before anything else.
            app.execute(&format!("UPDATE {table} SET structural = TRUE"), &[]).await;
            admin.patch(&path, json!({"description": "x"})).await.expect(400);
            let changed = admin.patch(&path, json!({"description": "x", "structural": false})).await.expect(200);
            assert_eq!((&changed["structural"], &changed["description"]), (&json!(false), &json!("x")));
        }
        let empty = made(&admin, "/api/stock/location/", json!({"name": "Hall", "structural": true})).await;
        let refusal =
            admin.post("/api/stock/", json!({"part": part, "quantity": 5, "location": empty})).await.expect(400);
        assert!(refusal["location"].is_array(), "{refusal}");
    })
    .await;
}

#[tokio::test]
async fn several_are_asked_about_at_once() {
    each_database(async |app| {
        let (_, location, _) = filled(app).await;
        let admin = app.admin();
        let other = made(&admin, "/api/stock/location/", json!({"name": "Hall"})).await;
        let both = json!({"items": [location, other], "structural": true});
        admin.patch("/api/stock/location/", both).await.expect(400);
        assert_eq!(app.number("SELECT COUNT(*) FROM stock_stocklocation WHERE structural").await, 0);
        admin.patch("/api/stock/location/", json!({"items": [other], "structural": true})).await.expect(200);
        assert_eq!(app.number("SELECT COUNT(*) FROM stock_stocklocation WHERE structural").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_star_is_set_for_oneself_and_the_answer_shows_what_was_before() {
    each_database(async |app| {
        let admin = app.admin();
        let category = made(&admin, "/api/part/category/", json!({"name": "Screws", "starred": true})).await;
        let path = format!("/api/part/category/{category}/");
        assert_eq!(admin.get(&path).await.expect(200)["starred"], false, "a create ignores it");
        assert_eq!(admin.patch(&path, json!({"starred": true})).await.expect(200)["starred"], false);
        assert_eq!(admin.get(&path).await.expect(200)["starred"], true);
        let reader = app.actor("reader", &[("part_category", "view")]).await;
        assert_eq!(reader.get(&path).await.expect(200)["starred"], false);
        assert_eq!(admin.patch(&path, json!({"starred": false})).await.expect(200)["starred"], true);
        assert_eq!(app.number("SELECT COUNT(*) FROM part_partcategorystar").await, 0);
    })
    .await;
}

#[tokio::test]
async fn forms_are_told_which_parents_can_be_chosen() {
    each_database(async |app| {
        let admin = app.admin();
        let category = made(&admin, "/api/part/category/", json!({"name": "Screws"})).await;
        let path = format!("/api/part/category/{category}/");
        let told = admin.options(&path).await.expect(200);
        let filters = json!({"exclude_tree": category});
        assert_eq!(told["actions"]["PUT"]["parent"]["instance_filters"], filters);
        let reader = app.actor("reader", &[("part_category", "view")]).await;
        let told = reader.options(&path).await.expect(200);
        assert_eq!(told["actions"]["GET"]["parent"]["instance_filters"], filters);
        assert!(told["actions"].get("PUT").is_none());
        let told = admin.options("/api/part/category/").await.expect(200);
        assert!(told["actions"]["POST"]["parent"].get("instance_filters").is_none());
        // A row within another is described by the row of its own model that has the key of the path.
        let template = made(&admin, "/api/parameter/template/", json!({"name": "Length"})).await;
        let body = json!({"category": category, "template": template});
        let value = made(&admin, "/api/part/category/parameters/", body).await;
        let told = admin.options(&format!("/api/part/category/parameters/{value}/")).await.expect(200);
        let parent = &told["actions"]["GET"]["category_detail"]["children"]["parent"];
        assert_eq!(parent.get("instance_filters"), (value == category).then_some(&filters));
    })
    .await;
}
