//! Who sees what of an order: rows that it speaks of are shown to those who may see them, however deep they are.

use serde_json::Value;

use crate::common::each_database;
use crate::office::Office;

fn says(row: &Value, name: &str) -> bool {
    row.get(name).is_some()
}

#[tokio::test]
async fn a_mover_who_may_not_see_places_is_told_of_none() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let house = &office.house;
        let bolt = house.part("bolt").await;
        let stock = house.stock(bolt, 1).await;
        let order = [
            ("reference", "TO-1".into()),
            ("take_from_id", house.shelf.into()),
            ("destination_id", house.bench.into()),
        ];
        let order = office.row("order_transferorder", &order).await;
        let line = [("order_id", order.into()), ("part_id", bolt.into())];
        let line = office.row("order_transferorderlineitem", &line).await;
        let allocation = [("line_id", line.into()), ("item_id", stock.into()), ("quantity", 1i64.into())];
        office.row("order_transferorderallocation", &allocation).await;

        let mover = app.actor("mover", &[("transfer_order", "view")]).await;
        let told = mover.get(&format!("/api/order/transfer-order/{order}/")).await.expect(200);
        for hidden in ["contact_detail", "address_detail", "take_from_detail", "destination_detail"] {
            assert!(!says(&told, hidden), "{hidden}");
        }
        for shown in ["project_code_detail", "project_code_label", "responsible_detail", "created_by"] {
            assert!(says(&told, shown), "{shown}");
        }
        let query = "item_detail=true&part_detail=true&location_detail=true&order_detail=true";
        let list = mover.get(&format!("/api/order/transfer-order-allocation/?{query}")).await.expect(200);
        for hidden in ["item_detail", "part_detail", "location_detail"] {
            assert!(!says(&list[0], hidden), "{hidden}");
        }
        assert!(!says(&list[0]["order_detail"], "take_from_detail"), "nor within the order: {list}");
        assert_eq!(list[0]["order_detail"]["take_from"], house.shelf);

        // The same question by somebody else is answered anew, not from what was planned for the first.
        let keeper = app.actor("keeper", &[("transfer_order", "view"), ("stock_location", "view")]).await;
        let list = keeper.get(&format!("/api/order/transfer-order-allocation/?{query}")).await.expect(200);
        assert_eq!(list[0]["order_detail"]["take_from_detail"]["name"], "Shelf");
        assert_eq!(list[0]["location_detail"]["name"], "Shelf");
        assert!(!says(&list[0], "item_detail"));
    })
    .await;
}

#[tokio::test]
async fn orders_are_for_those_who_have_their_role() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let paths = ["order/po", "order/so", "order/ro", "order/transfer-order", "build"];
        let roles = ["purchase_order", "sales_order", "return_order", "transfer_order", "build"];
        for (path, role) in paths.iter().zip(roles) {
            let reader = app.actor(role, &[(role, "view")]).await;
            for other in paths {
                let answer = reader.get(&format!("/api/{other}/")).await;
                answer.expect(if other == *path { 200 } else { 403 });
            }
            app.nobody().get(&format!("/api/{path}/")).await.expect(401);
            let form = reader.options(&format!("/api/{path}/")).await.expect(200);
            assert!(!says(&form["actions"], "POST"), "{path}");
        }
        let missing = office.admin.get("/api/order/so-line/1/").await.expect(404);
        assert_eq!(missing["detail"], "No SalesOrderLineItem matches the given query.");
    })
    .await;
}
