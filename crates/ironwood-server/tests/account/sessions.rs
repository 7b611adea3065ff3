//! The devices on which somebody is signed in (spec 10 §5.6).

use serde_json::{Value, json};

use crate::at_the_door;
use crate::browser::{Browser, faults, flows};
use crate::common::{ADMIN, App};

async fn listed(browser: &Browser) -> Vec<Value> {
    browser.get("auth/sessions").await.expect(200)["data"].as_array().cloned().expect("a list")
}

#[tokio::test]
async fn users_see_and_end_their_own_sessions() {
    at_the_door(async |app| {
        app.actor("clerk", &[]).await;
        let phone = Browser::of(app).await.with("user-agent", "Phone/2");
        phone.sign_in(ADMIN, crate::common::PASSWORD).await.expect(200);
        let desk = Browser::signed_in(app, ADMIN).await;
        let clerk = Browser::signed_in(app, "clerk").await;
        let [first, second] = &listed(&desk).await[..] else { panic!("two sessions") };
        assert_eq!(
            (&first["user_agent"], &first["is_current"], &second["is_current"]),
            (&json!("Phone/2"), &json!(false), &json!(true))
        );
        assert_eq!(first["ip"], "127.0.0.1");
        assert!(first["created_at"].is_f64() && first["last_seen_at"].is_f64());

        let foreign = listed(&clerk).await[0]["id"].clone();
        let both = json!({"sessions": [first["id"], foreign]});
        assert_eq!(faults(&desk.delete("auth/sessions", both).await), ["sessions invalid_choice"]);
        assert_eq!(phone.user().await, ADMIN, "all or nothing");
        let left = desk.delete("auth/sessions", json!({"sessions": [first["id"]]})).await.expect(200);
        assert_eq!(left["data"], json!([second]));
        assert_eq!(phone.user().await, Value::Null);
        phone.get("/api/user/me/").await.expect(401);

        let own = json!({"sessions": [second["id"]]});
        assert_eq!(flows(&desk.delete("auth/sessions", own).await), ["login", "mfa_login_webauthn"]);
        assert_eq!(desk.cookie("sessionid"), None);
        assert_eq!(clerk.user().await, "clerk");
    })
    .await;
}

#[tokio::test]
async fn wrong_lists_are_named() {
    at_the_door(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        for (sessions, code) in [
            (Value::Null, "required"),
            (json!([]), "required"),
            (json!(1), "invalid_list"),
            (json!([9999]), "invalid_choice"),
            (json!(["x"]), "invalid_pk_value"),
            (json!([9_223_372_036_854_775_807_i64]), "invalid_choice"),
        ] {
            let answer = browser.delete("auth/sessions", json!({"sessions": sessions})).await;
            assert_eq!(faults(&answer), [format!("sessions {code}")]);
        }
    })
    .await;
}

#[tokio::test]
async fn ended_sessions_leave_the_list() {
    at_the_door(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        browser.delete("auth/session", Value::Null).await;
        let other = Browser::signed_in(app, ADMIN).await;
        app.execute("UPDATE django_session SET expire_date = '2020-01-01 00:00:00'", &[]).await;
        other.get("auth/sessions").await.expect(401);
        let browser = Browser::signed_in(app, ADMIN).await;
        assert_eq!(listed(&browser).await.len(), 1);
    })
    .await;
}

/// A closed account, opened again, has no sessions left over from before.
#[tokio::test]
async fn sessions_end_with_their_account() {
    at_the_door(async |app: &App| {
        app.actor("clerk", &[]).await;
        let browser = Browser::signed_in(app, "clerk").await;
        let id = app.number("SELECT id FROM auth_user WHERE username = 'clerk'").await;
        let admin = app.admin();
        admin.patch(&format!("/api/user/{id}/"), json!({"is_active": false})).await.expect(200);
        assert_eq!(browser.user().await, Value::Null);
        browser.get("/api/user/me/").await.expect(401);
        admin.patch(&format!("/api/user/{id}/"), json!({"is_active": true})).await.expect(200);
        assert_eq!(browser.user().await, Value::Null);
        assert_eq!(app.number("SELECT COUNT(*) FROM django_session").await, 0);
        browser.sign_in("clerk", crate::common::PASSWORD).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn sessions_that_come_with_a_token_are_listed_too() {
    at_the_door(async |app| {
        let answer = app.admin().get("/api/user/me/token/").await;
        let browser = Browser::blank(app);
        for cookie in answer.cookies() {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            browser.set_cookie(name, value);
        }
        let [session] = &listed(&browser).await[..] else { panic!("one session") };
        assert_eq!(session["is_current"], true);
        // Nothing was proven in it, so changes want a proof first.
        assert_eq!(browser.get("auth/session").await.expect(200)["data"]["methods"], json!([]));
    })
    .await;
}
