//! What forms are told: next numbers, what may be chosen, what everybody may know of statuses.

use serde_json::json;

use crate::common::each_database;
use crate::office::Office;

#[tokio::test]
async fn a_form_offers_the_next_number() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let lamp = office.house.part("lamp").await;
        let next = async |path: &str| {
            let form = office.admin.options(&format!("/api/{path}/")).await.expect(200);
            form["actions"]["POST"]["reference"]["default"].clone()
        };
        assert_eq!((next("order/po").await, next("build").await), (json!("PO-0001"), json!("BO-0001")));
        let order = [("reference", "PO-0041".into()), ("reference_int", 41i64.into())];
        office.row("order_purchaseorder", &order).await;
        let taken = [("reference", "PO-0042".into()), ("reference_int", 3i64.into())];
        office.row("order_purchaseorder", &taken).await;
        assert_eq!(next("order/po").await, "PO-0043", "one that was given out by hand is left out");
        office.house.set("BUILDORDER_REFERENCE_PATTERN", json!("B-{ref}")).await;
        let build = [("reference", "B-AB09".into()), ("reference_int", 9i64.into()), ("part_id", lamp.into())];
        office.row("build_build", &build).await;
        assert_eq!(next("build").await, "B-AB10");
    })
    .await;
}

#[tokio::test]
async fn a_form_says_what_can_be_chosen() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let fields = async |path: &str, action: &str| {
            office.admin.options(&format!("/api/{path}/")).await.expect(200)["actions"][action].clone()
        };
        let order = fields("order/po", "POST").await;
        assert_eq!(order["supplier"]["filters"], json!({"is_supplier": true}));
        assert_eq!(order["order_currency"]["choices"][0]["value"], "", "the company's currency is a choice");
        assert_eq!(order["duplicate"]["children"]["copy_lines"]["default"], true);
        let back = fields("order/ro", "POST").await;
        assert!(back["duplicate"]["children"].get("copy_lines").is_none(), "returned items are single things");
        let allocation = fields("order/so-allocation", "GET").await;
        let sellable = json!({"part__salable": true, "part__virtual": false, "belongs_to": null, "sales_order": null});
        assert_eq!(allocation["item"]["filters"], sellable);
        let caller = app.number("SELECT id FROM auth_user WHERE username = 'admin'").await;
        assert_eq!(fields("build", "POST").await["issued_by"]["default"], caller);
    })
    .await;
}

#[tokio::test]
async fn statuses_are_everybodys_business_and_custom_ones_count_as_what_they_stand_for() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let state = json!({
            "key": 11, "name": "WAITING", "label": "Waiting", "logical_key": 10, "reference_status": "SalesOrderStatus",
            "model": app.number("SELECT id FROM django_content_type WHERE model = 'salesorder'").await,
        });
        office.admin.post("/api/generic/status/custom/", state).await.expect(201);
        let nobody = app.actor("visitor", &[]).await;
        let statuses = nobody.get("/api/order/so/status/").await.expect(200);
        assert_eq!(statuses["values"]["WAITING"]["custom"], true);
        nobody.get("/api/order/so/").await.expect(403);
        office.row("order_salesorder", &[("reference", "SO-1".into())]).await;
        let waiting = [("reference", "SO-2".into()), ("status_custom_key", 11i64.into())];
        let waiting = office.row("order_salesorder", &waiting).await;
        let found = async |query: &str| office.column(&format!("order/so/?{query}"), "reference").await;
        assert_eq!(found("status=10").await, ["SO-1"]);
        assert_eq!(found("status=11").await, ["SO-2"]);
        assert_eq!(found("outstanding=true&ordering=reference").await, ["SO-1", "SO-2"]);
        let order = office.one(&format!("order/so/{waiting}/")).await;
        assert_eq!((&order["status"], &order["status_text"]), (&json!(10), &json!("Waiting")));
        app.nobody().get("/api/order/so/status/").await.expect(401);
    })
    .await;
}
