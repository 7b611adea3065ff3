//! What is sold: lines, what is set aside for them, shipments.

use serde_json::{Value, json};

use crate::common::each_database;
use crate::office::{Office, day};

/// An order of a customer for four bolts, of which there are ten.
struct Sale {
    bolt: i64,
    stock: i64,
    order: i64,
    line: i64,
}

async fn sale(office: &Office<'_>) -> Sale {
    let bolt = office.house.part("bolt").await;
    let stock = office.house.stock(bolt, 10).await;
    let customer = office.house.customer("Acme").await;
    let order = [
        ("reference", "SO-1".into()),
        ("status", 15i64.into()),
        ("customer_id", customer.into()),
        ("target_date", day(-1).into()),
    ];
    let order = office.row("order_salesorder", &order).await;
    let line = [("order_id", order.into()), ("part_id", bolt.into()), ("quantity", 4i64.into())];
    let line = office.row("order_salesorderlineitem", &line).await;
    Sale { bolt, stock, order, line }
}

#[tokio::test]
async fn a_line_knows_what_is_set_aside_and_what_is_left() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let sale = sale(&office).await;
        let path = format!("order/so-line/{}/?customer_detail=true", sale.line);
        let figures = async || {
            let line = office.one(&path).await;
            [line["allocated"].clone(), line["available_stock"].clone()]
        };
        assert_eq!(figures().await, [0.0, 10.0]);
        let shipment = [("order_id", sale.order.into()), ("reference", "1".into())];
        let shipment = office.row("order_salesordershipment", &shipment).await;
        let allocation = [
            ("line_id", sale.line.into()),
            ("item_id", sale.stock.into()),
            ("quantity", 3i64.into()),
            ("shipment_id", shipment.into()),
        ];
        office.row("order_salesorderallocation", &allocation).await;
        assert_eq!(figures().await, [3.0, 7.0]);
        assert_eq!(office.one(&path).await["customer_detail"]["name"], "Acme");
        // What was sent is gone from the shelf by itself: the claim ends.
        app.execute("UPDATE order_salesordershipment SET shipment_date = ?", &[day(0).into()]).await;
        assert_eq!(figures().await, [3.0, 10.0]);
        for (query, found) in [("allocated=true", 0), ("allocated=false", 1), ("completed=false", 1)] {
            assert_eq!(office.list(&format!("order/so-line/?{query}")).await.len(), found, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn variants_count_that_can_be_sold() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let sale = sale(&office).await;
        let (red, blue) = (office.house.part("red bolt").await, office.house.part("blue bolt").await);
        for (at, part) in [red, blue].into_iter().enumerate() {
            let left = 2 + 2 * i64::try_from(at).expect("a small number");
            let sql = "UPDATE part_part SET tree_id = 1, lft = ?, rght = ?, level = 1, variant_of_id = ? WHERE id = ?";
            app.execute(sql, &[left.into(), (left + 1).into(), sale.bolt.into(), part.into()]).await;
            office.house.stock(part, 5).await;
        }
        app.execute("UPDATE part_part SET tree_id = 1, lft = 1, rght = 6 WHERE id = ?", &[sale.bolt.into()]).await;
        let variants =
            async || office.one(&format!("order/so-line/{}/", sale.line)).await["available_variant_stock"].clone();
        assert_eq!(variants().await, 10.0);
        app.execute("UPDATE part_part SET salable = FALSE WHERE id = ?", &[blue.into()]).await;
        assert_eq!(variants().await, 5.0);
        let line = [("order_id", sale.order.into()), ("part_id", red.into())];
        office.row("order_salesorderlineitem", &line).await;
        let of_part = format!("order/so-line/?part={}", sale.bolt);
        assert_eq!(office.list(&of_part).await.len(), 1);
        assert_eq!(office.list(&format!("{of_part}&include_variants=true")).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_order_counts_its_lines_and_shipments() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let sale = sale(&office).await;
        for (reference, sent) in [("1", Some(day(0))), ("2", None)] {
            let columns =
                [("order_id", sale.order.into()), ("reference", reference.into()), ("shipment_date", sent.into())];
            office.row("order_salesordershipment", &columns).await;
        }
        let licence = office.house.part("licence").await;
        app.execute("UPDATE part_part SET virtual = TRUE WHERE id = ?", &[licence.into()]).await;
        let line = [("order_id", sale.order.into()), ("part_id", licence.into())];
        office.row("order_salesorderlineitem", &line).await;
        let order = office.one(&format!("order/so/{}/", sale.order)).await;
        let told: Vec<&Value> = [
            "line_items",
            "completed_lines",
            "allocated_lines",
            "shipments_count",
            "completed_shipments_count",
            "overdue",
        ]
        .iter()
        .map(|name| &order[*name])
        .collect();
        assert_eq!(json!(told), json!([2, 0, 1, 2, 1, true]), "what has no stock needs none set aside");
        assert_eq!(office.column("order/so/shipment/?shipped=false", "reference").await, ["2"]);
        let shipment = office.list("order/so/shipment/?shipped=true").await[0].clone();
        assert_eq!(shipment["order_detail"]["shipments_count"], json!(null), "nothing is counted within");
        // An order that was sent is open until it is complete, and so can be late.
        app.execute("UPDATE order_salesorder SET status = 20", &[]).await;
        assert_eq!(office.one(&format!("order/so/{}/", sale.order)).await["overdue"], true);
    })
    .await;
}

#[tokio::test]
async fn allocations_are_found_by_where_their_stock_is() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let sale = sale(&office).await;
        let allocation = [("line_id", sale.line.into()), ("item_id", sale.stock.into()), ("quantity", 4i64.into())];
        let allocation = office.row("order_salesorderallocation", &allocation).await;
        let count = async |query: String| office.list(&format!("order/so-allocation/?{query}")).await.len();
        assert_eq!(count(format!("location={}", office.house.shelf)).await, 1);
        assert_eq!(count(format!("location={}", office.house.bench)).await, 0);
        assert_eq!(count(format!("part={}&outstanding=true", sale.bolt)).await, 1);
        assert_eq!(count("assigned_to_shipment=true".into()).await, 0);
        let entry = office.list("order/so-allocation/").await[0].clone();
        assert_eq!((&entry["order"], &entry["location"]), (&json!(sale.order), &json!(office.house.shelf)));
        assert!(entry.get("item_detail").is_none(), "lists are short");
        let alone = office.one(&format!("order/so-allocation/{allocation}/")).await;
        assert_eq!(alone["item_detail"]["quantity"], 10.0);
        assert!(alone["item_detail"].get("part_detail").is_none(), "the part stands beside it");
        assert_eq!(alone["part_detail"]["name"], "bolt");

        // An item that was sold cannot be asked for: it is none that could be set aside.
        app.execute("UPDATE stock_stockitem SET sales_order_id = ?", &[sale.order.into()]).await;
        office.admin.get(&format!("/api/order/so-allocation/?item={}", sale.stock)).await.expect(400);
    })
    .await;
}
