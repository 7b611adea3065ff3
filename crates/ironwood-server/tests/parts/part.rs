//! Parts as they are made, changed and deleted (spec 20 §7-§13).

use http::Method;
use image::ImageFormat;
use serde_json::{Value, json};

use crate::common::{each_database, files, picture};
use crate::{PARTS, company, make, one, refused, set};

#[tokio::test]
async fn a_part_needs_a_name_only() {
    each_database(async |app| {
        let engineer = app.actor("engineer", &[("part", "view add")]).await;
        let made = engineer.post(PARTS, json!({"name": "  Bolt "})).await.expect(201);
        assert_eq!((&made["name"], &made["full_name"], &made["IPN"]), (&json!("Bolt"), &json!("Bolt"), &json!("")));
        assert_eq!(
            (&made["in_stock"], &made["component"], &made["assembly"]),
            (&Value::Null, &json!(true), &json!(false))
        );
        assert_eq!(
            app.value("SELECT username FROM auth_user u JOIN part_part p ON p.creation_user_id = u.id").await,
            json!("engineer")
        );
        let row = "SELECT creation_date IS NOT NULL, lft, rght, level, tree_id > 0 FROM part_part";
        assert_eq!(app.rows::<5>(row).await, [[1, 1, 2, 0, 1].map(Value::from)]);
        set(app, "PART_COMPONENT", json!(false)).await;
        let made = engineer.post(PARTS, json!({"name": "Crate"})).await.expect(201);
        assert_eq!(made["component"], json!(false));
        engineer.patch(&one(made["pk"].as_i64().unwrap()), json!({"name": "x"})).await.expect(403);
        refused(engineer.post(PARTS, json!({})).await, "name");
        refused(engineer.post(PARTS, json!([{"name": "x"}])).await, "non_field_errors");
        refused(engineer.post(PARTS, json!({"name": "x", "units": "parsec_of_beer"})).await, "units");
        assert_eq!(app.number("SELECT COUNT(*) FROM part_part").await, 2);
    })
    .await;
}

#[tokio::test]
async fn parts_differ_in_name_number_or_revision() {
    each_database(async |app| {
        let admin = app.admin();
        let first = make(app, json!({"name": "Valve", "IPN": "V-1", "revision": "A"})).await;
        let same = "The fields name, IPN, revision must make a unique set.";
        for body in [
            json!({"name": "Valve", "IPN": "V-1", "revision": "A"}),
            json!({"name": " Valve", "IPN": "V-1 ", "revision": "A"}),
        ] {
            assert_eq!(admin.post(PARTS, body).await.expect(400), json!({"non_field_errors": [same]}));
        }
        make(app, json!({"name": "Valve", "IPN": "v-1", "revision": "A"})).await;
        // Without a revision the constraint of the table sees no equality.
        make(app, json!({"name": "Valve", "IPN": "V-1", "revision": null})).await;
        refused(admin.post(PARTS, json!({"name": "Valve", "IPN": "V-1", "revision": null})).await, "non_field_errors");
        let other = make(app, json!({"name": "Valve"})).await;
        refused(admin.patch(&one(other), json!({"IPN": "V-1", "revision": "A"})).await, "non_field_errors");
        admin.patch(&one(first), json!({"description": "changes of itself are fine"})).await.expect(200);
        // Two people at the same time: one of them is told.
        let twins = futures_util::future::join_all((0..6).map(|_| admin.post(PARTS, json!({"name": "Twin"})))).await;
        let made = twins.iter().filter(|answer| answer.status == 201).count();
        assert_eq!((made, twins.iter().filter(|answer| answer.status == 400).count()), (1, 5));
        set(app, "PART_ALLOW_DUPLICATE_IPN", json!(false)).await;
        refused(admin.post(PARTS, json!({"name": "Another", "IPN": "V-1"})).await, "IPN");
        refused(admin.post(PARTS, json!({"name": "Another", "IPN": "v-1"})).await, "IPN");
        make(app, json!({"name": "Blank", "IPN": ""})).await;
        make(app, json!({"name": "Blank too", "IPN": ""})).await;
    })
    .await;
}

#[tokio::test]
async fn numbers_follow_the_pattern_of_the_settings() {
    each_database(async |app| {
        set(app, "PART_IPN_REGEX", json!("^[A-Z]{2}\\d+$")).await;
        for number in ["", "ab1", "AB", "AB1x"] {
            refused(app.admin().post(PARTS, json!({"name": "Part", "IPN": number})).await, "non_field_errors");
        }
        let part = make(app, json!({"name": "Part", "IPN": " AB12 "})).await;
        refused(app.admin().patch(&one(part), json!({"IPN": "AB"})).await, "non_field_errors");
        refused(app.admin().patch(&one(part), json!({"IPN": null})).await, "IPN");
    })
    .await;
}

#[tokio::test]
async fn a_revision_names_its_code_and_its_origin() {
    each_database(async |app| {
        let admin = app.admin();
        let origin = make(app, json!({"name": "Board", "assembly": true})).await;
        let template = make(app, json!({"name": "Family", "is_template": true})).await;
        let revision = |of: i64, code: &str| json!({"name": "Board", "revision_of": of, "revision": code});
        refused(admin.post(PARTS, json!({"name": "Board 2", "revision_of": origin, "revision": ""})).await, "revision");
        refused(admin.post(PARTS, revision(template, "B")).await, "revision_of");
        refused(admin.patch(&one(origin), revision(origin, "B")).await, "revision_of");
        let second = make(app, revision(origin, "B")).await;
        refused(
            admin.post(PARTS, json!({"name": "Other", "revision_of": origin, "revision": "B"})).await,
            "non_field_errors",
        );
        set(app, "PART_REVISION_ASSEMBLY_ONLY", json!(true)).await;
        refused(admin.post(PARTS, revision(origin, "C")).await, "revision_of");
        set(app, "PART_REVISION_ASSEMBLY_ONLY", json!(false)).await;
        assert_eq!(admin.get(&one(origin)).await.expect(200)["revision_count"], json!(1));
        admin.patch(&one(origin), json!({"active": false})).await.expect(200);
        admin.delete(&one(origin)).await.expect(204);
        assert_eq!(admin.get(&one(second)).await.expect(200)["revision_of"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn variants_are_a_tree_that_stays_whole() {
    each_database(async |app| {
        let admin = app.admin();
        let template = |name: &str, above: Value| json!({"name": name, "is_template": true, "variant_of": above});
        let chair = make(app, template("Chair", Value::Null)).await;
        let red = make(app, template("Red", json!(chair))).await;
        let tall = make(app, json!({"name": "Tall", "variant_of": red})).await;
        let table = make(app, template("Table", Value::Null)).await;
        refused(admin.post(PARTS, json!({"name": "x", "variant_of": tall})).await, "variant_of");
        for above in [chair, red] {
            refused(admin.patch(&one(chair), json!({"variant_of": above})).await, "variant_of");
        }
        let below = async |part: i64| {
            let listed = admin.get(&format!("{PARTS}?ancestor={part}&ordering=id")).await.expect(200);
            listed.as_array().unwrap().iter().map(|part| part["pk"].as_i64().unwrap()).collect::<Vec<i64>>()
        };
        assert_eq!(below(chair).await, [red, tall]);
        admin.patch(&one(red), json!({"variant_of": table})).await.expect(200);
        assert_eq!((below(chair).await, below(table).await), (vec![], vec![red, tall]));
        // What was a template is missed by its variants until they are put right.
        admin.patch(&one(table), json!({"is_template": false})).await.expect(200);
        refused(admin.patch(&one(red), json!({"description": "x"})).await, "variant_of");
        admin.patch(&one(table), json!({"is_template": true})).await.expect(200);
        // A deleted part leaves its variants to the one above.
        admin.patch(&one(red), json!({"active": false})).await.expect(200);
        admin.delete(&one(red)).await.expect(204);
        assert_eq!(below(table).await, [tall]);
        admin.patch(&one(table), json!({"active": false})).await.expect(200);
        admin.delete(&one(table)).await.expect(204);
        assert_eq!(admin.get(&one(tall)).await.expect(200)["variant_of"], Value::Null);
        let trees = "SELECT lft, rght, level FROM part_part ORDER BY id";
        assert_eq!(app.rows::<3>(trees).await, [[1, 2, 0], [1, 2, 0]].map(|row| row.map(Value::from)));
        assert_eq!(app.number("SELECT COUNT(DISTINCT tree_id) FROM part_part").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_copy_takes_over_what_was_asked_for() {
    each_database(async |app| {
        let admin = app.admin();
        let original = make(app, json!({"name": "Motor", "notes": "Runs hot", "testable": true})).await;
        let png = picture(200, 200, ImageFormat::Png);
        admin.form(Method::PATCH, &one(original), &[], &[("image", "motor.png", &png)]).await.expect(200);
        let template = admin.post("/api/parameter/template/", json!({"name": "Power", "units": "W"})).await.expect(201);
        let parameter = json!({"model_type": "part.part", "model_id": original, "template": template["pk"], "data": "5 kW"});
        admin.post("/api/parameter/", parameter).await.expect(201);
        let test = json!({"part": original, "test_name": "Spin", "description": "Turns"});
        admin.post("/api/part/test-template/", test).await.expect(201);
        let copied = |options: Value| json!({"name": "Copy", "revision": options.to_string(), "testable": true, "notes": "own", "duplicate": options});
        let plain = admin.post(PARTS, copied(json!({"original": original, "copy_notes": false, "copy_parameters": false}))).await.expect(201);
        assert_eq!((&plain["notes"], &plain["image"], &plain["parameters"]), (&json!("own"), &Value::Null, &json!([])));
        let all = json!({"original": original, "copy_image": true, "copy_tests": true, "copy_bom": true});
        let full = admin.post(PARTS, copied(all)).await.expect(201);
        assert_eq!((&full["notes"], &full["image"]), (&json!("Runs hot"), &json!("/media/part_images/motor.png")));
        assert_eq!(full["parameters"][0]["data_numeric"], json!(5000.0));
        let tests = admin.get(&format!("/api/part/test-template/?part={}", full["pk"])).await.expect(200);
        assert_eq!((tests.as_array().unwrap().len(), &tests[0]["key"]), (1, &json!("spin")));
        // The picture is shared: it goes with the last part that has it.
        admin.patch(&one(original), json!({"image": null})).await.expect(200);
        assert_eq!(files(&app.media).len(), 3);
        let copy = full["pk"].as_i64().unwrap();
        admin.patch(&one(copy), json!({"image": null})).await.expect(200);
        assert_eq!(files(&app.media), [""; 0]);
        let answer = admin.post(PARTS, json!({"name": "x", "duplicate": {"original": 999, "copy_bom": "perhaps"}})).await.expect(400);
        assert!(answer["duplicate"]["original"].is_array() && answer["duplicate"]["copy_bom"].is_array(), "{answer}");
    })
    .await;
}

#[tokio::test]
async fn a_category_gives_parameters_and_is_no_shelf_when_structural() {
    each_database(async |app| {
        let admin = app.admin();
        let category = async |name: &str, parent: Value| {
            let body = json!({"name": name, "parent": parent});
            admin.post("/api/part/category/", body).await.expect(201)["pk"].clone()
        };
        let above = category("Electronics", Value::Null).await;
        let below = category("Resistors", above.clone()).await;
        let template = async |name: &str, unique: i64| {
            admin.post("/api/parameter/template/", json!({"name": name, "unique": unique})).await.expect(201)["pk"]
                .clone()
        };
        let (package, serial) = (template("Package", 0).await, template("Code", 2).await);
        for (category, template, default) in
            [(&above, &package, "THT"), (&below, &package, "0402"), (&above, &serial, "1")]
        {
            let body = json!({"category": category, "template": template, "default_value": default});
            admin.post("/api/part/category/parameters/", body).await.expect(201);
        }
        let made = admin.post(PARTS, json!({"name": "R1", "category": below})).await.expect(201);
        let data: Vec<&Value> =
            made["parameters"].as_array().unwrap().iter().map(|parameter| &parameter["data"]).collect();
        assert_eq!(data, [&json!("0402")], "the nearest default, and nothing that must differ");
        let body = json!({"name": "R2", "category": below, "copy_category_parameters": false});
        assert_eq!(admin.post(PARTS, body).await.expect(201)["parameters"], json!([]));
        admin.patch(&format!("/api/part/category/{above}/"), json!({"structural": true})).await.expect(200);
        refused(admin.post(PARTS, json!({"name": "R3", "category": above})).await, "category");
        refused(admin.patch(PARTS, json!({"items": [made["pk"]], "category": above})).await, "category");
    })
    .await;
}

#[tokio::test]
async fn first_stock_and_first_supplier_come_with_the_part_or_nothing_does() {
    each_database(async |app| {
        let admin = app.admin();
        let place = admin.post("/api/stock/location/", json!({"name": "Shelf"})).await.expect(201)["pk"].clone();
        let (seller, maker) = (company(app, "Sells", "is_supplier").await, company(app, "Makes", "is_manufacturer").await);
        let supplier = json!({"supplier": seller, "sku": "S-1", "manufacturer": maker, "mpn": "M-1"});
        let body = json!({"name": "Fuse", "purchaseable": false, "default_location": place,
            "initial_stock": {"quantity": "12.5"}, "initial_supplier": supplier});
        let part = make(app, body).await;
        let stock = "SELECT quantity, location_id, (SELECT COUNT(*) FROM stock_stockitemtracking) FROM stock_stockitem";
        assert_eq!(app.rows::<3>(stock).await, [[json!(12.5), place.clone(), json!(1)]]);
        let sold = "SELECT s.part_id, s.\"SKU\", s.pack_quantity_native = 1, m.\"MPN\", s.\"primary\" FROM part_supplierpart s \
                    JOIN company_manufacturerpart m ON m.id = s.manufacturer_part_id";
        assert_eq!(app.rows::<5>(sold).await, [[json!(part), json!("S-1"), json!(1), json!("M-1"), json!(1)]]);
        let again = |supplier: Value| json!({"name": "Fuse 2", "initial_supplier": supplier});
        let known = admin.post(PARTS, again(json!({"supplier": seller, "sku": "S-1"}))).await.expect(400);
        assert!(known["initial_supplier"]["sku"].is_array(), "{known}");
        let wrong = admin.post(PARTS, again(json!({"supplier": maker, "manufacturer": seller}))).await.expect(400);
        assert!(wrong["initial_supplier"]["supplier"].is_array() && wrong["initial_supplier"]["manufacturer"].is_array());
        make(app, again(json!({"supplier": seller}))).await;
        // The stock is refused, and with it the part.
        let software = json!({"name": "Software", "virtual": true, "initial_stock": {"quantity": 1}});
        refused(admin.post(PARTS, software).await, "part");
        let negative = admin.post(PARTS, json!({"name": "x", "initial_stock": {"quantity": -1}})).await.expect(400);
        assert!(negative["initial_stock"]["quantity"].is_array(), "{negative}");
        make(app, json!({"name": "Empty", "initial_stock": {"quantity": 0}})).await;
        assert_eq!(app.number("SELECT COUNT(*) FROM part_part WHERE name IN ('Software', 'x')").await, 0);
        assert_eq!(app.number("SELECT COUNT(*) FROM stock_stockitem").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_part_can_come_with_its_picture_in_one_form() {
    each_database(async |app| {
        let png = picture(300, 300, ImageFormat::Png);
        let original = make(app, json!({"name": "First", "notes": "Read me"})).await.to_string();
        let texts = [
            ("name", "Second"),
            ("salable", "true"),
            ("duplicate.original", &*original),
            ("initial_stock.quantity", "3"),
        ];
        let made = app.admin().form(Method::POST, PARTS, &texts, &[("image", "gear.png", &png)]).await.expect(201);
        assert_eq!((&made["image"], &made["notes"]), (&json!("/media/part_images/gear.png"), &json!("Read me")));
        assert_eq!(made["thumbnail"], json!("/media/part_images/gear.thumbnail.png"));
        assert_eq!(app.number("SELECT COUNT(*) FROM stock_stockitem WHERE quantity = 3").await, 1);
        // The same part again: its picture is not kept.
        app.admin().form(Method::POST, PARTS, &[("name", "Second")], &[("image", "gear.png", &png)]).await.expect(400);
        let shown = ["part_images/gear.png", "part_images/gear.preview.png", "part_images/gear.thumbnail.png"];
        assert_eq!(files(&app.media), shown);
        // Another part may choose it; nothing beside the folder can be chosen.
        std::fs::write(app.media.join("secret.png"), "x").unwrap();
        for name in ["../secret.png", "secret.png", "", "."] {
            refused(app.admin().post(PARTS, json!({"name": "Third", "existing_image": name})).await, "existing_image");
        }
        let third =
            app.admin().post(PARTS, json!({"name": "Third", "existing_image": "any/where/gear.png"})).await.expect(201);
        assert_eq!(third["image"], json!("/media/part_images/gear.png"));
    })
    .await;
}

#[tokio::test]
async fn a_part_in_use_stays_and_others_take_everything_along() {
    each_database(async |app| {
        let admin = app.admin();
        let part = make(app, json!({"name": "Old", "locked": true, "initial_stock": {"quantity": 5}})).await;
        let key = part.to_string();
        let texts = [("model_type", "part"), ("model_id", key.as_str())];
        admin.form(Method::POST, "/api/attachment/", &texts, &[("attachment", "a.txt", b"x")]).await.expect(201);
        refused(admin.delete(&one(part)).await, "non_field_errors");
        admin.patch(&one(part), json!({"active": false})).await.expect(200);
        refused(admin.delete(&one(part)).await, "non_field_errors");
        admin.patch(&one(part), json!({"locked": false, "starred": true, "tags": ["x"]})).await.expect(200);
        app.actor("clerk", &[("part", "view change")]).await.delete(&one(part)).await.expect(403);
        assert_eq!(files(&app.media).len(), 1);
        admin.delete(&one(part)).await.expect(204);
        for table in ["part_part", "part_partstar", "stock_stockitem", "common_attachment", "taggit_taggeditem"] {
            assert_eq!(app.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
        }
        assert_eq!(files(&app.media), [""; 0]);
        admin.delete(&one(part)).await.expect(404);
        admin.delete_with(PARTS, json!({"items": [part]})).await.expect(405);
    })
    .await;
}

#[tokio::test]
async fn a_star_is_the_callers_own() {
    each_database(async |app| {
        let part = make(app, json!({"name": "Nut"})).await;
        let engineer = app.actor("engineer", &[("part", "view change")]).await;
        // The answer is about the part as it was (spec 20 §9).
        assert_eq!(engineer.patch(&one(part), json!({"starred": true})).await.expect(200)["starred"], json!(false));
        engineer.patch(&one(part), json!({"starred": true})).await.expect(200);
        assert_eq!(engineer.get(&one(part)).await.expect(200)["starred"], json!(true));
        assert_eq!(app.admin().get(&one(part)).await.expect(200)["starred"], json!(false));
        app.admin().patch(PARTS, json!({"items": [part], "starred": true, "keywords": "bulk"})).await.expect(200);
        assert_eq!(app.number("SELECT COUNT(*) FROM part_partstar").await, 1);
        assert_eq!(engineer.patch(&one(part), json!({"starred": "no"})).await.expect(200)["starred"], json!(true));
        assert_eq!(app.number("SELECT COUNT(*) FROM part_partstar").await, 0);
    })
    .await;
}
