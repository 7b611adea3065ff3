//! What customers send back.

use serde_json::json;

use crate::common::each_database;
use crate::office::{Office, day};

#[tokio::test]
async fn a_return_is_done_when_it_is_decided_what_becomes_of_it() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let bolt = office.house.part("bolt").await;
        let order = office.row("order_returnorder", &[("reference", "RMA-1".into()), ("status", 20i64.into())]).await;
        for (outcome, received) in [(10i64, Some(day(0))), (20, None)] {
            let item = office.house.stock(bolt, 1).await;
            let columns = [
                ("order_id", order.into()),
                ("item_id", item.into()),
                ("outcome", outcome.into()),
                ("received_date", received.into()),
                ("reference", format!("outcome {outcome}").into()),
            ];
            office.row("order_returnorderlineitem", &columns).await;
        }
        let told = office.one(&format!("order/ro/{order}/")).await;
        assert_eq!((&told["line_items"], &told["completed_lines"]), (&json!(2), &json!(1)));
        let references = async |query: &str| office.column(&format!("order/ro-line/?{query}"), "reference").await;
        assert_eq!(references("received=true").await, ["outcome 10"]);
        assert_eq!(references("outcome=20").await, ["outcome 20"]);
        assert_eq!(references("order_complete=true").await, Vec::<&str>::new());
        assert_eq!(office.list(&format!("order/ro/?part={bolt}")).await.len(), 1);
        let line = office.list("order/ro-line/").await[0].clone();
        assert_eq!(line["item_detail"]["part_detail"]["name"], "bolt");
        assert_eq!(line["item_detail"]["allocated"], json!(null), "nothing is counted within");
    })
    .await;
}
