//! What is made.

use serde_json::json;

use crate::common::each_database;
use crate::office::{Office, day};

#[tokio::test]
async fn a_build_is_late_on_its_target_day() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let lamp = office.house.part("lamp").await;
        for (reference, target, status) in [("BO-1", 0, 20i64), ("BO-2", 1, 20), ("BO-3", 0, 40)] {
            let columns = [
                ("reference", reference.into()),
                ("part_id", lamp.into()),
                ("target_date", day(target).into()),
                ("status", status.into()),
            ];
            office.row("build_build", &columns).await;
        }
        assert_eq!(office.column("build/?overdue=true", "reference").await, ["BO-1"]);
        assert_eq!(office.column("build/?ordering=reference", "overdue").await, [true, false, false]);
        assert_eq!(office.column("build/?active=false", "status_custom_key").await, [40]);
        let history = [
            ("part_id", lamp.into()),
            ("tracking_type", 57i64.into()),
            ("date", jiff::Timestamp::now().into()),
            ("deltas", ironwood_db::Param::Json(json!({"buildorder": 1}).to_string())),
        ];
        office.row("stock_stockitemtracking", &history).await;
        let entry = office.list("stock/track/").await[0].clone();
        let build = &entry["deltas"]["buildorder_detail"];
        assert_eq!(
            (&build["reference"], &build["overdue"]),
            (&json!("BO-1"), &json!(false)),
            "nothing is counted within"
        );
    })
    .await;
}

#[tokio::test]
async fn builds_are_found_below_the_build_they_are_for() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let lamp = office.house.part("lamp").await;
        let mut keys: Vec<i64> = Vec::new();
        for (reference, left, right, level) in [("BO-1", 1i64, 6i64, 0i64), ("BO-2", 2, 5, 1), ("BO-3", 3, 4, 2)] {
            let columns = [
                ("reference", reference.into()),
                ("part_id", lamp.into()),
                ("parent_id", keys.last().copied().into()),
                ("tree_id", 1i64.into()),
                ("lft", left.into()),
                ("rght", right.into()),
                ("level", level.into()),
            ];
            keys.push(office.row("build_build", &columns).await);
        }
        let found = async |query: &str| office.column(&format!("build/?ordering=level&{query}"), "reference").await;
        assert_eq!(found(&format!("parent={}", keys[0])).await, ["BO-2"]);
        assert_eq!(found(&format!("ancestor={}", keys[0])).await, ["BO-2", "BO-3"]);
        assert_eq!(found(&format!("exclude_tree={}", keys[1])).await, ["BO-1"]);
        office.admin.get("/api/build/?exclude_tree=999").await.expect(400);
        let form = office.admin.options(&format!("/api/build/{}/", keys[1])).await.expect(200);
        assert_eq!(form["actions"]["PUT"]["parent"]["instance_filters"], json!({"exclude_tree": keys[1]}));
    })
    .await;
}

#[tokio::test]
async fn a_line_counts_what_its_build_may_take() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let house = &office.house;
        let (lamp, bulb) = (house.part("lamp").await, house.part("bulb").await);
        let needs = house.line(lamp, bulb, 2).await;
        let (near, far) = (house.stock(bulb, 3).await, house.stock(bulb, 5).await);
        let sql = "UPDATE stock_stockitem SET location_id = ? WHERE id = ?";
        app.execute(sql, &[house.bench.into(), far.into()]).await;
        let build = [("reference", "BO-1".into()), ("part_id", lamp.into()), ("take_from_id", house.shelf.into())];
        let build = office.row("build_build", &build).await;
        let line = [("build_id", build.into()), ("bom_item_id", needs.into()), ("quantity", 9i64.into())];
        let line = office.row("build_buildline", &line).await;
        let set_aside = [("build_line_id", line.into()), ("stock_item_id", near.into()), ("quantity", 1i64.into())];
        let set_aside = office.row("build_builditem", &set_aside).await;

        let available = async |path: &str| office.one(path).await;
        let all = available("build/line/?limit=5").await["results"][0].clone();
        assert_eq!((&all["allocated"], &all["available_stock"]), (&json!(1.0), &json!(7.0)));
        let own = format!("build/line/?limit=5&build={build}");
        assert_eq!(available(&own).await["results"][0]["available_stock"], 2.0, "from the shelf alone");
        assert_eq!(available(&format!("build/line/{line}/?build={build}")).await["available_stock"], 7.0);
        // 9 are needed: 1 set aside and 7 more anywhere are too few, and fewer yet where the build may take from.
        let count = async |query: &str| office.list(&format!("build/line/?{query}")).await.len();
        assert_eq!(count("available=true").await, 0);
        app.execute("UPDATE build_buildline SET quantity = 8", &[]).await;
        assert_eq!((count("available=true").await, count(&format!("available=true&build={build}")).await), (1, 0));
        assert_eq!((count("allocated=true").await, count("consumed=false").await), (0, 1));

        let told =
            available(&format!("build/line/{line}/?allocations=true&bom_item_detail=true&build_detail=true")).await;
        assert_eq!(told["allocations"][0]["stock_item_detail"]["quantity"], 3.0);
        assert!(told["allocations"][0].get("build_detail").is_none());
        assert_eq!(told["bom_item_detail"]["available_stock"], json!(null), "nothing is counted within");
        assert_eq!(told["build_detail"]["reference"], "BO-1");
        let item = available(&format!("build/item/{set_aside}/")).await;
        assert_eq!((&item["build"], &item["location"]), (&json!(build), &json!(house.shelf)));
        assert_eq!(item["build_detail"]["part_detail"]["name"], "lamp");
        assert_eq!(office.list("build/item/?output=null").await.len(), 1);
        assert_eq!(office.list("build/item/?tracked=true").await.len(), 0);
        assert_eq!(office.list(&format!("build/item/?output={far}")).await.len(), 0);
        office.admin.get("/api/build/item/?output=x").await.expect(400);
    })
    .await;
}
