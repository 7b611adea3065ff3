//! Serial numbers: given to units of stock, proposed for new ones.

use serde_json::json;

use crate::common::each_database;
use crate::warehouse::{Warehouse, key};

#[tokio::test]
async fn units_get_their_numbers_and_the_rest_stays() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("motor").await;
        let item = house.stock_with(json!({"part": part, "quantity": 5, "batch": "B1"})).await;
        let body = json!({"quantity": 2, "serial_numbers": "100-101", "destination": house.bench, "notes": "stamped"});
        let units = house.act(&format!("{item}/serialize"), body).await;
        assert_eq!((units[0]["serial"].clone(), units[1]["serial"].clone()), (json!("100"), json!("101")));
        assert_eq!((units[0]["location"].clone(), units[0]["parent"].clone()), (json!(house.bench), json!(item)));
        assert_eq!(units[0]["batch"], "B1");
        assert_eq!(house.item(item).await["quantity"], 3.0);
        assert_eq!(house.total(part).await, 5.0);
        let unit = key(&units[1]);
        assert_eq!(house.history(unit).await, [(40, json!({"quantity": 1.0})), (6, json!({"serial": "101"}))]);
        assert_eq!(house.history(item).await[1], (13, json!({"removed": 2.0, "quantity": 3.0})));
    })
    .await;
}

#[tokio::test]
async fn an_item_that_is_used_up_leaves_its_children_to_its_parent() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("motor").await;
        let item = house.stock(part, 3).await;
        let body = json!({"items": [{"pk": item, "quantity": 2}], "location": house.bench});
        house.act("transfer", body).await;
        let piece = app.number(&format!("SELECT id FROM stock_stockitem WHERE parent_id = {item}")).await;
        let body = json!({"quantity": 2, "serial_numbers": "1+", "destination": house.bench});
        let units = house.act(&format!("{piece}/serialize"), body).await;
        assert_eq!(units[0]["parent"], item);
        house.admin.get(&format!("/api/stock/{piece}/")).await.expect(404);
        assert_eq!(house.total(part).await, 3.0);
    })
    .await;
}

#[tokio::test]
async fn numbers_that_cannot_be_given_leave_everything_as_it_was() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("motor").await;
        let item = house.stock(part, 5).await;
        let bench = house.bench;
        let path = format!("{item}/serialize");
        house.act(&path, json!({"quantity": 1, "serial_numbers": "7", "destination": bench})).await;
        for (body, field) in [
            (json!({"quantity": 9, "serial_numbers": "1-9", "destination": bench}), "quantity"),
            (json!({"quantity": 2, "serial_numbers": "6,7", "destination": bench}), "serial_numbers"),
            (json!({"quantity": 2, "serial_numbers": "8", "destination": bench}), "serial_numbers"),
            (json!({"quantity": 1, "serial_numbers": "9", "destination": 9999}), "destination"),
            (json!({"quantity": 1, "serial_numbers": "9"}), "destination"),
        ] {
            assert!(house.refusal(&path, body).await[field].is_array(), "{field}");
        }
        app.execute("UPDATE part_part SET trackable = FALSE", &[]).await;
        let body = json!({"quantity": 1, "serial_numbers": "9", "destination": bench});
        assert!(house.refusal(&path, body).await["non_field_errors"].is_array());
        assert_eq!(house.item(item).await["quantity"], 4.0);
        assert_eq!(house.count("stock_stockitem", "serial IS NOT NULL").await, 1);
        let body = json!({"quantity": 1, "serial_numbers": "9", "destination": bench});
        house.admin.post("/api/stock/9999/serialize/", body).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn two_who_ask_for_the_same_numbers_at_once_do_not_both_get_them() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("motor").await;
        let (one, other) = (house.stock(part, 5).await, house.stock(part, 5).await);
        let body = json!({"quantity": 3, "serial_numbers": "1-3", "destination": house.bench});
        let path = |item| format!("/api/stock/{item}/serialize/");
        let (first, second) = (path(one), path(other));
        let (a, b) = tokio::join!(house.admin.post(&first, body.clone()), house.admin.post(&second, body));
        let mut answers = [a.status, b.status];
        answers.sort_unstable();
        assert_eq!(answers, [201, 400]);
        assert_eq!(house.count("stock_stockitem", "serial IS NOT NULL").await, 3);
    })
    .await;
}

#[tokio::test]
async fn numbers_are_proposed_from_the_latest_on() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("motor").await;
        let propose = async |body| house.admin.post("/api/generate/serial-number/", body).await.expect(201);
        assert_eq!(propose(json!({"part": part, "quantity": 2})).await, json!({"serial_number": "1,2"}));
        assert_eq!(propose(json!({})).await, json!({"serial_number": null}));
        house.stock_with(json!({"part": part, "quantity": 1, "serial_numbers": "A-099"})).await;
        assert_eq!(propose(json!({"part": part})).await, json!({"serial_number": "A-100"}));
        let wrong = house.admin.post("/api/generate/serial-number/", json!({"part": 9999, "quantity": -1})).await;
        let wrong = wrong.expect(400);
        assert!(wrong["part"].is_array() && wrong["quantity"].is_array());
    })
    .await;
}

#[tokio::test]
async fn a_batch_code_follows_the_template_of_the_settings() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("motor").await;
        let propose = async |body| house.admin.post("/api/generate/batch-code/", body).await.expect(201);
        assert_eq!(propose(json!({"part": part})).await, json!({"batch_code": ""}));
        house.set("STOCK_BATCH_CODE_TEMPLATE", json!("{{ part.name }}/{{ location.name }}/{{ quantity }}")).await;
        let about = json!({"part": part, "location": house.shelf, "quantity": 3});
        assert_eq!(propose(about).await, json!({"batch_code": "motor/Shelf/3.0"}));
        assert_eq!(propose(json!({})).await, json!({"batch_code": "//"}));
        app.nobody().post("/api/generate/batch-code/", json!({})).await.expect(401);
    })
    .await;
}
