//! The status of stock, and states of one's own.

use serde_json::json;

use crate::common::each_database;
use crate::part;

#[tokio::test]
async fn an_item_in_a_deleted_state_must_be_given_another_first() {
    each_database(async |app| {
        let admin = app.admin();
        let part = part(app, "M3x8", None).await;
        let model = app.number("SELECT id FROM django_content_type WHERE model = 'stockitem'").await;
        let state = json!({"key": 150, "name": "MINE", "label": "Mine", "color": "secondary", "logical_key": 55, "model": model,
            "reference_status": "StockStatus"});
        let state = admin.post("/api/generic/status/custom/", state).await.expect(201)["pk"].clone();
        let made = admin.post("/api/stock/", json!({"part": part, "quantity": 5})).await.expect(201);
        let path = format!("/api/stock/{}/", made[0]["pk"]);
        let changed = admin.patch(&path, json!({"status_custom_key": 150})).await.expect(200);
        assert_eq!((&changed["status"], &changed["status_text"]), (&json!(55), &json!("Mine")));
        admin.delete(&format!("/api/generic/status/custom/{state}/")).await.expect(204);

        for body in [json!({"packaging": "x"}), json!({"status": 10}), json!({"status_custom_key": null})] {
            let refusal = admin.patch(&path, body).await.expect(400);
            assert!(refusal["status_custom_key"][0].as_str().is_some_and(|text| text.contains("150")), "{refusal}");
        }
        assert_eq!(admin.get(&path).await.expect(200)["status_custom_key"], 150);
        assert_eq!(app.number("SELECT COUNT(*) FROM stock_stockitem WHERE packaging = 'x'").await, 0);
        let changed = admin.patch(&path, json!({"status_custom_key": 10, "packaging": "x"})).await.expect(200);
        assert_eq!((&changed["status_custom_key"], &changed["packaging"]), (&json!(10), &json!("x")));
        assert_eq!(app.number("SELECT COUNT(*) FROM stock_stockitem WHERE status_custom_key IS NULL").await, 1);
    })
    .await;
}
