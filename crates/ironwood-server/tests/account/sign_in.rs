//! Signing in and out with a password.

use serde_json::{Value, json};

use crate::at_the_door;
use crate::browser::{Browser, faults, flows};
use crate::common::{ADMIN, PASSWORD};

#[tokio::test]
async fn a_browser_signs_in_and_out() {
    at_the_door(async |app| {
        app.actor("clerk", &[]).await;
        let browser = Browser::blank(app);
        let first = browser.get("auth/session").await;
        let anonymous = json!({
            "status": 401,
            "data": {"flows": [{"id": "login"}, {"id": "mfa_login_webauthn"}]},
            "meta": {"is_authenticated": false},
        });
        assert_eq!(first.expect(401), anonymous);
        assert_eq!(first.header("cache-control"), "max-age=0, no-cache, no-store, must-revalidate, private");
        assert_eq!(browser.cookie("sessionid"), None);
        let secret = browser.cookie("csrftoken").expect("a secret for pages");

        let answer = browser.with("user-agent", "Browser/1.0");
        let browser = answer;
        let signed_in = browser.sign_in("CLERK", PASSWORD).await.expect(200);
        let user = &signed_in["data"]["user"];
        let id = app.number("SELECT id FROM auth_user WHERE username = 'clerk'").await;
        let expected = json!({"id": id, "display": "clerk", "email": "clerk@example.com", "has_usable_password": true, "username": "clerk"});
        assert_eq!(*user, expected);
        let method = &signed_in["data"]["methods"][0];
        assert_eq!((&method["method"], &method["username"]), (&json!("password"), &json!("CLERK")));
        assert_eq!(signed_in["meta"], json!({"is_authenticated": true}));
        assert_eq!(browser.get("auth/session").await.expect(200), signed_in);
        assert_eq!(browser.get("/api/user/me/").await.expect(200)["username"], "clerk");
        assert_ne!(browser.cookie("csrftoken"), Some(secret), "the secret of pages changes with the user");
        let listed = app.rows("SELECT session_key, user_agent FROM usersessions_usersession").await;
        assert_eq!(listed, [[json!(browser.session()), json!("Browser/1.0")]]);
        assert_ne!(app.value("SELECT last_login FROM auth_user WHERE username = 'clerk'").await, Value::Null);

        assert_eq!(browser.delete("auth/session", Value::Null).await.expect(401), anonymous);
        assert_eq!(browser.cookie("sessionid"), None);
        assert_eq!(app.number("SELECT COUNT(*) FROM django_session").await, 0);
        assert_eq!(app.number("SELECT COUNT(*) FROM usersessions_usersession").await, 0);
        browser.get("/api/user/me/").await.expect(401);
        assert_eq!(browser.delete("auth/session", Value::Null).await.expect(401), anonymous);
        browser.sign_in("clerk", PASSWORD).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_signed_in_does_not_sign_in_again() {
    at_the_door(async |app| {
        app.actor("clerk", &[]).await;
        let browser = Browser::signed_in(app, "clerk").await;
        assert_eq!(browser.sign_in(ADMIN, PASSWORD).await.expect(409), json!({"status": 409}));
        assert_eq!(faults(&browser.sign_in(ADMIN, "wrong").await), ["password username_password_mismatch"]);
        assert_eq!(browser.user().await, "clerk");
    })
    .await;
}

#[tokio::test]
async fn blanks_around_a_password_do_not_matter() {
    at_the_door(async |app| {
        let browser = Browser::of(app).await;
        browser.sign_in(&format!(" {ADMIN} "), &format!("  {PASSWORD} ")).await.expect(200);
        assert_eq!(browser.user().await, ADMIN);
    })
    .await;
}

#[tokio::test]
async fn fields_are_named_before_anything_is_looked_up() {
    at_the_door(async |app| {
        let browser = Browser::of(app).await;
        for body in [
            Value::Null,
            json!({}),
            json!({"username": "", "password": null}),
            json!({"username": "  ", "password": " "}),
        ] {
            assert_eq!(faults(&browser.post("auth/login", body).await), ["username required", "password required"]);
        }
        assert_eq!(
            faults(&browser.post("auth/login", json!({"email": "a@example.com", "password": "x"})).await),
            ["username required"]
        );
        let extra = json!({"username": ADMIN, "password": PASSWORD, "next": "/admin/", "remember": true});
        browser.post("auth/login", extra).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn only_a_right_password_learns_that_an_account_is_closed() {
    at_the_door(async |app| {
        app.actor("clerk", &[]).await;
        app.execute("UPDATE auth_user SET is_active = (1 = 0) WHERE username = 'clerk'", &[]).await;
        let browser = Browser::of(app).await;
        assert_eq!(faults(&browser.sign_in("clerk", "wrong").await), ["password username_password_mismatch"]);
        assert_eq!(flows(&browser.sign_in("clerk", PASSWORD).await), ["login", "mfa_login_webauthn"]);
        assert_eq!(browser.user().await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_weak_hash_becomes_a_stronger_one_and_signs_nobody_out() {
    let options = |options: &mut ironwood_server::Options| {
        options.password_hasher = ironwood_auth::password::PasswordHasher::with_iterations(2);
    };
    let setup = crate::common::Setup { options, ..Default::default() };
    crate::common::each_setup(setup, async |app| {
        let hash = "SELECT password FROM auth_user WHERE username = 'admin'";
        let weak = app.value(hash).await;
        let phone = Browser::signed_in(app, ADMIN).await;
        let strong = app.value(hash).await;
        assert!(strong.as_str().is_some_and(|hash| hash.starts_with("pbkdf2_sha256$2$")), "{weak} -> {strong}");
        let weaker = ironwood_auth::password::PasswordHasher::with_iterations(1).hash(PASSWORD);
        // As if the phone had signed in before the change.
        let key = ironwood_auth::django::session_auth_hash(crate::common::SECRET, &weaker);
        app.execute("UPDATE auth_user SET password = ? WHERE username = 'admin'", &[weaker.into()]).await;
        crate::browser::edit_session(app, &phone, |values| {
            values.insert("_auth_user_hash".into(), key.into());
        })
        .await;
        assert_eq!(phone.user().await, ADMIN);
        let desk = Browser::signed_in(app, ADMIN).await;
        assert_eq!((phone.user().await, desk.user().await), (json!(ADMIN), json!(ADMIN)));
    })
    .await;
}

#[tokio::test]
async fn methods_that_a_path_lacks_are_refused_last() {
    at_the_door(async |app| {
        let browser = Browser::of(app).await;
        assert_eq!(faults(&browser.put("auth/login", json!({})).await), ["username required", "password required"]);
        let answer = browser.put("auth/login", json!({"username": "a", "password": "b"})).await;
        assert_eq!((answer.status, answer.body.len(), answer.header("allow")), (405, 0, "POST"));
        browser.get("auth/login").await.expect(405);
        browser.get("auth/reauthenticate").await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_answered_as_everywhere() {
    at_the_door(async |app| {
        let browser = Browser::of(app).await;
        for path in ["auth/nowhere", "auth/session/", "auth/code/request", "tokens/refresh"] {
            assert_eq!(browser.get(path).await.expect(401)["detail"], "Authentication credentials were not provided.");
        }
        let browser = Browser::signed_in(app, ADMIN).await;
        assert_eq!(browser.get("auth/nowhere").await.expect(404)["detail"], "API endpoint not found");
    })
    .await;
}
