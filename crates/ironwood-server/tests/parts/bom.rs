//! Lines of bills of materials, their substitutes, checking and copying (spec 21).

use serde_json::{Value, json};

use crate::common::{App, each_database};
use crate::{key, make, one, refused, set};

const LINES: &str = "/api/bom/";

fn line(key: i64) -> String {
    format!("{LINES}{key}/")
}

async fn assembly(app: &App, name: &str) -> i64 {
    make(app, json!({"name": name, "assembly": true})).await
}

async fn component(app: &App, name: &str) -> i64 {
    make(app, json!({"name": name})).await
}

async fn add(app: &App, part: i64, sub_part: i64, quantity: Value) -> i64 {
    key(&app.admin(), LINES, json!({"part": part, "sub_part": sub_part, "quantity": quantity})).await
}

/// An unfinished build, made behind the server's back.
async fn build(app: &App, part: i64, quantity: i64) -> i64 {
    let columns = "reference, reference_int, title, part_id, quantity, completed, status, creation_date, notes, link, batch, \
                   external, priority, metadata, tree_id, lft, rght, level, barcode_data, barcode_hash";
    let key = 1 + app.number("SELECT COUNT(*) FROM build_build").await;
    let values = format!(
        "'BO-{key}', {key}, '', {part}, {quantity}, 0, 20, '2026-01-01', NULL, '', '', FALSE, 0, '{{}}', {key}, 1, 2, 0, '', ''"
    );
    app.execute(&format!("INSERT INTO build_build (id, {columns}) VALUES ({key}, {values})"), &[]).await;
    key
}

#[tokio::test]
async fn a_line_says_how_much_in_the_unit_of_the_component() {
    each_database(async |app| {
        let engineer = app.actor("engineer", &[("part", "view"), ("bom", "view add change delete")]).await;
        let harness = assembly(app, "Harness").await;
        let wire = make(app, json!({"name": "Wire", "units": "m"})).await;
        let body = json!({"part": harness, "sub_part": wire});
        let made = engineer.post(LINES, body).await.expect(201);
        assert_eq!((&made["raw_amount"], &made["quantity"]), (&json!("1.0"), &json!(1.0)));
        assert_eq!((&made["available_stock"], &made["validated"]), (&Value::Null, &json!(false)));
        let pk = made["pk"].as_i64().unwrap();
        let amount = async |body: Value| {
            let row = engineer.patch(&line(pk), body).await.expect(200);
            (row["raw_amount"].clone(), row["quantity"].clone())
        };
        assert_eq!(amount(json!({"raw_amount": " 50 cm "})).await, (json!("50 cm"), json!(0.5)));
        assert_eq!(amount(json!({"quantity": 2.5})).await, (json!("2.5"), json!(2.5)));
        assert_eq!(amount(json!({"raw_amount": "3'", "quantity": 9})).await, (json!("3'"), json!(0.9144)));
        assert_eq!(amount(json!({"note": "the amount stays"})).await, (json!("3'"), json!(0.9144)));
        for (field, value) in [
            ("raw_amount", json!("5 kg")),
            ("raw_amount", json!("1k5")),
            ("raw_amount", json!("")),
            ("raw_amount", json!("0")),
            ("raw_amount", json!("1 m + 1 m + 1 m + 1 m + 1 m")),
            ("quantity", json!("abc")),
            ("quantity", json!("Infinity")),
            ("quantity", Value::Null),
            ("piece_count", json!(0)),
            ("attrition", json!(101)),
            ("setup_quantity", json!(-1)),
        ] {
            refused(engineer.patch(&line(pk), json!({field: value})).await, field);
        }
        refused(engineer.patch(&line(pk), json!({"quantity": 0})).await, "raw_amount");
        refused(engineer.patch(&line(pk), json!({"quantity": 99_999_999_999_i64})).await, "raw_amount");
        set(app, "PART_BOM_ALLOW_ZERO_QUANTITY", json!(true)).await;
        assert_eq!(amount(json!({"quantity": 0})).await, (json!("0"), json!(0.0)));
        refused(engineer.patch(&line(pk), json!({"quantity": -1})).await, "raw_amount");
        // The unit of the component changes: the next save of the line counts anew.
        engineer.patch(&line(pk), json!({"raw_amount": "50 cm"})).await.expect(200);
        app.admin().patch(&one(wire), json!({"units": "cm"})).await.expect(200);
        assert_eq!(amount(json!({"note": "again"})).await, (json!("50 cm"), json!(50.0)));
        app.actor("reader", &[("part", "view")]).await.delete(&line(pk)).await.expect(403);
        engineer.delete(&line(pk)).await.expect(204);
        assert_eq!(app.number("SELECT COUNT(*) FROM part_bomitem").await, 0);
    })
    .await;
}

#[tokio::test]
async fn only_components_go_into_assemblies_and_nothing_into_itself() {
    each_database(async |app| {
        let admin = app.admin();
        let (car, engine) = (assembly(app, "Car").await, assembly(app, "Engine").await);
        let bolt = component(app, "Bolt").await;
        let case = make(app, json!({"name": "Case", "component": false})).await;
        refused(admin.post(LINES, json!({})).await, "part");
        refused(admin.post(LINES, json!([{"part": car, "sub_part": bolt}])).await, "non_field_errors");
        refused(admin.post(LINES, json!({"part": bolt, "sub_part": bolt})).await, "part");
        refused(admin.post(LINES, json!({"part": car, "sub_part": case})).await, "sub_part");
        refused(admin.post(LINES, json!({"part": car, "sub_part": car})).await, "sub_part");
        add(app, car, engine, json!(1)).await;
        let bolts = add(app, engine, bolt, json!(20)).await;
        refused(admin.post(LINES, json!({"part": engine, "sub_part": car})).await, "sub_part");
        refused(admin.patch(&line(bolts), json!({"sub_part": car})).await, "sub_part");
        // By a line that a variant inherits.
        let family = make(app, json!({"name": "Family", "assembly": true, "is_template": true})).await;
        let member = make(app, json!({"name": "Member", "assembly": true, "variant_of": family})).await;
        refused(admin.post(LINES, json!({"part": member, "sub_part": family})).await, "sub_part");
        admin.post(LINES, json!({"part": family, "sub_part": car, "inherited": true})).await.expect(201);
        refused(admin.post(LINES, json!({"part": engine, "sub_part": member})).await, "sub_part");
        // What lost its flag must be repaired first.
        app.execute(&format!("UPDATE part_part SET component = FALSE WHERE id = {bolt}"), &[]).await;
        refused(admin.patch(&line(bolts), json!({"note": "x"})).await, "sub_part");
        let nut = component(app, "Nut").await;
        admin.patch(&line(bolts), json!({"sub_part": nut})).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn what_is_tracked_is_counted_in_whole_pieces_and_makes_its_assemblies_tracked() {
    each_database(async |app| {
        let admin = app.admin();
        let (car, engine) = (assembly(app, "Car").await, assembly(app, "Engine").await);
        let pump = make(app, json!({"name": "Pump", "trackable": true})).await;
        add(app, car, engine, json!(1)).await;
        refused(admin.post(LINES, json!({"part": engine, "sub_part": pump, "quantity": 1.5})).await, "quantity");
        let tracked = "SELECT COUNT(*) FROM part_part WHERE trackable";
        assert_eq!(app.number(tracked).await, 1);
        add(app, engine, pump, json!(2)).await;
        assert_eq!(app.number(tracked).await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_locked_assembly_keeps_its_lines() {
    each_database(async |app| {
        let admin = app.admin();
        let family = make(app, json!({"name": "Family", "assembly": true, "is_template": true})).await;
        let member = make(app, json!({"name": "Member", "assembly": true, "variant_of": family})).await;
        let bolt = component(app, "Bolt").await;
        let shared = json!({"part": family, "sub_part": bolt, "inherited": true});
        let inherited = key(&admin, LINES, shared.clone()).await;
        let own = add(app, family, bolt, json!(1)).await;
        admin.patch(&one(member), json!({"locked": true})).await.expect(200);
        for answer in [
            admin.patch(&line(inherited), json!({"note": "x"})).await,
            admin.patch(&line(own), json!({"inherited": true})).await,
            admin.delete(&line(inherited)).await,
            admin.delete_with(LINES, json!({"items": [own, inherited]})).await,
            admin.post(LINES, shared).await,
            admin.post(&format!("{}bom-copy/", one(member)), json!({"part": family})).await,
        ] {
            refused(answer, "non_field_errors");
        }
        assert_eq!(app.number("SELECT COUNT(*) FROM part_bomitem").await, 2);
        admin.patch(&line(own), json!({"note": "own lines are free"})).await.expect(200);
        admin.patch(&line(inherited), json!({"inherited": false})).await.expect(200);
        admin.patch(&one(family), json!({"locked": true})).await.expect(200);
        refused(admin.patch(LINES, json!({"items": [own], "note": "y"})).await, "non_field_errors");
        // A lock does not keep anybody from checking.
        admin.patch(&format!("{}validate/", line(own)), json!({"valid": true})).await.expect(200);
        set(app, "PART_ENABLE_LOCKING", json!(false)).await;
        admin.delete(&line(own)).await.expect(204);
    })
    .await;
}

#[tokio::test]
async fn a_checked_line_is_valid_until_it_changes() {
    each_database(async |app| {
        let admin = app.admin();
        let (car, bolt) = (assembly(app, "Car").await, component(app, "Bolt").await);
        let bolts = add(app, car, bolt, json!(4)).await;
        let valid = async |body: Value| admin.patch(&line(bolts), body).await.expect(200)["validated"].clone();
        let check = format!("{}validate/", line(bolts));
        assert_eq!(admin.patch(&check, json!({"valid": true})).await.expect(200), json!({}));
        assert_eq!(admin.get(&line(bolts)).await.expect(200)["validated"], true);
        assert_eq!(valid(json!({"note": "is not part of it"})).await, true);
        assert_eq!(valid(json!({"quantity": 5})).await, false);
        assert_eq!(valid(json!({"quantity": 4})).await, true);
        assert_eq!(admin.put(&check, json!({"valid": "false"})).await.expect(200), json!({"valid": false}));
        assert_eq!(valid(json!({"note": "y"})).await, false);
        refused(admin.patch(&check, json!({"valid": "perhaps"})).await, "valid");
        admin.get(&check).await.expect(405);
        admin.post(&check, json!({"valid": true})).await.expect(405);
        admin.patch(&format!("{}validate/", line(bolts + 1)), json!({"valid": true})).await.expect(404);
        let reader = app.actor("reader", &[("part", "view")]).await;
        reader.patch(&check, json!({"valid": true})).await.expect(403);
    })
    .await;
}

#[tokio::test]
async fn a_checked_bill_of_materials_follows_its_lines() {
    each_database(async |app| {
        let admin = app.admin();
        let family = make(app, json!({"name": "Family", "assembly": true, "is_template": true})).await;
        let member = make(app, json!({"name": "Member", "assembly": true, "variant_of": family})).await;
        let bolt = component(app, "Bolt").await;
        let shared = key(&admin, LINES, json!({"part": family, "sub_part": bolt, "inherited": true})).await;
        let own = add(app, member, bolt, json!(4)).await;
        let check = format!("{}bom-validate/", one(member));
        let answer = admin.patch(&check, json!({"valid": true})).await.expect(200);
        assert_eq!((&answer["complete"], &answer["success"]), (&json!(true), &json!(true)));
        let row = admin.get(&check).await.expect(200);
        assert_eq!((&row["bom_validated"], &row["bom_checked_by_detail"]["username"]), (&json!(true), &json!("admin")));
        assert!(row["bom_checksum"].as_str().is_some_and(|sum| sum.starts_with('b')), "{row}");
        // Only the part's own lines are marked.
        assert_eq!(admin.get(&line(own)).await.expect(200)["validated"], true);
        assert_eq!(admin.get(&line(shared)).await.expect(200)["validated"], false);
        let valid = async || admin.get(&check).await.expect(200)["bom_validated"].clone();
        for (changed, back) in [(own, 4), (shared, 1)] {
            admin.patch(&line(changed), json!({"quantity": 7})).await.expect(200);
            assert_eq!(valid().await, false);
            admin.patch(&line(changed), json!({"quantity": back})).await.expect(200);
            assert_eq!(valid().await, true);
        }
        admin.delete(&line(shared)).await.expect(204);
        assert_eq!(valid().await, false);
        admin.put(&check, json!({})).await.expect(200);
        let row = admin.get(&check).await.expect(200);
        assert_eq!((&row["bom_validated"], &row["bom_checksum"]), (&json!(false), &json!("")));
        assert_eq!(admin.get(&line(own)).await.expect(200)["validated"], true);
        let buyer = app.actor("buyer", &[("part", "view change")]).await;
        buyer.patch(&check, json!({"valid": true})).await.expect(403);
        admin.post(&check, json!({})).await.expect(405);
    })
    .await;
}

#[tokio::test]
async fn open_builds_follow_the_bill_of_materials() {
    each_database(async |app| {
        let admin = app.admin();
        let (car, bolt) = (assembly(app, "Car").await, component(app, "Bolt").await);
        let open = build(app, car, 10).await;
        let done = build(app, car, 10).await;
        app.execute(&format!("UPDATE build_build SET status = 40 WHERE id = {done}"), &[]).await;
        let needed = async || app.rows::<2>("SELECT build_id, quantity + 0.0 FROM build_buildline ORDER BY id").await;
        let bolts = add(app, car, bolt, json!(4)).await;
        assert_eq!(needed().await, [[json!(open), json!(40.0)]]);
        let body = json!({"piece_count": 2, "attrition": 10, "setup_quantity": 1, "rounding_multiple": 10});
        admin.patch(&line(bolts), body).await.expect(200);
        assert_eq!(needed().await, [[json!(open), json!(90.0)]]);
        refused(admin.patch(&line(bolts), json!({"quantity": 9_999_999_999_i64})).await, "quantity");
        app.execute(&format!("UPDATE part_part SET virtual = TRUE WHERE id = {bolt}"), &[]).await;
        app.execute("UPDATE build_buildline SET consumed = 1", &[]).await;
        admin.patch(&line(bolts), json!({"note": "used up already"})).await.expect(200);
        assert_eq!(needed().await.len(), 1);
        app.execute("UPDATE build_buildline SET consumed = 0", &[]).await;
        admin.patch(&line(bolts), json!({"note": "not needed any more"})).await.expect(200);
        assert_eq!(needed().await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_substitute_is_another_component_and_named_once() {
    each_database(async |app| {
        let admin = app.admin();
        let (car, bolt, nut) = (assembly(app, "Car").await, component(app, "Bolt").await, component(app, "Nut").await);
        let bolts = add(app, car, bolt, json!(4)).await;
        let path = "/api/bom/substitute/";
        let substitute = |part: i64| json!({"bom_item": bolts, "part": part});
        let made = key(&admin, path, substitute(nut)).await;
        refused(admin.post(path, substitute(nut)).await, "non_field_errors");
        refused(admin.post(path, substitute(bolt)).await, "part");
        refused(admin.post(path, substitute(999)).await, "part");
        refused(admin.patch(&format!("{path}{made}/"), json!({"part": bolt})).await, "part");
        refused(admin.put(&format!("{path}{made}/"), json!({"part": nut})).await, "bom_item");
        admin.delete_with(path, json!({"items": [made]})).await.expect(405);
        let listed = admin.get(&format!("{}?substitutes=true", line(bolts))).await.expect(200);
        assert_eq!(listed["substitutes"][0]["part"], nut);
        let reader = app.actor("reader", &[("part", "view")]).await;
        reader.get(path).await.expect(403);
        admin.delete(&line(bolts)).await.expect(204);
        assert_eq!(app.number("SELECT COUNT(*) FROM part_bomitemsubstitute").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_bill_of_materials_is_copied_with_its_substitutes() {
    each_database(async |app| {
        let admin = app.admin();
        let family = make(app, json!({"name": "Family", "assembly": true, "is_template": true})).await;
        let source = make(app, json!({"name": "Source", "assembly": true, "variant_of": family})).await;
        let target = assembly(app, "Target").await;
        let (bolt, nut) = (component(app, "Bolt").await, component(app, "Nut").await);
        let pump = make(app, json!({"name": "Pump", "trackable": true})).await;
        let bolts = add(app, source, bolt, json!(4)).await;
        add(app, source, pump, json!(1)).await;
        admin.post(LINES, json!({"part": family, "sub_part": nut, "inherited": true})).await.expect(201);
        key(&admin, "/api/bom/substitute/", json!({"bom_item": bolts, "part": nut})).await;
        add(app, target, nut, json!(9)).await;
        let copy = format!("{}bom-copy/", one(target));
        let echo = json!({
            "part": source, "remove_existing": true, "include_inherited": false, "skip_invalid": false,
            "copy_substitutes": true,
        });
        assert_eq!(admin.post(&copy, json!({"part": source})).await.expect(201), echo);
        let lines =
            format!("SELECT sub_part_id, quantity + 0.0 FROM part_bomitem WHERE part_id = {target} ORDER BY id");
        assert_eq!(app.rows::<2>(&lines).await, [[json!(bolt), json!(4.0)], [json!(pump), json!(1.0)]]);
        assert_eq!(app.number("SELECT COUNT(*) FROM part_bomitemsubstitute").await, 2);
        assert_eq!(admin.get(&one(target)).await.expect(200)["trackable"], true);
        let more =
            json!({"part": source, "remove_existing": false, "include_inherited": true, "copy_substitutes": false});
        admin.post(&copy, more).await.expect(201);
        assert_eq!(app.rows::<2>(&lines).await.len(), 5);
        assert_eq!(app.number("SELECT COUNT(*) FROM part_bomitemsubstitute").await, 2);
        // What would contain itself: nothing is copied, or all but that line.
        let outer = assembly(app, "Outer").await;
        add(app, outer, target, json!(1)).await;
        add(app, outer, bolt, json!(2)).await;
        refused(admin.post(&copy, json!({"part": outer})).await, "sub_part");
        assert_eq!(app.rows::<2>(&lines).await.len(), 5);
        admin.post(&copy, json!({"part": outer, "skip_invalid": true})).await.expect(201);
        assert_eq!(app.rows::<2>(&lines).await, [[json!(bolt), json!(2.0)]]);
        admin.post(&copy, json!({"part": target})).await.expect(201);
        assert_eq!(app.rows::<2>(&lines).await.len(), 1);
        refused(admin.post(&copy, json!({})).await, "part");
        admin.post("/api/part/999/bom-copy/", json!({"part": source})).await.expect(404);
        let engineer = app.actor("engineer", &[("part", "view change")]).await;
        engineer.post(&copy, json!({"part": source})).await.expect(403);
        // A new part takes over own lines by its own option.
        let duplicate = json!({"original": source, "copy_bom": true, "copy_parameters": false, "copy_notes": false});
        let made = json!({"name": "Twin", "assembly": true, "duplicate": duplicate});
        let twin = admin.post("/api/part/", made).await.expect(201);
        assert_eq!(twin["trackable"], true);
        let of_twin = format!("SELECT COUNT(*) FROM part_bomitem WHERE part_id = {}", twin["pk"]);
        assert_eq!(app.number(&of_twin).await, 2);
    })
    .await;
}
