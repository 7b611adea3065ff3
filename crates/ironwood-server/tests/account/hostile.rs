//! What attackers try on the way in.

use http::Method;
use serde_json::{Value, json};

use crate::at_the_door;
use crate::browser::{Browser, faults};
use crate::common::{ADMIN, PASSWORD};

const FOREIGN: &str =
    "CSRF verification failed. Ensure INVENTREE_SITE_URL and INVENTREE_TRUSTED_ORIGINS are configured correctly.";

#[tokio::test]
async fn a_session_that_was_put_into_a_browser_is_not_signed_in() {
    at_the_door(async |app| {
        // A key that somebody made up.
        let victim = Browser::of(app).await;
        let planted = "a".repeat(32);
        victim.set_cookie("sessionid", &planted);
        victim.sign_in(ADMIN, PASSWORD).await.expect(200);
        assert_ne!(victim.session(), planted);
        // A key of a session that is stored: that of a sign-in somebody has begun.
        let attacker = Browser::signed_in(app, ADMIN).await;
        attacker.add_app().await;
        attacker.delete("auth/session", Value::Null).await;
        attacker.sign_in(ADMIN, PASSWORD).await.expect(401);
        let planted = attacker.session();
        app.actor("clerk", &[]).await;
        let victim = Browser::of(app).await;
        victim.set_cookie("sessionid", &planted);
        victim.sign_in("clerk", PASSWORD).await.expect(200);
        assert_ne!(victim.session(), planted);
        attacker.set_cookie("sessionid", &planted);
        assert_eq!(attacker.user().await, Value::Null);
        attacker.get("/api/user/me/").await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn other_pages_cannot_use_the_browser() {
    at_the_door(async |app| {
        let credentials = json!({"username": ADMIN, "password": PASSWORD});
        let refused = json!({"detail": FOREIGN});
        // Without the cookie, without the header, with a wrong one, from another origin.
        assert_eq!(Browser::blank(app).post("auth/login", credentials.clone()).await.expect(403), refused);
        let bare = app.nobody().with("cookie", &format!("csrftoken={}", "a".repeat(32)));
        assert_eq!(bare.post("/api/auth/v1/auth/login", credentials.clone()).await.expect(403), refused);
        let wrong = bare.with("x-csrftoken", &"b".repeat(32));
        assert_eq!(wrong.post("/api/auth/v1/auth/login", credentials.clone()).await.expect(403), refused);
        let browser = Browser::of(app).await.with("origin", "https://evil.example");
        assert_eq!(browser.post("auth/login", credentials.clone()).await.expect(403), refused);
        // A token does not stand in for it, and comes before everything else.
        assert_eq!(app.admin().post("/api/auth/v1/auth/login", json!({})).await.expect(403), refused);
        assert_eq!(app.admin().put("/api/auth/v1/auth/login", json!({})).await.expect(403), refused);
        let signed_in = Browser::signed_in(app, ADMIN).await;
        signed_in.set_cookie("csrftoken", &"x".repeat(31));
        assert_eq!(signed_in.delete("auth/session", Value::Null).await.expect(403), refused);
        let host = format!("http://{}", app.address);
        let ours = Browser::of(app).await.with("origin", &host);
        ours.post("auth/login", credentials).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn tokens_and_passwords_in_headers_are_nobody_here() {
    at_the_door(async |app| {
        for client in [app.admin(), app.nobody().basic(ADMIN, PASSWORD), app.nobody().with("authorization", "Token")] {
            client.get("/api/auth/v1/auth/session").await.expect(401);
            client.get("/api/auth/v1/account/authenticators").await.expect(401);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_learns_which_accounts_there_are() {
    at_the_door(async |app| {
        app.actor("clerk", &[]).await;
        app.actor("closed", &[]).await;
        app.actor("without", &[]).await;
        app.execute("UPDATE auth_user SET is_active = (1 = 0) WHERE username = 'closed'", &[]).await;
        app.execute("UPDATE auth_user SET password = '!nothing' WHERE username = 'without'", &[]).await;
        let browser = Browser::of(app).await;
        let mut answers = Vec::new();
        for name in ["clerk", "closed", "without", "no such user", "clerk@example.com"] {
            let before = app.db.statements();
            let answer = browser.sign_in(name, "wrong").await;
            answers.push((answer.expect(400), answer.headers.len(), app.db.statements() - before));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    })
    .await;
}

#[tokio::test]
async fn bodies_that_are_no_objects_are_refused_without_a_word() {
    at_the_door(async |app| {
        let browser = Browser::of(app).await;
        let deep = "[".repeat(50_000);
        for body in ["{", "[]", "\"x\"", "1", "{\"username\": \"\\ud800\"}", "username=a&password=b", &deep] {
            let answer = browser.send(Method::POST, "auth/login", "application/json", body.into()).await;
            assert_eq!((answer.status, answer.body.len()), (400, 0), "{body:.20}");
        }
        let large = json!({"username": ADMIN, "password": "x".repeat(70_000)});
        browser.post("auth/login", large).await.expect(413);
    })
    .await;
}

#[tokio::test]
async fn strange_credentials_are_wrong_credentials() {
    at_the_door(async |app| {
        let browser = Browser::of(app).await;
        for name in ["admin' OR 1=1 --", "ADMIN%", "admin\u{200b}", "💣", &"a".repeat(9_000)] {
            assert_eq!(
                faults(&browser.sign_in(name, "x").await),
                ["password username_password_mismatch"],
                "{name:.20}"
            );
        }
        assert_eq!(faults(&browser.sign_in("a\0b", "x").await), ["username null_characters_not_allowed"]);
        assert_eq!(faults(&browser.sign_in(ADMIN, "a\0b").await), ["password null_characters_not_allowed"]);
        let numbers = json!({"username": 12, "password": 3.5});
        assert_eq!(faults(&browser.post("auth/login", numbers).await), ["password username_password_mismatch"]);
        let nested = json!({"username": {"$ne": 1}, "password": [PASSWORD]});
        assert_eq!(faults(&browser.post("auth/login", nested).await), ["username invalid", "password invalid"]);
        for cookie in ["", "x", "' OR 1=1", &"a".repeat(5_000), "../../etc/passwd"] {
            let browser = Browser::of(app).await;
            browser.set_cookie("sessionid", cookie);
            browser.set_cookie("mfa_trusted", cookie);
            browser.get("auth/session").await.expect(401);
        }
    })
    .await;
}
