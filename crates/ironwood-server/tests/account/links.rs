//! Signing in by a link in a mail (spec 10 §5.14).

use serde_json::{Value, json};

use crate::browser::{Browser, flows};
use crate::common::{ADMIN, App};
use crate::letters::{all_granted, letter, letters};
use crate::{SITE, with_mail};

const PATH: &str = "/api/email/generate/";

async fn link(app: &App, number: usize) -> String {
    app.nobody().post(PATH, json!({"email": "admin@example.com"})).await.expect(200);
    let mail = letter(app, number).await;
    assert_eq!(mail.to, "admin@example.com");
    format!("/api/email/login/?sesame={}", mail.behind("/api/email/login/?sesame="))
}

#[tokio::test]
async fn a_link_signs_in_once() {
    with_mail(async |app| {
        let link = link(app, 1).await;
        let browser = Browser::of(app).await;
        let answer = browser.get(&link).await;
        assert_eq!((answer.status, answer.header("location")), (302, "/web/logged-in/"));
        assert_eq!(browser.get("auth/session").await.expect(200)["data"]["methods"], json!([]));
        let other = Browser::of(app).await;
        other.get(&link).await.expect(403);
        assert_eq!(other.user().await, Value::Null);
        other.get("/api/email/login/").await.expect(403);
        other.get("/api/email/login/?sesame=x.y").await.expect(403);
    })
    .await;
}

#[tokio::test]
async fn a_link_does_not_stand_in_for_the_second_factor() {
    with_mail(async |app| {
        Browser::signed_in(app, ADMIN).await.add_app().await;
        let link = link(app, 2).await;
        let browser = Browser::of(app).await;
        let answer = browser.get(&link).await;
        assert_eq!((answer.status, answer.header("location")), (302, "/web/login"));
        let answer = browser.get("auth/session").await;
        assert_eq!(flows(&answer), ["login", "mfa_login_webauthn", "mfa_authenticate"]);
        browser.get("/api/user/me/").await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn a_link_is_for_an_account_that_may_be_used() {
    with_mail(async |app| {
        let link = link(app, 1).await;
        app.execute("UPDATE auth_user SET is_active = (1 = 0)", &[]).await;
        Browser::of(app).await.get(&link).await.expect(403);
    })
    .await;
}

#[tokio::test]
async fn a_wish_for_a_link_tells_nothing_and_is_granted_seldom() {
    with_mail(async |app| {
        let nobody = app.nobody().with("host", "evil.example");
        for _ in 0..5 {
            assert_eq!(
                nobody.post(PATH, json!({"email": "ADMIN@example.com"})).await.expect(200),
                json!({"status": "ok"})
            );
        }
        nobody.post(PATH, json!({"email": "nobody@example.com"})).await.expect(200);
        nobody.post(PATH, json!({})).await.expect(400);
        letter(app, 3).await;
        all_granted(app).await;
        // No mail leads to where whoever asked says that the server is.
        assert!(letters(app).await.iter().all(|mail| mail.body.contains(SITE) && !mail.body.contains("evil")));
    })
    .await;
}
