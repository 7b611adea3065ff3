//! Stock inside of other stock: install, uninstall, disassemble; and stock that becomes another variant.

use serde_json::json;

use crate::common::each_database;
use crate::warehouse::{Warehouse, key};

#[tokio::test]
async fn a_piece_is_split_off_to_be_installed_and_comes_out_again() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (gearbox, screw) = (house.part("gearbox").await, house.part("screw").await);
        house.line(gearbox, screw, 4).await;
        let (assembly, screws) = (house.stock(gearbox, 1).await, house.stock(screw, 10).await);
        let body = json!({"stock_item": screws, "quantity": 4, "note": "tight"});
        assert_eq!(house.act(&format!("{assembly}/install"), body.clone()).await, body);
        let inside = app.number(&format!("SELECT id FROM stock_stockitem WHERE belongs_to_id = {assembly}")).await;
        assert_eq!(house.item(inside).await["location"], json!(null));
        assert_eq!(house.item(screws).await["quantity"], 6.0);
        assert_eq!(house.history(inside).await[1], (30, json!({"quantity": 4.0, "stockitem": assembly})));
        assert_eq!(house.history(assembly).await[1], (35, json!({"quantity": 4.0, "stockitem": inside})));

        let out = format!("{inside}/uninstall");
        assert!(house.refusal(&out, json!({})).await["location"].is_array());
        house.act(&out, json!({"location": house.bench})).await;
        assert_eq!(house.item(inside).await["location"], house.bench);
        house.act(&out, json!({"location": house.shelf})).await;
        assert_eq!(house.item(inside).await["location"], house.bench, "it was in no assembly any more");
        assert_eq!(house.total(screw).await, 10.0);
    })
    .await;
}

#[tokio::test]
async fn what_does_not_belong_inside_stays_outside() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (gearbox, screw, other) =
            (house.part("gearbox").await, house.part("screw").await, house.part("other").await);
        house.line(gearbox, screw, 4).await;
        let (assembly, screws, others) =
            (house.stock(gearbox, 1).await, house.stock(screw, 3).await, house.stock(other, 3).await);
        let path = format!("{assembly}/install");
        assert!(house.refusal(&path, json!({"stock_item": others})).await["stock_item"].is_array());
        assert!(house.refusal(&path, json!({"stock_item": screws, "quantity": 9})).await["quantity"].is_array());
        assert!(house.refusal(&path, json!({"stock_item": 9999})).await["stock_item"].is_array());
        house.set("STOCK_ENFORCE_BOM_INSTALLATION", json!(false)).await;
        house.act(&path, json!({"stock_item": others, "quantity": 3})).await;
        assert!(house.refusal(&path, json!({"stock_item": assembly})).await["belongs_to"].is_array());
        let round = house.refusal(&format!("{others}/install"), json!({"stock_item": assembly})).await;
        assert!(round["stock_item"].is_array(), "no item is inside of itself, however far down");
    })
    .await;
}

#[tokio::test]
async fn an_assembly_is_taken_apart_into_what_it_was_made_of() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (gearbox, screw, case) = (house.part("gearbox").await, house.part("screw").await, house.part("case").await);
        let (screws, cases) = (house.line(gearbox, screw, 4).await, house.line(gearbox, case, 1).await);
        let body = json!({"part": gearbox, "quantity": 3, "batch": "G", "purchase_price": 25});
        let assembly = house.stock_with(body).await;
        let lines = json!([{"bom_item": screws, "quantity": 4}, {"bom_item": cases, "quantity": 1, "location": house.bench, "status": 55}]);
        let out = house.act(&format!("{assembly}/disassemble"), json!({"quantity": 1, "items": lines})).await;
        assert_eq!((out[0]["part"].clone(), out[0]["quantity"].clone()), (json!(screw), json!(4.0)));
        assert_eq!(out[0]["purchase_price"], 5.0, "25 for five pieces");
        assert_eq!((out[1]["status"].clone(), out[1]["location"].clone()), (json!(55), json!(house.bench)));
        assert_eq!(house.item(assembly).await["quantity"], 2.0);
        assert_eq!(house.history(assembly).await[1], (46, json!({"removed": 1.0, "quantity": 2.0})));
        assert_eq!(house.history(key(&out[1])).await, [(47, json!({"quantity": 1.0, "stockitem": assembly}))]);
    })
    .await;
}

#[tokio::test]
async fn installed_items_come_out_as_they_are_and_a_numbered_assembly_is_destroyed() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (gearbox, screw) = (house.part("gearbox").await, house.part("screw").await);
        let line = house.line(gearbox, screw, 4).await;
        let assembly = house.stock_with(json!({"part": gearbox, "quantity": 1, "serial_numbers": "1"})).await;
        let screws = house.stock(screw, 3).await;
        house.act(&format!("{assembly}/install"), json!({"stock_item": screws, "quantity": 3})).await;
        let body = json!({"quantity": 1, "location": house.bench, "items": [{"bom_item": line, "quantity": 4}]});
        let out = house.act(&format!("{assembly}/disassemble"), body.clone()).await;
        assert_eq!((key(&out[0]), out[1]["quantity"].clone()), (screws, json!(1.0)));
        assert_eq!(house.item(assembly).await["status"], 60);
        assert!(house.refusal(&format!("{assembly}/disassemble"), body).await["non_field_errors"].is_array());
        assert_eq!(house.total(screw).await, 4.0);
    })
    .await;
}

#[tokio::test]
async fn a_disassembly_that_makes_no_sense_is_refused() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (gearbox, screw, other) =
            (house.part("gearbox").await, house.part("screw").await, house.part("other").await);
        let (line, foreign) = (house.line(gearbox, screw, 4).await, house.line(other, screw, 1).await);
        let assembly = house.stock(gearbox, 2).await;
        let path = format!("{assembly}/disassemble");
        let entry = json!({"bom_item": line, "quantity": 1});
        for (body, field) in [
            (json!({}), "items"),
            (json!({"quantity": 1, "items": []}), "non_field_errors"),
            (json!({"quantity": 3, "items": [entry]}), "quantity"),
            (json!({"quantity": 0, "items": [entry]}), "quantity"),
            (json!({"quantity": 1, "items": [entry, entry]}), "non_field_errors"),
            (json!({"quantity": 1, "items": [{"bom_item": foreign, "quantity": 1}]}), "non_field_errors"),
            (json!({"quantity": 1, "items": [{"bom_item": line, "quantity": 0}]}), "items"),
            (json!({"quantity": 1, "items": [{"bom_item": line, "quantity": 1, "status": 7}]}), "items"),
            (json!({"quantity": 1, "items": [entry], "location": 9999}), "location"),
        ] {
            assert!(house.refusal(&path, body).await[field].is_array(), "{field}");
        }
        assert_eq!(house.item(assembly).await["quantity"], 2.0);
        assert_eq!(house.total(screw).await, 0.0);
    })
    .await;
}

#[tokio::test]
async fn stock_becomes_a_sibling_variant_but_nothing_else() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let (template, red, blue, other) = (
            house.part("motor").await,
            house.part("red motor").await,
            house.part("blue motor").await,
            house.part("other").await,
        );
        let sql = "UPDATE part_part SET variant_of_id = ? WHERE id IN (?, ?)";
        app.execute(sql, &[template.into(), red.into(), blue.into()]).await;
        let item = house.stock(red, 2).await;
        let path = format!("{item}/convert");
        for part in [other, red, 9999] {
            assert!(house.refusal(&path, json!({"part": part})).await["part"].is_array());
        }
        assert_eq!(house.act(&path, json!({"part": blue})).await, json!({"part": blue}));
        assert_eq!(house.item(item).await["part"], blue);
        assert_eq!(house.history(item).await[1], (48, json!({"part": blue})));
        let sql = format!("SELECT notes FROM stock_stockitemtracking WHERE item_id = {item} ORDER BY id DESC");
        assert_eq!(app.value(&sql).await, "Converted to part: blue motor");
    })
    .await;
}

#[tokio::test]
async fn only_those_with_the_role_of_stock_open_an_assembly() {
    each_database(async |app| {
        let house = Warehouse::new(app).await;
        let part = house.part("motor").await;
        let item = house.stock(part, 2).await;
        let builder = app.actor("builder", &[("build", "view add change delete")]).await;
        let body = json!({"items": [{"pk": item, "quantity": 1}]});
        builder.post("/api/stock/add/", body).await.expect(201);
        for action in ["serialize", "install", "uninstall", "convert", "disassemble"] {
            builder.post(&format!("/api/stock/{item}/{action}/"), json!({})).await.expect(403);
        }

        assert_eq!(house.item(item).await["quantity"], 3.0);
    })
    .await;
}
