//! The addresses of a user, and proving that they are theirs (spec 10 §5.8).

use serde_json::{Value, json};

use crate::browser::{Browser, faults, flows};
use crate::common::{ADMIN, App};
use crate::letters::{letter, letters, wait_a_while};
use crate::{SITE, with_mail};

const KEY: &str = "X-Email-Verification-Key";

/// The list as an answer tells it: address, then `v` for verified and `p` for primary.
fn told(data: &Value) -> Vec<String> {
    let flag = |entry: &Value, key: &str, mark: &'static str| if entry[key] == true { mark } else { "" };
    let entries = data["data"].as_array().expect("a list").iter();
    entries
        .map(|entry| {
            let email = entry["email"].as_str().expect("an address");
            format!("{email} {}{}", flag(entry, "verified", "v"), flag(entry, "primary", "p"))
        })
        .collect()
}

fn email(address: &str) -> Value {
    json!({"email": address})
}

/// Adds an address and opens the link in the mail to it, which is the mail of this number.
async fn prove(app: &App, browser: &Browser, address: &str, number: usize) {
    browser.post("account/email", email(address)).await.expect(200);
    let mail = letter(app, number).await;
    let key = mail.behind("/web/verify-email/");
    browser.post("auth/email/verify", json!({"key": key})).await.expect(200);
}

#[tokio::test]
async fn an_address_is_added_proven_and_made_the_primary_one() {
    with_mail(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        assert_eq!(told(&browser.get("account/email").await.expect(200)), [""; 0]);
        let added = browser.post("account/email", email("Zoe@Example.org")).await.expect(200);
        assert_eq!(told(&added), ["zoe@example.org "]);
        let mail = letter(app, 1).await;
        assert_eq!(
            (mail.to.as_str(), mail.subject.as_str()),
            ("zoe@example.org", "[Stock] Confirm your e-mail address")
        );
        assert!(mail.body.contains(&format!("{SITE}/web/verify-email/")), "{}", mail.body);
        let key = mail.behind("/web/verify-email/");
        let nobody = Browser::of(app).await;
        let about = nobody.look("auth/email/verify", KEY, &key).await.expect(200);
        assert_eq!(
            (&about["data"]["email"], &about["meta"]),
            (&json!("zoe@example.org"), &json!({"is_authenticating": false}))
        );
        // Whoever opens the link is not signed in by it.
        assert!(flows(&nobody.post("auth/email/verify", json!({"key": key})).await).contains(&"login".to_owned()));
        assert_eq!(told(&browser.get("account/email").await.expect(200)), ["zoe@example.org vp"]);
        assert_eq!(app.value("SELECT email FROM auth_user WHERE username = 'admin'").await, "zoe@example.org");
        let again = nobody.post("auth/email/verify", json!({"key": key})).await;
        assert_eq!(faults(&again), ["key invalid_or_expired_key"]);

        prove(app, &browser, "work@example.org", 2).await;
        let changed = browser.patch("account/email", json!({"email": "work@example.org", "primary": true})).await;
        assert_eq!(told(&changed.expect(200)), ["zoe@example.org v", "work@example.org vp"]);
        assert_eq!(letter(app, 3).await.to, "zoe@example.org");
        assert_eq!(browser.get("auth/session").await.expect(200)["data"]["user"]["email"], "work@example.org");
        let entry = &app.admin().get("/api/ironwood/audit/?kind=changed&model=user").await.expect(200)[0];
        assert_eq!(entry["changes"]["email"], json!({"before": "zoe@example.org", "after": "work@example.org"}));

        let refused = browser.delete("account/email", email("work@example.org")).await;
        assert_eq!(faults(&refused), ["email cannot_remove_primary_email"]);
        let removed = browser.delete("account/email", email("zoe@example.org")).await.expect(200);
        assert_eq!(told(&removed), ["work@example.org vp"]);
        let removed = browser.delete("account/email", email("work@example.org")).await.expect(200);
        assert_eq!(told(&removed), [""; 0]);
        assert_eq!(app.value("SELECT email FROM auth_user WHERE username = 'admin'").await, "");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_done_with_an_address_is_said() {
    with_mail(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        for (body, wrong) in [(json!({}), "email required"), (email("zoe"), "email invalid")] {
            for method in [http::Method::POST, http::Method::PUT, http::Method::DELETE] {
                let answer = browser.send(method, "account/email", "application/json", body.to_string()).await;
                assert_eq!(faults(&answer), [wrong]);
            }
        }
        wait_a_while(app).await;
        let own = browser.post("account/email", email("admin@example.com")).await;
        assert_eq!(faults(&own), ["email duplicate_email"]);
        assert_eq!(faults(&browser.put("account/email", email("a@example.org")).await), ["email unknown_email"]);
        prove(app, &browser, "zoe@example.org", 1).await;
        wait_a_while(app).await;
        browser.post("account/email", email("new@example.org")).await.expect(200);
        assert_eq!(faults(&browser.post("account/email", email("NEW@example.org")).await), ["email duplicate_email"]);
        let primary = |primary: Value| json!({"email": "new@example.org", "primary": primary});
        for no in [json!(false), Value::Null, json!("")] {
            assert_eq!(faults(&browser.patch("account/email", primary(no)).await), ["primary required"]);
        }
        let unproven = browser.patch("account/email", primary(json!(true))).await;
        assert_eq!(faults(&unproven), ["email unverified_primary_email"]);
        let nobody = Browser::of(app).await;
        nobody.get("account/email").await.expect(401);
        nobody.post("account/email", email("a@example.org")).await.expect(409);
    })
    .await;
}

#[tokio::test]
async fn the_mail_is_sent_again_after_three_minutes() {
    with_mail(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        browser.post("account/email", email("zoe@example.org")).await.expect(200);
        assert_eq!(browser.put("account/email", email("zoe@example.org")).await.expect(403), json!({"status": 403}));
        assert_eq!(letters(app).await.len(), 1);
        wait_a_while(app).await;
        assert_eq!(browser.put("account/email", email("zoe@example.org")).await.expect(200), json!({"status": 200}));
        assert_eq!(letters(app).await.len(), 2);
        wait_a_while(app).await;
        for _ in 0..10 {
            browser.delete("account/email", email("nobody@example.org")).await.expect(400);
        }
        browser.delete("account/email", email("zoe@example.org")).await.expect(429);
    })
    .await;
}

#[tokio::test]
async fn an_address_is_proven_by_one_account_only() {
    with_mail(async |app| {
        app.actor("clerk", &[]).await;
        let (admin, clerk) = (Browser::signed_in(app, ADMIN).await, Browser::signed_in(app, "clerk").await);
        admin.post("account/email", email("zoe@example.org")).await.expect(200);
        wait_a_while(app).await;
        clerk.post("account/email", email("zoe@example.org")).await.expect(200);
        let keys: Vec<String> = letters(app).await.iter().map(|mail| mail.behind("/web/verify-email/")).collect();
        let both =
            futures_util::future::join_all(keys.iter().map(|key| admin.post("auth/email/verify", json!({"key": key}))));
        let mut answers = both.await;
        answers.sort_by_key(|answer| answer.status);
        answers[0].expect(200);
        assert_eq!(faults(&answers[1]), ["key email_taken"]);
        assert_eq!(app.number("SELECT COUNT(*) FROM account_emailaddress WHERE verified").await, 1);
        assert_eq!(faults(&admin.post("auth/email/verify", json!({"key": "x"})).await), ["key invalid_or_expired_key"]);
        assert_eq!(faults(&admin.get("auth/email/verify").await), ["key required"]);
    })
    .await;
}

#[tokio::test]
async fn an_unproven_address_forbids_a_second_factor() {
    with_mail(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        browser.post("account/email", email("zoe@example.org")).await.expect(200);
        let answer = browser.get("account/authenticators/totp").await.expect(409);
        assert_eq!(answer["errors"][0]["code"], "unverified_email");
        browser.delete("account/email", email("zoe@example.org")).await.expect(200);
        browser.get("account/authenticators/totp").await.expect(404);
    })
    .await;
}
