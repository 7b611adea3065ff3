//! Counting what there is of parts (spec 20 §25).

use serde_json::{Value, json};

use crate::common::{App, each_database, files};
use crate::{key, make, one, refused, set};

const GENERATE: &str = "/api/part/stocktake/generate/";

async fn put_away(app: &App, body: Value) {
    app.admin().post("/api/stock/", body).await.expect(201);
}

#[tokio::test]
async fn a_count_values_stock_by_what_was_paid_or_else_by_the_price_of_the_part() {
    each_database(async |app| {
        let admin = app.admin();
        set(app, "STOCKTAKE_ENABLE", json!(true)).await;
        let family = make(app, json!({"name": "Family", "is_template": true})).await;
        let member = make(app, json!({"name": "Member", "variant_of": family})).await;
        let retired = make(app, json!({"name": "Retired", "variant_of": family, "active": false})).await;
        let prices = json!({"override_min": 2, "override_max": 3});
        admin.patch(&format!("{}pricing/", one(member)), prices).await.expect(200);
        put_away(app, json!({"part": member, "quantity": 10})).await;
        put_away(app, json!({"part": member, "quantity": 4, "purchase_price": 0.5})).await;
        // There is no rate for it.
        let abroad = json!({"part": member, "quantity": 4, "purchase_price": 7, "purchase_price_currency": "EUR"});
        put_away(app, abroad).await;
        let lost = json!({"part": member, "quantity": 100, "status": 70});
        put_away(app, lost).await;
        let answer = admin.post(GENERATE, json!({"part": family, "generate_entry": true})).await.expect(200);
        assert_eq!(answer, json!({"part": family, "category": null, "location": null, "output": null}));
        let entries = admin.get("/api/part/stocktake/?ordering=pk").await.expect(200);
        let told = |at: usize| {
            let entry = &entries[at];
            ["part", "item_count", "quantity", "cost_min", "cost_max"].map(|name| entry[name].clone())
        };
        // The price of the template is not known; what was paid is.
        assert_eq!(told(0), [json!(family), json!(3), json!(18.0), json!(2.0), json!(2.0)]);
        assert_eq!(told(1), [json!(member), json!(3), json!(18.0), json!(22.0), json!(32.0)]);
        assert_eq!(entries.as_array().map(Vec::len), Some(2), "nothing of {retired}");
        // Once a day.
        admin.post(GENERATE, json!({"generate_entry": true})).await.expect(200);
        assert_eq!(app.number("SELECT COUNT(*) FROM part_partstocktake").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_count_can_be_of_a_category_a_location_and_without_what_is_elsewhere() {
    each_database(async |app| {
        let admin = app.admin();
        set(app, "STOCKTAKE_ENABLE", json!(true)).await;
        set(app, "STOCKTAKE_EXCLUDE_EXTERNAL", json!(true)).await;
        let screws = key(&admin, "/api/part/category/", json!({"name": "Screws"})).await;
        let small = key(&admin, "/api/part/category/", json!({"name": "Small", "parent": screws})).await;
        let shelf = key(&admin, "/api/stock/location/", json!({"name": "Shelf"})).await;
        let away = key(&admin, "/api/stock/location/", json!({"name": "Away", "external": true})).await;
        let bolt = make(app, json!({"name": "Bolt", "category": small})).await;
        make(app, json!({"name": "Lamp"})).await;
        for (location, quantity) in [(json!(shelf), 5), (json!(away), 7), (Value::Null, 9)] {
            put_away(app, json!({"part": bolt, "quantity": quantity, "location": location})).await;
        }
        admin.post(GENERATE, json!({"location": shelf, "generate_entry": true})).await.expect(200);
        assert_eq!(app.number("SELECT COUNT(*) FROM part_partstocktake").await, 0);
        admin.post(GENERATE, json!({"category": screws, "generate_entry": true})).await.expect(200);
        let entries = admin.get("/api/part/stocktake/").await.expect(200);
        assert_eq!((entries.as_array().map(Vec::len), &entries[0]["quantity"]), (Some(1), &json!(5.0)));
        refused(admin.post(GENERATE, json!({"part": 999})).await, "part");
        refused(admin.post(GENERATE, json!({"category": "x"})).await, "category");
        admin.get(GENERATE).await.expect(405);
        app.actor("reader", &[("part", "view")]).await.post(GENERATE, json!({})).await.expect(403);
    })
    .await;
}

#[tokio::test]
async fn a_count_can_be_written_to_a_file() {
    each_database(async |app| {
        let admin = app.admin();
        let bolt = make(app, json!({"name": "Bolt, \"long\""})).await;
        put_away(app, json!({"part": bolt, "quantity": 2.5})).await;
        let off = admin.post(GENERATE, json!({"generate_report": true})).await.expect(200);
        assert_eq!((&off["output"]["complete"], &off["output"]["output"]), (&json!(false), &Value::Null));
        set(app, "STOCKTAKE_ENABLE", json!(true)).await;
        let answer = admin.post(GENERATE, json!({"generate_report": true})).await.expect(200);
        let output = &answer["output"];
        assert_eq!(
            (&output["complete"], &output["total"], &output["progress"]),
            (&json!(true), &json!(1), &json!(100))
        );
        assert_eq!(output["output"], "/media/data_output/stocktake_report.csv");
        let text = std::fs::read_to_string(app.media.join("data_output/stocktake_report.csv")).expect("the file");
        let line = text.lines().nth(1).expect("a row");
        assert!(line.starts_with(&format!("{bolt},\"Bolt, \"\"long\"\"\",,,")), "{line}");
        assert!(line.ends_with(",1,2.5,0,USD,0,USD"), "{line}");
        assert_eq!(app.number("SELECT COUNT(*) FROM part_partstocktake").await, 0);
        admin.delete(&format!("/api/data-output/{}/", output["pk"])).await.expect(204);
        assert!(files(&app.media).iter().all(|path| !path.contains("stocktake")), "{:?}", files(&app.media));
    })
    .await;
}
