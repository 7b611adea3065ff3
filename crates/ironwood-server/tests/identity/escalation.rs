//! Those who want more than they were given (spec 10 §7): nobody raises themselves, nobody reaches above themselves, and what is
//! taken is gone with the next request, whoever took it.

use serde_json::{Value, json};

use crate::common::{ADMIN, App, Client, PASSWORD, each_database};

const ADMIN_ROLE: &[(&str, &str)] = &[("admin", "view add change delete")];

/// The key of a user.
async fn user(app: &App, name: &str) -> i64 {
    app.number(&format!("SELECT id FROM auth_user WHERE username = '{name}'")).await
}

/// What decides about a user's powers, as the database holds it.
async fn standing(app: &App, user: i64) -> Vec<[Value; 5]> {
    app.rows(&format!(
        "SELECT u.username, u.is_staff, u.is_superuser, u.is_active, \
         (SELECT COUNT(*) FROM auth_user_groups m WHERE m.user_id = u.id) FROM auth_user u WHERE u.id = {user}"
    ))
    .await
}

async fn forbidden(client: &Client, path: &str, bodies: &[Value]) {
    for body in bodies {
        client.patch(path, body.clone()).await.expect(403);
    }
}

#[tokio::test]
async fn nobody_raises_themselves_by_their_own_account() {
    each_database(async |app| {
        let clerk = app.actor("clerk", &[("part", "view")]).await;
        let lead = app.admin().post("/api/user/group/", json!({"name": "Lead"})).await.expect(201)["pk"].clone();
        let own = user(app, "clerk").await;
        let before = standing(app, own).await;
        let wanted = json!({
            "is_superuser": true, "is_staff": true, "is_active": true, "username": "admin2", "groups": [lead], "group_ids": [lead],
            "permissions": {"part": ["add"]}, "roles": {"admin": ["add"]}, "pk": 1,
        });
        // One's own page takes the names and leaves the rest.
        let answer = clerk.patch("/api/user/me/", wanted.clone()).await.expect(200);
        assert_eq!((&answer["is_superuser"], &answer["is_staff"]), (&json!(false), &json!(false)));
        assert_eq!(answer["username"], "clerk");
        let mut whole = wanted.clone();
        for name in ["first_name", "last_name", "email"] {
            whole[name] = json!("");
        }
        clerk.put("/api/user/me/", whole.clone()).await.expect(200);
        forbidden(&clerk, &format!("/api/user/{own}/"), &[wanted, json!({"first_name": "C"}), json!({"group_ids": [lead]})]).await;
        clerk.put(&format!("/api/user/{own}/"), whole.clone()).await.expect(403);
        clerk.post("/api/user/", whole).await.expect(403);
        clerk.put(&format!("/api/user/{own}/set-password/"), json!({"password": "x"})).await.expect(403);
        // A first group that one is not in is none.
        let profile = clerk.patch("/api/user/me/profile/", json!({"primary_group": lead})).await.expect(200);
        assert_eq!(profile["primary_group"], Value::Null);
        assert_eq!(standing(app, own).await, before);
        clerk.post("/api/part/", json!({"name": "Screw"})).await.expect(403);
    })
    .await;
}

#[tokio::test]
async fn staff_without_the_admin_role_hands_out_nothing() {
    each_database(async |app| {
        let staff = app.staff("staff", &[("part", "view")]).await;
        let group = app.number("SELECT id FROM auth_group WHERE name = 'staff'").await;
        let role = app.number("SELECT id FROM users_ruleset WHERE name = 'part'").await;
        let give = json!({"can_add": true, "can_change": true, "can_delete": true});
        staff.patch(&format!("/api/user/ruleset/{role}/"), give.clone()).await.expect(403);
        staff.put(&format!("/api/user/ruleset/{role}/"), give).await.expect(403);
        staff.post("/api/user/group/", json!({"name": "Own"})).await.expect(403);
        staff.patch(&format!("/api/user/group/{group}/"), json!({"name": "Other"})).await.expect(403);
        staff.delete(&format!("/api/user/group/{group}/")).await.expect(403);
        let own = user(app, "staff").await;
        forbidden(
            &staff,
            &format!("/api/user/{own}/"),
            &[json!({"group_ids": [group]}), json!({"is_superuser": true})],
        )
        .await;
        assert_eq!(app.number("SELECT COUNT(*) FROM users_ruleset WHERE can_change = (1 = 1)").await, 0);
        staff.patch("/api/part/1/", json!({"name": "x"})).await.expect(403);
    })
    .await;
}

#[tokio::test]
async fn the_admin_role_does_not_reach_superusers_nor_make_staff() {
    each_database(async |app| {
        let office = app.staff("office", ADMIN_ROLE).await;
        app.actor("clerk", &[]).await;
        let (own, clerk, root) = (user(app, "office").await, user(app, "clerk").await, user(app, ADMIN).await);
        let before = [standing(app, own).await, standing(app, clerk).await, standing(app, root).await];
        // The field alone is refused, whatever it says.
        for target in [own, clerk] {
            let path = format!("/api/user/{target}/");
            for raise in [true, false] {
                let refused = office.patch(&path, json!({"is_superuser": raise})).await.expect(403);
                assert_eq!(refused, json!({"is_superuser": "Only a superuser can adjust this field"}));
            }
        }
        let refused = office.patch(&format!("/api/user/{clerk}/"), json!({"is_staff": true})).await.expect(403);
        assert_eq!(refused, json!({"is_staff": "Only a superuser can adjust this field"}));
        let new = json!({"username": "double", "first_name": "", "last_name": "", "email": "", "is_staff": true});
        office.post("/api/user/", new).await.expect(403);
        // Whoever changes a superuser's address could have its password sent there.
        let path = format!("/api/user/{root}/");
        let reach =
            [json!({"email": "o@example.com"}), json!({"is_active": false}), json!({"group_ids": []}), json!({})];
        forbidden(&office, &path, &reach).await;
        office.delete(&path).await.expect(403);
        office.put(&format!("{path}set-password/"), json!({"password": "larch-and-hornbeam-42"})).await.expect(403);
        assert_eq!([standing(app, own).await, standing(app, clerk).await, standing(app, root).await], before);
        assert_eq!(app.value(&format!("SELECT email FROM auth_user WHERE id = {root}")).await, "admin@example.com");
        app.nobody().basic(ADMIN, PASSWORD).get("/api/user/me/").await.expect(200);
        assert_eq!(app.number("SELECT COUNT(*) FROM auth_user WHERE username = 'double'").await, 0);
    })
    .await;
}

#[tokio::test]
async fn tokens_are_made_seen_and_revoked_by_their_users_and_by_superusers() {
    each_database(async |app| {
        let (clerk, office) = (app.actor("clerk", &[]).await, app.staff("office", ADMIN_ROLE).await);
        let (root, own) = (user(app, ADMIN).await, user(app, "clerk").await);
        let theirs = app.number(&format!("SELECT id FROM users_apitoken WHERE user_id = {root}")).await;
        for caller in [&clerk, &office] {
            caller.post("/api/user/tokens/", json!({"name": "double", "user": root})).await.expect(400);
            let seen = caller.get("/api/user/tokens/?all_users=true").await.expect(200);
            assert_eq!(seen.as_array().map(Vec::len), Some(1), "{seen}");
            for query in ["", "?all_users=true"] {
                caller.get(&format!("/api/user/tokens/{theirs}/{query}")).await.expect(404);
                caller.delete(&format!("/api/user/tokens/{theirs}/{query}")).await.expect(404);
            }
        }
        assert_eq!(app.number(&format!("SELECT COUNT(*) FROM users_apitoken WHERE user_id = {root}")).await, 1);
        app.admin().get("/api/user/me/").await.expect(200);
        // A token is no way past the account: what it says of itself on the way in counts for nothing.
        let body =
            json!({"name": "own", "revoked": true, "last_seen": "2020-01-01", "token": "inv-chosen", "user": own});
        let made = clerk.post("/api/user/tokens/", body).await.expect(201);
        let key = made["token"].as_str().expect("a key");
        assert!(key.starts_with("inv-") && key.len() > 40, "{key}");
        let holder = app.nobody().token(key);
        holder.get("/api/user/me/").await.expect(200);
        app.admin().delete(&format!("/api/user/tokens/{}/?all_users=true", made["id"])).await.expect(204);
        let refused = holder.get("/api/user/me/").await.expect(401);
        assert_eq!(refused["detail"], "Token has been revoked");
        let listed = clerk.get("/api/user/tokens/?revoked=true").await.expect(200).to_string();
        assert!(!listed.contains(key), "a list never shows a whole key: {listed}");
    })
    .await;
}

#[tokio::test]
async fn a_token_ends_with_its_day_and_with_its_user() {
    each_database(async |app| {
        let clerk = app.actor("clerk", &[]).await;
        let today = jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date();
        let set = "UPDATE users_apitoken SET expiry = ? WHERE key = 'inv-test-clerk'";
        app.execute(set, &[today.yesterday().expect("a day before").into()]).await;
        assert_eq!(clerk.get("/api/user/me/").await.expect(401)["detail"], "Token has expired");
        // Its last day counts.
        app.execute(set, &[today.into()]).await;
        clerk.get("/api/user/me/").await.expect(200);
        app.execute("UPDATE auth_user SET is_active = ? WHERE username = 'clerk'", &[false.into()]).await;
        assert_eq!(clerk.get("/api/user/me/").await.expect(401)["detail"], "User inactive or deleted.");
    })
    .await;
}

/// Another program, such as InvenTree itself, writes into the same database.
#[tokio::test]
async fn what_another_program_changes_counts_for_the_very_next_request() {
    each_database(async |app| {
        let clerk = app.actor("clerk", &[("part_category", "view")]).await;
        let path = "/api/part/category/";
        let body = |name: &str| json!({"name": name});
        let flag = "UPDATE users_ruleset SET can_add = ? WHERE name = 'part_category'";
        for round in 0..3 {
            clerk.post(path, body(&format!("a{round}"))).await.expect(403);
            app.execute(flag, &[true.into()]).await;
            clerk.post(path, body(&format!("b{round}"))).await.expect(201);
            app.execute(flag, &[false.into()]).await;
        }
        // A group that is left, a role that is gone, a flag of the account.
        app.execute(flag, &[true.into()]).await;
        clerk.post(path, body("c")).await.expect(201);
        let group = app.number("SELECT id FROM auth_group WHERE name = 'clerk'").await;
        let own = user(app, "clerk").await;
        app.execute("DELETE FROM auth_user_groups WHERE user_id = ?", &[own.into()]).await;
        clerk.get(path).await.expect(403);
        app.execute("INSERT INTO auth_user_groups (user_id, group_id) VALUES (?, ?)", &[own.into(), group.into()])
            .await;
        clerk.post(path, body("d")).await.expect(201);
        app.execute("DELETE FROM users_ruleset WHERE group_id = ?", &[group.into()]).await;
        clerk.get(path).await.expect(403);
        app.execute("UPDATE auth_user SET is_superuser = ? WHERE id = ?", &[true.into(), own.into()]).await;
        clerk.get("/api/ironwood/audit/").await.expect(200);
        app.execute("UPDATE auth_user SET is_superuser = ? WHERE id = ?", &[false.into(), own.into()]).await;
        clerk.get("/api/ironwood/audit/").await.expect(403);
        // A permission of InvenTree's own tables, given to the user alone.
        app.execute(
            "INSERT INTO auth_user_user_permissions (user_id, permission_id) \
             SELECT ?, p.id FROM auth_permission p WHERE p.codename = 'add_partcategory'",
            &[own.into()],
        )
        .await;
        clerk.post(path, body("e")).await.expect(201);
        app.execute("DELETE FROM auth_user_user_permissions WHERE user_id = ?", &[own.into()]).await;
        clerk.post(path, body("f")).await.expect(403);
        assert_eq!(app.number("SELECT COUNT(*) FROM part_partcategory").await, 6);
    })
    .await;
}
