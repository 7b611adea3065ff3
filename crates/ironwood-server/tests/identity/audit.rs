//! The audit trail: every change of who may do what is in it, and nobody takes it out again.

use serde_json::{Value, json};

use crate::common::{ADMIN, App, Client, PASSWORD, each_database};

/// The newest entries of the trail, as the superuser reads them.
pub async fn entries(app: &App, query: &str) -> Vec<Value> {
    let list = app.admin().get(&format!("/api/ironwood/audit/?{query}")).await.expect(200);
    list.as_array().cloned().unwrap_or_default()
}

/// Entries that are written after the answer are there a moment later.
pub async fn entries_soon(app: &App, query: &str, count: usize) -> Vec<Value> {
    for _ in 0..100 {
        let found = entries(app, query).await;
        if found.len() >= count {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{query}: not {count} entries: {:?}", entries(app, query).await)
}

async fn key(client: &Client, path: &str, body: Value) -> i64 {
    client.post(path, body).await.expect(201)["pk"].as_i64().expect("a key")
}

#[tokio::test]
async fn a_changed_account_leaves_what_was_and_what_is() {
    each_database(async |app| {
        let admin = app.admin().with("user-agent", "Console/1");
        let group = key(&admin, "/api/user/group/", json!({"name": "Buyers"})).await;
        let body = json!({"username": "zoe", "first_name": "Zoe", "last_name": "", "email": "", "group_ids": []});
        let user = key(&admin, "/api/user/", body).await;
        let change = json!({"is_staff": true, "first_name": "Zoe", "group_ids": [group]});
        admin.patch(&format!("/api/user/{user}/"), change).await.expect(200);
        let found = entries(app, &format!("model=user&object={user}")).await;
        let [changed, created] = &found[..] else { panic!("two entries: {found:?}") };
        assert_eq!(changed["kind"], "changed");
        assert_eq!(
            changed["changes"],
            json!({"is_staff": {"before": false, "after": true}, "groups": {"before": [], "after": ["Buyers"]}})
        );
        assert_eq!((&changed["username"], &changed["object_name"]), (&json!(ADMIN), &json!("zoe")));
        assert_eq!((&changed["address"], &changed["user_agent"]), (&json!("127.0.0.1"), &json!("Console/1")));
        assert_eq!(created["kind"], "created");
        assert_eq!(created["changes"]["username"], json!({"before": null, "after": "zoe"}));
        assert!(created["changes"].get("password").is_none());
        // Saving it as it is changes nothing, and a refused change leaves nothing.
        admin.patch(&format!("/api/user/{user}/"), json!({"is_staff": true})).await.expect(200);
        admin.patch(&format!("/api/user/{user}/"), json!({"email": "nonsense"})).await.expect(400);
        assert_eq!(entries(app, &format!("model=user&object={user}")).await.len(), 2);
        admin.delete(&format!("/api/user/{user}/")).await.expect(204);
        let found = entries(app, &format!("model=user&object={user}&kind=deleted")).await;
        assert_eq!(found[0]["changes"]["groups"], json!({"before": ["Buyers"], "after": null}));
        assert_eq!(found[0]["object_name"], "zoe");
    })
    .await;
}

#[tokio::test]
async fn groups_and_their_roles_leave_a_trail() {
    each_database(async |app| {
        let admin = app.admin();
        let group = key(&admin, "/api/user/group/", json!({"name": "Buyers"})).await;
        let rulesets = admin.get(&format!("/api/user/ruleset/?group={group}&name=part")).await.expect(200);
        let ruleset = rulesets[0]["pk"].as_i64().unwrap();
        admin.patch(&format!("/api/user/ruleset/{ruleset}/"), json!({"can_add": true})).await.expect(200);
        let found = entries(app, "model=ruleset").await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["object_name"], "Buyers: part");
        // What was derived from the wish counts too.
        let on = json!({"before": false, "after": true});
        assert_eq!(found[0]["changes"], json!({"can_view": on, "can_add": on, "can_change": on}));
        admin.delete(&format!("/api/user/ruleset/{ruleset}/")).await.expect(204);
        assert_eq!(
            entries(app, "model=ruleset").await[0]["changes"]["can_add"],
            json!({"before": true, "after": null})
        );
        let body = json!({"username": "zoe", "first_name": "", "last_name": "", "email": "", "group_ids": [group]});
        key(&admin, "/api/user/", body).await;
        admin.delete(&format!("/api/user/group/{group}/")).await.expect(204);
        let found = entries(app, "model=group&kind=deleted").await;
        assert_eq!(found[0]["changes"]["users"], json!({"before": ["zoe"], "after": null}));
    })
    .await;
}

#[tokio::test]
async fn tokens_leave_a_trail_without_their_keys() {
    each_database(async |app| {
        let clerk = app.actor("clerk", &[]).await;
        let made = clerk.post("/api/user/tokens/", json!({"name": "scanner"})).await.expect(201);
        let key = made["token"].as_str().unwrap().to_owned();
        let by_name = clerk.get("/api/user/me/token/?name=phone").await.expect(200);
        // The second time it is found, not made.
        clerk.get("/api/user/me/token/?name=phone").await.expect(200);
        let created = entries(app, "model=apitoken&kind=created").await;
        let names: Vec<&str> = created.iter().map(|entry| entry["object_name"].as_str().unwrap()).collect();
        assert_eq!(names, ["phone", "scanner"]);
        assert_eq!(created[0]["username"], "clerk");
        for _ in 0..2 {
            clerk.delete(&format!("/api/user/tokens/{}/", made["id"])).await.expect(204);
        }
        let revoked = entries(app, "model=apitoken&kind=revoked").await;
        assert_eq!(revoked.len(), 1, "{revoked:?}");
        assert_eq!(revoked[0]["changes"], json!({"revoked": {"before": false, "after": true}}));
        let all = Value::from(entries(app, "").await).to_string();
        assert!(!all.contains(&key) && !all.contains(by_name["token"].as_str().unwrap()));
    })
    .await;
}

#[tokio::test]
async fn a_token_is_told_of_when_it_comes_from_a_new_address() {
    each_database(async |app| {
        let clerk = app.actor("clerk", &[]).await;
        let made = clerk.post("/api/user/tokens/", json!({"name": "scanner"})).await.expect(201);
        let scanner = app.nobody().token(made["token"].as_str().unwrap());
        for _ in 0..3 {
            clerk.get("/api/user/me/").await.expect(200);
            scanner.get("/api/user/me/").await.expect(200);
        }
        let found = entries_soon(app, "kind=used_from_new_address&user=2", 1).await;
        // That of the scanner was made at this address.
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((&found[0]["object_name"], &found[0]["username"]), (&json!("test"), &json!("clerk")));
        assert_eq!(found[0]["address"], "127.0.0.1");
    })
    .await;
}

#[tokio::test]
async fn sign_ins_and_failures_are_told() {
    each_database(async |app| {
        app.nobody().basic(ADMIN, "wrong").get("/api/user/me/").await.expect(401);
        app.nobody().basic("my-secret-password", "x").get("/api/user/me/").await.expect(401);
        let found = entries(app, "kind=sign_in_failed").await;
        let [unknown, wrong] = &found[..] else { panic!("two entries: {found:?}") };
        assert_eq!((&wrong["object_name"], &wrong["user"]), (&json!(ADMIN), &Value::Null));
        // What was typed may have been a password.
        assert_eq!((&unknown["object_name"], &unknown["object"]), (&json!(""), &Value::Null));
        let right = app.nobody().basic(ADMIN, PASSWORD);
        for _ in 0..3 {
            right.get("/api/user/me/").await.expect(200);
        }
        let found = entries_soon(app, "kind=signed_in", 1).await;
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0]["username"], &found[0]["details"]), (&json!(ADMIN), &json!({"by": "basic credentials"})));
    })
    .await;
}

#[tokio::test]
async fn a_password_that_is_set_is_told_of_and_not_told() {
    each_database(async |app| {
        app.actor("clerk", &[]).await;
        let body = json!({"password": "Quite-9-Long!", "override_warning": true});
        app.admin().put("/api/user/2/set-password/", body).await.expect(200);
        let found = entries(app, "kind=password_set").await;
        assert_eq!((&found[0]["object_name"], &found[0]["changes"]), (&json!("clerk"), &json!({})));
        assert!(!Value::from(entries(app, "").await).to_string().contains("Quite-9-Long!"));
    })
    .await;
}

#[tokio::test]
async fn superusers_read_the_trail_and_nobody_writes_it() {
    each_database(async |app| {
        let staff = app.staff("boss", &[("admin", "view add change delete")]).await;
        staff.get("/api/ironwood/audit/").await.expect(403);
        app.nobody().get("/api/ironwood/audit/").await.expect(401);
        let admin = app.admin();
        let first = &entries(app, "").await[0];
        let path = format!("/api/ironwood/audit/{}/", first["pk"]);
        admin.get(&path).await.expect(200);
        for answer in [
            admin.post("/api/ironwood/audit/", json!({})).await,
            admin.patch(&path, json!({"kind": "created"})).await,
            admin.delete(&path).await,
            admin.delete_with("/api/ironwood/audit/", json!({"items": [first["pk"]]})).await,
        ] {
            answer.expect(405);
        }
        // Not even with the database at hand, short of taking the trigger away.
        for sql in ["UPDATE ironwood_audit SET kind = 'x'", "DELETE FROM ironwood_audit"] {
            let refused = app
                .db
                .write("tamper", move |conn| Box::pin(async move { conn.execute(sql, &[]).await }))
                .await
                .expect_err("the trail stays");
            assert!(refused.to_string().contains("the audit trail is only added to"), "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_trail_is_filtered_searched_and_ordered() {
    each_database(async |app| {
        let admin = app.admin();
        for name in ["Buyers", "Sellers"] {
            key(&admin, "/api/user/group/", json!({"name": name})).await;
        }
        let names = async |query: &str| {
            let found = entries(app, query).await;
            found.iter().map(|entry| entry["object_name"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("model=group").await, "Sellers Buyers");
        assert_eq!(names("model=group&ordering=time").await, "Buyers Sellers");
        assert_eq!(names("search=sell").await, "Sellers");
        assert_eq!(names("model=group&time_after=2020-01-01&time_before=2100-01-01&user=1").await, "Sellers Buyers");
        assert_eq!(names("model=group&time_before=2020-01-01").await, "");
        assert_eq!(names("model=group&user=2").await, "");
        let page = admin.get("/api/ironwood/audit/?model=group&limit=1&offset=1").await.expect(200);
        assert_eq!((&page["count"], &page["results"][0]["object_name"]), (&json!(2), &json!("Buyers")));
        for (query, field) in [("kind=x", "kind"), ("user=x", "user"), ("time_after=x", "time_after")] {
            let refused = admin.get(&format!("/api/ironwood/audit/?{query}")).await.expect(400);
            assert!(refused[field].is_array(), "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_proxy_says_who_the_client_is_only_where_there_is_one() {
    each_database(async |app| {
        let liar = app.admin().with("x-forwarded-for", "1.2.3.4");
        key(&liar, "/api/user/group/", json!({"name": "Buyers"})).await;
        assert_eq!(entries(app, "model=group").await[0]["address"], "127.0.0.1");
    })
    .await;
}

#[tokio::test]
async fn the_console_knows_all_kinds_of_entries() {
    each_database(async |app| {
        let view = app.nobody().get("/static/ironwood/console/views/audit.js").await;
        let view = String::from_utf8(view.body.to_vec()).expect("a script");
        for (kind, _) in ironwood_inventory::audit::KINDS {
            assert!(view.contains(&format!("[\"{kind}\", ")), "it cannot ask for {kind}");
            assert!(view.contains(&format!("case \"{kind}\": ")), "it has no sentence for {kind}");
        }
    })
    .await;
}
