//! Stock that goes to customers by hand, and comes back.

use serde_json::json;

use crate::common::each_database;
use crate::warehouse::Warehouse;

#[tokio::test]
async fn a_customer_gets_stock_and_returns_a_part_of_it() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (part, customer) = (house.part("bolt").await, house.customer("Acme").await);
        let item = house.stock(part, 10).await;
        let body = json!({"items": [{"item": item}, {"item": item}], "customer": customer, "notes": "sample"});
        assert_eq!(house.act("assign", body.clone()).await, body);
        let told = json!({"quantity": 10.0, "customer": customer, "customer_name": "Acme"});
        let history = house.history(item).await;
        assert_eq!((history.len(), history[1].clone()), (2, (100, told)), "named twice, given once");
        assert_eq!(house.item(item).await["in_stock"], false);

        let back = json!({"items": [{"pk": item, "quantity": 4}], "location": house.bench});
        let answer = house.act("return", back).await;
        assert_eq!((answer["merge"].clone(), answer["items"][0]["quantity"].clone()), (json!(false), json!("4.00000")));
        let piece = app.number(&format!("SELECT id FROM stock_stockitem WHERE parent_id = {item}")).await;
        let there = house.item(piece).await;
        assert_eq!((there["customer"].clone(), there["location"].clone()), (json!(null), json!(house.bench)));
        let told = json!({"quantity": 4.0, "location": house.bench, "customer": customer, "customer_name": "Acme"});
        assert_eq!(house.history(piece).await[1], (15, told));
        assert_eq!(house.item(item).await["customer"], customer);
        assert_eq!(house.total(part).await, 10.0);
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_joins_what_it_came_from() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (part, customer) = (house.part("bolt").await, house.customer("Acme").await);
        let item = house.stock(part, 10).await;
        house.act("transfer", json!({"items": [{"pk": item, "quantity": 4}], "location": house.bench})).await;
        let piece = app.number(&format!("SELECT id FROM stock_stockitem WHERE parent_id = {item}")).await;
        house.act("assign", json!({"items": [{"item": piece}], "customer": customer})).await;
        let back = json!({"items": [{"pk": piece, "quantity": 4}], "location": house.shelf, "merge": true});
        assert_eq!(house.act("return", back).await["items"][0]["pk"], json!(null));
        house.admin.get(&format!("/api/stock/{piece}/")).await.expect(404);
        assert_eq!(house.item(item).await["quantity"], 10.0);
        assert_eq!(house.history(item).await.last(), Some(&(45, json!({"quantity": 10.0, "added": 4.0}))));
    })
    .await;
}

#[tokio::test]
async fn a_status_on_return_is_told_under_the_name_of_who_set_it() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (part, customer) = (house.part("bolt").await, house.customer("Acme").await);
        let item = house.stock(part, 1).await;
        house.act("assign", json!({"items": [{"item": item}], "customer": customer})).await;
        let entry = json!({"pk": item, "quantity": 1, "status": 75});
        house.act("return", json!({"items": [entry], "location": house.bench})).await;
        let codes: Vec<i64> = house.history(item).await.into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, [1, 100, 5, 15]);
        assert_eq!(house.count("stock_stockitemtracking", "user_id IS NULL").await, 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_gets_what_is_not_to_be_had() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (part, customer) = (house.part("bolt").await, house.customer("Acme").await);
        let (item, sold) = (house.stock(part, 10).await, house.stock(part, 1).await);
        let supplier = json!({"name": "Works", "is_supplier": true, "currency": "USD"});
        let supplier = house.admin.post("/api/company/", supplier).await.expect(201)["pk"].clone();
        house.act("assign", json!({"items": [{"item": sold}], "customer": customer})).await;
        let problems = house
            .refusal(
                "assign",
                json!({"items": [{"item": item}, {"item": sold}, {"item": 9999}, {}], "customer": supplier}),
            )
            .await;
        assert_eq!(problems["items"][0], json!({}));
        assert!((1..4).all(|at| problems["items"][at]["item"].is_array()), "{problems}");
        assert!(problems["customer"].is_array());
        app.execute("UPDATE part_part SET salable = FALSE", &[]).await;
        let problems = house.refusal("assign", json!({"items": [{"item": item}], "customer": customer})).await;
        assert!(problems["items"][0]["item"].is_array());

        let back =
            |key: i64, quantity: i64| json!({"items": [{"pk": key, "quantity": quantity}], "location": house.bench});
        assert!(house.refusal("return", back(item, 1)).await["items"][0]["pk"].is_array(), "it is here");
        assert!(house.refusal("return", back(sold, 0)).await["items"][0]["quantity"].is_array());
        assert!(house.refusal("return", back(sold, 2)).await["quantity"].is_array());
        let twice =
            json!({"items": [{"pk": sold, "quantity": 1}, {"pk": sold, "quantity": 1}], "location": house.bench});
        assert!(house.refusal("return", twice).await["quantity"].is_array(), "not more than there is, taken together");
    })
    .await;
}
