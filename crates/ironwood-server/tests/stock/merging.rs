//! Stock that becomes one.

use serde_json::json;

use crate::common::each_database;
use crate::warehouse::Warehouse;

#[tokio::test]
async fn the_first_item_gets_everything_and_the_mean_price() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("bolt").await;
        let cheap = house.stock_with(json!({"part": part, "quantity": 1, "purchase_price": 1})).await;
        let dear = house.stock_with(json!({"part": part, "quantity": 3, "purchase_price": 5})).await;
        let given = house.stock(part, 6).await;
        let body = json!({"items": [{"item": cheap}, {"item": dear}, {"item": given}], "location": house.bench});
        let answer = house.act("merge", body).await;
        assert_eq!(answer["items"], json!([{"item": cheap}, {"item": null}, {"item": null}]));
        let one = house.item(cheap).await;
        assert_eq!((one["quantity"].clone(), one["purchase_price"].clone()), (json!(10.0), json!(4.0)));
        assert_eq!(one["location"], house.bench);
        assert_eq!(house.history(cheap).await[1], (45, json!({"quantity": 10.0, "added": 9.0})));
        assert_eq!(house.count("stock_stockitem", "TRUE").await, 1);
    })
    .await;
}

#[tokio::test]
async fn children_find_the_next_item_above_that_stays() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("bolt").await;
        let root = house.stock(part, 8).await;
        let mut items = vec![root];
        for quantity in [4, 2, 1] {
            let last = items[items.len() - 1];
            let body = json!({"items": [{"pk": last, "quantity": quantity}], "location": house.bench});
            house.act("transfer", body).await;
            items.push(app.number(&format!("SELECT id FROM stock_stockitem WHERE parent_id = {last}")).await);
        }
        let other = house.stock(part, 1).await;
        let body = json!({"items": [{"item": other}, {"item": items[1]}, {"item": items[2]}], "location": house.bench});
        house.act("merge", body).await;
        assert_eq!(house.item(items[3]).await["parent"], root);
        assert_eq!(house.total(part).await, 9.0);
    })
    .await;
}

#[tokio::test]
async fn test_results_and_attachments_follow() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("bolt").await;
        let (one, other) = (house.stock(part, 1).await, house.stock(part, 1).await);
        let template = json!({"part": part, "test_name": "Strength", "description": "Pull"});
        let template = house.admin.post("/api/part/test-template/", template).await.expect(201)["pk"].clone();
        let result = json!({"stock_item": other, "template": template, "result": true});
        house.admin.post("/api/stock/test/", result).await.expect(201);
        house.act("merge", json!({"items": [{"item": one}, {"item": other}], "location": house.shelf})).await;
        assert_eq!(house.count("stock_stockitemtestresult", &format!("stock_item_id = {one}")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_does_not_go_together_stays_apart() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (part, other) = (house.part("bolt").await, house.part("nut").await);
        let (a, b, c) = (house.stock(part, 1).await, house.stock(part, 1).await, house.stock(other, 1).await);
        let numbered = house.stock_with(json!({"part": part, "quantity": 1, "serial_numbers": "1"})).await;
        let merge = |items: &[i64]| {
            let items: Vec<_> = items.iter().map(|item| json!({"item": item})).collect();
            json!({"items": items, "location": house.shelf})
        };
        for items in [&[a][..], &[a, a], &[a, c]] {
            assert!(house.refusal("merge", merge(items)).await["non_field_errors"].is_array(), "{items:?}");
        }
        let problems = house.refusal("merge", merge(&[a, numbered, 9999])).await;
        assert_eq!(problems["items"][0], json!({}));
        assert!(problems["items"][1]["item"].is_array() && problems["items"][2]["item"].is_array());
        house.act("change_status", json!({"items": [b], "status": 55})).await;
        assert!(house.refusal("merge", merge(&[a, b])).await["non_field_errors"].is_array());
        let mut willing = merge(&[a, b]);
        willing["allow_mismatched_status"] = true.into();
        house.act("merge", willing).await;
        assert_eq!(house.item(a).await["quantity"], 2.0);
    })
    .await;
}
