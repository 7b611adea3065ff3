//! What is bought: orders, their lines, and what was worked out of them.

use serde_json::{Value, json};

use crate::common::each_database;
use crate::office::{Office, day};

#[tokio::test]
async fn a_buyer_sees_what_has_arrived_and_what_is_late() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let supplier = office.supplier("Bolts Ltd").await;
        let late = [
            ("reference", "PO-0002".into()),
            ("reference_int", 2i64.into()),
            ("status", 20i64.into()),
            ("supplier_id", supplier.into()),
            ("target_date", day(-1).into()),
        ];
        let late = office.row("order_purchaseorder", &late).await;
        let done = [
            ("reference", "PO-0010".into()),
            ("reference_int", 10i64.into()),
            ("status", 30i64.into()),
            ("supplier_id", supplier.into()),
            ("target_date", day(-1).into()),
        ];
        office.row("order_purchaseorder", &done).await;
        for (quantity, received) in [(5i64, 5i64), (5, 4)] {
            let line = [("order_id", late.into()), ("quantity", quantity.into()), ("received", received.into())];
            office.row("order_purchaseorderlineitem", &line).await;
        }
        let order = office.one(&format!("order/po/{late}/")).await;
        let told = ["line_items", "completed_lines", "overdue", "status_text", "supplier_name", "status_custom_key"];
        let told: Vec<Value> = told.iter().map(|name| order[name].clone()).collect();
        assert_eq!(json!(told), json!([2, 1, true, "Placed", "Bolts Ltd", null]));
        // The latest number comes first: ten is more than two.
        assert_eq!(office.column("order/po/", "reference").await, ["PO-0010", "PO-0002"]);
        for (query, found) in [
            ("overdue=true", "PO-0002"),
            ("overdue=false", "PO-0010"),
            ("outstanding=true", "PO-0002"),
            ("status=30", "PO-0010"),
            ("reference=po-0002", "PO-0002"),
            ("ordering=reference&limit=1&offset=1", "PO-0010"),
        ] {
            let list = office.one(&format!("order/po/?{query}")).await;
            let entries = list["results"].as_array().or(list.as_array()).cloned().unwrap_or_default();
            let references: Vec<&Value> = entries.iter().map(|entry| &entry["reference"]).collect();
            assert_eq!(references, [found], "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn orders_are_found_by_what_they_buy() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let (bolt, nut) = (office.house.part("bolt").await, office.house.part("nut").await);
        let supplier = office.supplier("Bolts Ltd").await;
        let (bolts, nuts) = (
            office.supplier_part(bolt, supplier, "B-1", 10).await,
            office.supplier_part(nut, supplier, "N-1", 1).await,
        );
        for (reference, part) in [("PO-1", bolts), ("PO-2", nuts)] {
            let order = office.row("order_purchaseorder", &[("reference", reference.into())]).await;
            office.row("order_purchaseorderlineitem", &[("order_id", order.into()), ("part_id", part.into())]).await;
        }
        assert_eq!(office.column(&format!("order/po/?part={bolt}"), "reference").await, ["PO-1"]);
        assert_eq!(office.column(&format!("order/po/?supplier_part={nuts}"), "reference").await, ["PO-2"]);
        app.execute("UPDATE part_part SET variant_of_id = ? WHERE id = ?", &[bolt.into(), nut.into()]).await;
        app.execute("UPDATE part_part SET tree_id = 1, lft = 1, rght = 4 WHERE id = ?", &[bolt.into()]).await;
        app.execute("UPDATE part_part SET tree_id = 1, lft = 2, rght = 3, level = 1 WHERE id = ?", &[nut.into()]).await;
        let lines = format!("order/po-line/?base_part={bolt}");
        assert_eq!(office.column(&lines, "sku").await, ["B-1"]);
        assert_eq!(office.column(&format!("{lines}&include_variants=true"), "sku").await, ["B-1", "N-1"]);
        let problem = office.admin.get("/api/order/po-line/?base_part=999").await.expect(400);
        let choice = "Select a valid choice. That choice is not one of the available choices.";
        assert_eq!(problem, json!({"base_part": [choice]}));
    })
    .await;
}

#[tokio::test]
async fn a_line_says_where_it_goes_and_what_it_costs() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let house = &office.house;
        let supplier = office.supplier("Bolts Ltd").await;
        let bolt = house.part("bolt").await;
        let part = office.supplier_part(bolt, supplier, "B-1", 1).await;
        let order = office.row("order_purchaseorder", &[("reference", "PO-1".into()), ("notes", "ring".into())]).await;
        let columns = [
            ("order_id", order.into()),
            ("part_id", part.into()),
            ("quantity", 8i64.into()),
            ("discount", 25i64.into()),
            ("purchase_price", 3i64.into()),
            ("purchase_price_currency", "USD".into()),
        ];
        let line = office.row("order_purchaseorderlineitem", &columns).await;
        let free = [("order_id", order.into()), ("purchase_price", 0i64.into())];
        let free = office.row("order_purchaseorderlineitem", &free).await;
        let path = format!("order/po-line/{line}/");
        assert_eq!(office.one(&path).await["total_price"], json!(18.0));
        let free = office.one(&format!("order/po-line/{free}/")).await;
        assert_eq!(free["total_price"], json!(null), "a price of nothing is none");
        assert!(free.get("internal_part").is_none() && free["sku"].is_null(), "it has no part: {free}");

        assert_eq!(office.one(&path).await["destination_detail"], json!(null));
        let put = async |table: &str, column: &str, place: i64| {
            app.execute(&format!("UPDATE {table} SET {column} = ?"), &[place.into()]).await;
            office.one(&path).await["destination_detail"]["name"].clone()
        };
        assert_eq!(put("part_part", "default_location_id", house.shelf).await, "Shelf");
        assert_eq!(put("order_purchaseorder", "destination_id", house.bench).await, "Bench");
        assert_eq!(put("order_purchaseorderlineitem", "destination_id", house.shelf).await, "Shelf");

        let line = office.one(&format!("{path}?order_detail=true&part_detail=true")).await;
        let order = &line["order_detail"];
        assert_eq!(
            (&order["notes"], &order["line_items"], &order["overdue"]),
            (&json!("ring"), &json!(null), &json!(null))
        );
        assert_eq!(line["supplier_part_detail"]["SKU"], "B-1");
        assert_eq!(line["part_detail"]["name"], "bolt");
        assert!(office.list("order/po/").await[0].get("notes").is_none(), "lists have no notes");
    })
    .await;
}

#[tokio::test]
async fn only_open_orders_wait_for_anything() {
    each_database(async |app| {
        let office = Office::new(app).await;
        for (reference, status) in [("open", 20i64), ("cancelled", 40)] {
            let order = [("reference", reference.into()), ("status", status.into())];
            let order = office.row("order_purchaseorder", &order).await;
            for received in [0i64, 1] {
                let line = [
                    ("order_id", order.into()),
                    ("received", received.into()),
                    ("reference", format!("{reference} {received}").into()),
                ];
                office.row("order_purchaseorderlineitem", &line).await;
            }
        }
        let references = async |query: &str| office.column(&format!("order/po-line/?{query}"), "reference").await;
        assert_eq!(references("received=false").await, ["open 0"]);
        assert_eq!(references("received=true").await, ["open 1", "cancelled 1"]);
        assert_eq!(references("pending=false").await, ["cancelled 0", "cancelled 1"]);
        assert_eq!(references("order_status=40&received=true").await, ["cancelled 1"]);
    })
    .await;
}

#[tokio::test]
async fn extra_lines_stand_in_the_order_of_their_numbers() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let order = office.row("order_purchaseorder", &[("reference", "PO-1".into())]).await;
        for (line, price) in [(10i64, -5i64), (9, 20)] {
            let columns = [
                ("order_id", order.into()),
                ("line", line.to_string().into()),
                ("line_int", line.into()),
                ("description", format!("freight {line}").into()),
                ("price", price.into()),
            ];
            office.row("order_purchaseorderextraline", &columns).await;
        }
        assert_eq!(office.column("order/po-extra-line/?ordering=line", "line").await, ["9", "10"]);
        assert_eq!(office.column("order/po-extra-line/?ordering=-line", "total_price").await, [-5.0, 20.0]);
        assert_eq!(office.column("order/po-extra-line/?search=FREIGHT%2010", "line").await, ["10"]);
    })
    .await;
}
