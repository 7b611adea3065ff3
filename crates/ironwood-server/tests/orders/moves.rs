//! What is to be moved.

use serde_json::json;

use crate::common::each_database;
use crate::office::{Office, day};

#[tokio::test]
async fn a_transfer_knows_both_ends_and_how_far_it_is() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let house = &office.house;
        let bolt = house.part("bolt").await;
        let stock = house.stock(bolt, 10).await;
        let order = [
            ("reference", "TO-1".into()),
            ("status", 20i64.into()),
            ("take_from_id", house.shelf.into()),
            ("destination_id", house.bench.into()),
            ("updated_at", jiff::Timestamp::now().into()),
        ];
        let order = office.row("order_transferorder", &order).await;
        let line = [
            ("order_id", order.into()),
            ("part_id", bolt.into()),
            ("quantity", 4i64.into()),
            ("target_date", day(-1).into()),
        ];
        let line = office.row("order_transferorderlineitem", &line).await;
        let allocation = [("line_id", line.into()), ("item_id", stock.into()), ("quantity", 3i64.into())];
        office.row("order_transferorderallocation", &allocation).await;

        let told = office.one(&format!("order/transfer-order/{order}/")).await;
        assert_eq!(
            (&told["take_from_detail"]["name"], &told["destination_detail"]["name"]),
            (&json!("Shelf"), &json!("Bench"))
        );
        assert!(told["take_from_detail"].get("items").is_none(), "nothing is counted within");
        assert!(told.get("updated_at").is_none(), "clients are not told, but can ask by it");
        let before = format!("order/transfer-order/?updated_before={}", day(1));
        assert_eq!(
            (office.list(&before).await.len(), office.list(&before.replace("before", "after")).await.len()),
            (1, 0)
        );

        let told = office.one(&format!("order/transfer-order-line/{line}/")).await;
        assert_eq!((&told["allocated"], &told["overdue"]), (&json!(3.0), &json!(true)));
        assert_eq!(told["available_stock"], 10.0, "what is only moved is still there for others");
        assert!(told.get("available_variant_stock").is_none() && told.get("discount").is_none());
        assert_eq!(office.list("order/transfer-order-line/?has_pricing=true").await.len(), 1, "it changes nothing");

        let allocations =
            async |query: &str| office.list(&format!("order/transfer-order-allocation/?{query}")).await.len();
        assert_eq!(allocations("outstanding=true").await, 1);
        app.execute("UPDATE order_transferorder SET status = 30", &[]).await;
        assert_eq!((allocations("outstanding=true").await, allocations("outstanding=false").await), (0, 1));
        assert_eq!(office.list("order/transfer-order-line/?order_complete=true").await[0]["overdue"], false);
    })
    .await;
}
