//! Orders as a calendar shows them, and as those who are responsible find them.

use ironwood_db::Param;
use serde_json::json;

use crate::common::each_database;
use crate::office::{Office, day};

#[tokio::test]
async fn a_calendar_shows_an_order_by_its_best_day() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let orders: [(&str, &[(&'static str, Param)]); 4] = [
            ("new", &[("creation_date", day(0).into())]),
            ("issued", &[("creation_date", day(-9).into()), ("issue_date", day(0).into())]),
            ("planned", &[("creation_date", day(0).into()), ("start_date", day(9).into())]),
            ("due", &[("creation_date", day(-9).into()), ("target_date", day(3).into())]),
        ];
        for (reference, columns) in orders {
            office.row("order_salesorder", &[&[("reference", reference.into())], columns].concat()).await;
        }
        let found =
            async |query: String| office.column(&format!("order/so/?ordering=reference&{query}"), "reference").await;
        assert_eq!(found(format!("min_date={}&max_date={}", day(0), day(0))).await, ["due", "issued", "new"]);
        assert_eq!(found(format!("min_date={}", day(1))).await, ["due", "planned"]);
        assert_eq!(found(format!("max_date={}", day(-1))).await, ["due"]);
        assert_eq!(found(format!("min_date={}", day(4))).await, ["planned"]);
        let problem = office.admin.get("/api/order/so/?min_date=soon").await.expect(400);
        assert_eq!(problem, json!({"min_date": ["Enter a valid date."]}));
    })
    .await;
}

#[tokio::test]
async fn people_find_their_own_orders_and_those_of_their_groups() {
    each_database(async |app| {
        let office = Office::new(app).await;
        let clerk = app.actor("clerk", &[("sales_order", "view"), ("build", "view")]).await;
        let owner = async |model: &str, table: &str| {
            let key = app
                .number(&format!(
                    "SELECT id FROM {table} WHERE {} = 'clerk'",
                    if model == "user" { "username" } else { "name" }
                ))
                .await;
            let kind = app
                .number(&format!("SELECT id FROM django_content_type WHERE app_label = 'auth' AND model = '{model}'"))
                .await;
            office.row("users_owner", &[("owner_id", key.into()), ("owner_type_id", kind.into())]).await
        };
        let (person, team) = (owner("user", "auth_user").await, owner("group", "auth_group").await);
        let lamp = office.house.part("lamp").await;
        for (reference, responsible) in [("mine", Some(person)), ("ours", Some(team)), ("nobody's", None)] {
            let columns = [("reference", Param::from(reference)), ("responsible_id", responsible.into())];
            office.row("order_salesorder", &columns).await;
            office.row("build_build", &[&columns[..], &[("part_id", lamp.into())]].concat()).await;
        }
        for path in ["order/so", "build"] {
            let found = async |query: String| {
                let list = clerk.get(&format!("/api/{path}/?ordering=reference&{query}")).await.expect(200);
                let entries = list.as_array().cloned().unwrap_or_default();
                entries
                    .iter()
                    .map(|entry| entry["reference"].as_str().unwrap_or_default().to_owned())
                    .collect::<Vec<_>>()
            };
            assert_eq!(found("assigned_to_me=true".into()).await, ["mine", "ours"], "{path}");
            assert_eq!(found("assigned_to_me=false".into()).await, ["nobody's"], "{path}");
            assert_eq!(found(format!("assigned_to={person}")).await, ["mine"], "{path}");
        }
    })
    .await;
}
