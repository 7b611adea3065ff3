//! Add, remove, count, transfer, change of status.

use serde_json::{Value, json};

use crate::common::each_database;
use crate::warehouse::Warehouse;

#[tokio::test]
async fn each_adjustment_changes_the_quantity_and_tells_why() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("bolt").await;
        let item = house.stock(part, 10).await;
        let named = |quantity: i64| json!({"items": [{"pk": item, "quantity": quantity}], "notes": "because"});
        house.act("add", named(5)).await;
        house.act("remove", named(3)).await;
        house.act("count", named(7)).await;
        assert_eq!(house.item(item).await["quantity"], 7.0);
        let codes: Vec<i64> = house.history(item).await.into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, [1, 11, 12, 10]);
        assert_eq!(house.count("stock_stockitemtracking", "notes = 'because'").await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_part_that_moves_becomes_an_item_of_its_own() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("bolt").await;
        let item = house.stock(part, 10).await;
        let body = json!({"items": [{"pk": item, "quantity": "4"}], "location": house.bench});
        let answer = house.act("transfer", body).await;
        assert_eq!(answer["items"][0], json!({"pk": item, "quantity": "4.00000", "status": null, "merge": false}));
        assert_eq!(house.item(item).await["quantity"], 6.0);
        let place = format!("location_id = {} AND parent_id = {item} AND quantity = 4", house.bench);
        assert_eq!(house.count("stock_stockitem", &place).await, 1);
        assert_eq!(house.total(part).await, 10.0);
    })
    .await;
}

#[tokio::test]
async fn one_bad_entry_stops_all() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("bolt").await;
        let item = house.stock(part, 10).await;
        let body =
            json!({"items": [{"pk": item, "quantity": 1}, {"pk": 9999, "quantity": 1}, {"pk": item, "quantity": -1}]});
        let problems = house.refusal("remove", body).await;
        assert_eq!(problems["items"][0], json!({}));
        assert!(problems["items"][1]["pk"].is_array() && problems["items"][2]["quantity"].is_array());
        assert_eq!(house.item(item).await["quantity"], 10.0);
    })
    .await;
}

#[tokio::test]
async fn a_status_is_set_for_many_and_told_once_each() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("bolt").await;
        let (one, other) = (house.stock(part, 1).await, house.stock(part, 2).await);
        let body = json!({"items": [one, other, one], "status": 55, "note": "wet"});
        assert_eq!(house.act("change_status", body.clone()).await, body);
        house.act("change_status", body).await;
        for item in [one, other] {
            assert_eq!(house.item(item).await["status"], 55);
            let history = house.history(item).await;
            assert_eq!(history.len(), 2);
            let told = json!({"status": 55, "status_logical": 55, "old_status": 10, "old_status_logical": 10});
            assert_eq!(history[1], (5, told));
        }
        assert_eq!(house.count("stock_stockitemtracking", "part_id IS NULL").await, 0);
        for (body, field) in [
            (json!({"items": []}), "items"),
            (json!({"items": [9999]}), "items"),
            (json!({"items": [one], "status": 7}), "status"),
            (json!({"items": [one], "status": Value::Null}), "status"),
            (json!({"items": 5}), "items"),
        ] {
            assert!(house.refusal("change_status", body).await[field].is_array(), "{field}");
        }
    })
    .await;
}
