//! What parts cost, and how that is found (spec 20 §21).

use serde_json::{Value, json};

use crate::common::{App, each_database};
use crate::{company, key, make, one, refused, set};

fn path(part: i64) -> String {
    format!("{}pricing/", one(part))
}

async fn find(app: &App, part: i64) -> Value {
    app.admin().patch(&path(part), json!({"update": true})).await.expect(200)
}

fn range(row: &Value, name: &str) -> (Value, Value) {
    (row[format!("{name}_min")].clone(), row[format!("{name}_max")].clone())
}

#[tokio::test]
async fn prices_are_found_in_all_sources() {
    each_database(async |app| {
        let admin = app.admin();
        let bolt = make(app, json!({"name": "Bolt", "salable": true})).await;
        let supplier = company(app, "Acme", "is_supplier").await;
        let body = json!({"part": bolt, "supplier": supplier, "SKU": "A-1", "pack_quantity": "10"});
        let pack = key(&admin, "/api/company/part/", body).await;
        for (quantity, price) in [(1, 50), (100, 25)] {
            let body = json!({"part": pack, "quantity": quantity, "price": price});
            key(&admin, "/api/company/price-break/", body).await;
        }
        let abroad = json!({"part": pack, "quantity": 500, "price": 1, "price_currency": "EUR"});
        key(&admin, "/api/company/price-break/", abroad).await;
        let row = find(app, bolt).await;
        assert_eq!(range(&row, "supplier_price"), (json!(2.5), json!(5.0)));
        assert_eq!(range(&row, "overall"), (json!(2.5), json!(5.0)));
        assert_eq!((&row["scheduled_for_update"], &row["currency"]), (&json!(false), &json!("USD")));
        let stocked = json!({"part": bolt, "quantity": 5, "purchase_price": 7.5});
        admin.post("/api/stock/", stocked).await.expect(201);
        key(&admin, "/api/part/sale-price/", json!({"part": bolt, "quantity": 1, "price": 90})).await;
        key(&admin, "/api/part/internal-price/", json!({"part": bolt, "quantity": 1, "price": 3})).await;
        let row = find(app, bolt).await;
        assert_eq!(range(&row, "purchase_cost"), (json!(7.5), json!(7.5)));
        assert_eq!(range(&row, "sale_price"), (json!(90.0), json!(90.0)));
        assert_eq!(range(&row, "internal_cost"), (Value::Null, Value::Null));
        assert_eq!(range(&row, "overall"), (json!(2.5), json!(7.5)));
        set(app, "PART_INTERNAL_PRICE", json!(true)).await;
        set(app, "PART_BOM_USE_INTERNAL_PRICE", json!(true)).await;
        assert_eq!(range(&find(app, bolt).await, "overall"), (json!(3.0), json!(3.0)));
    })
    .await;
}

#[tokio::test]
async fn an_assembly_costs_what_goes_into_it_and_a_template_what_its_variants_cost() {
    each_database(async |app| {
        let admin = app.admin();
        let priced = async |body: Value, price: i64| {
            let part = make(app, body).await;
            let over = json!({"override_min": price, "override_max": price + 1});
            admin.patch(&path(part), over).await.expect(200);
            part
        };
        let bolt = priced(json!({"name": "Bolt"}), 10).await;
        let nut = priced(json!({"name": "Nut"}), 4).await;
        let retired = priced(json!({"name": "Rivet", "active": false}), 1).await;
        let unpriced = make(app, json!({"name": "Label"})).await;
        let car = make(app, json!({"name": "Car", "assembly": true})).await;
        let bolts = json!({"part": car, "sub_part": bolt, "quantity": 2, "attrition": 50});
        let line = key(&admin, "/api/bom/", bolts).await;
        key(&admin, "/api/bom/", json!({"part": car, "sub_part": unpriced, "quantity": 3})).await;
        for part in [nut, retired] {
            key(&admin, "/api/bom/substitute/", json!({"bom_item": line, "part": part})).await;
        }
        let row = find(app, car).await;
        assert_eq!(range(&row, "bom_cost"), (json!(8.0), json!(22.0)));
        assert_eq!(range(&row, "overall"), (json!(8.0), json!(22.0)));
        // A new price of what goes in asks for the assembly's.
        find(app, bolt).await;
        assert_eq!(admin.get(&path(car)).await.expect(200)["scheduled_for_update"], true);
        let family = make(app, json!({"name": "Family", "is_template": true})).await;
        priced(json!({"name": "One", "variant_of": family}), 5).await;
        priced(json!({"name": "Two", "variant_of": family, "active": false}), 2).await;
        assert_eq!(range(&find(app, family).await, "variant_cost"), (json!(2.0), json!(6.0)));
        set(app, "PRICING_ACTIVE_VARIANTS", json!(true)).await;
        assert_eq!(range(&find(app, family).await, "overall"), (json!(5.0), json!(6.0)));
    })
    .await;
}

#[tokio::test]
async fn prices_can_be_overridden() {
    each_database(async |app| {
        let admin = app.admin();
        let bolt = make(app, json!({"name": "Bolt"})).await;
        let unknown = admin.get(&path(bolt)).await.expect(200);
        assert_eq!((&unknown["overall_min"], &unknown["updated"]), (&Value::Null, &Value::Null));
        assert_eq!(app.number("SELECT COUNT(*) FROM part_partpricing").await, 0);
        let row = admin.patch(&path(bolt), json!({"override_min": 5, "override_max": 10})).await.expect(200);
        assert_eq!(range(&row, "overall"), (json!(5.0), json!(10.0)));
        assert!(row["updated"].is_string());
        let crossed = admin.patch(&path(bolt), json!({"override_min": 10, "override_max": 5})).await;
        crossed.expect(400);
        refused(crossed, "override_max");
        let abroad = json!({"override_min": 5, "override_min_currency": "EUR", "override_max": 10});
        refused(admin.patch(&path(bolt), abroad).await, "non_field_errors");
        refused(admin.patch(&path(bolt), json!({"override_min_currency": "XXX"})).await, "override_min_currency");
        refused(admin.patch(&path(bolt), json!({"override_min": "much"})).await, "override_min");
        refused(admin.patch(&path(bolt), json!({"override_min": -1})).await, "override_min");
        let row = admin.put(&path(bolt), json!({"override_min": null})).await.expect(200);
        assert_eq!(range(&row, "overall"), (Value::Null, json!(10.0)));
        admin.patch("/api/part/999/pricing/", json!({})).await.expect(404);
        let reader = app.actor("reader", &[("part", "view")]).await;
        reader.patch(&path(bolt), json!({})).await.expect(403);
    })
    .await;
}
