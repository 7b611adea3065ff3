//! Changing a password, and replacing a forgotten one by mail (spec 10 §5.4).

use serde_json::{Value, json};

use crate::browser::{Browser, faults, flows};
use crate::common::{ADMIN, App, PASSWORD};
use crate::letters::{all_granted, letter, letters, wait_a_while};
use crate::{SITE, at_the_door, with_mail};

const NEW: &str = "Quite-9-Long!";
const KEY: &str = "X-Password-Reset-Key";

fn change(current: &str, new: &str) -> Value {
    json!({"current_password": current, "new_password": new})
}

/// Asks for a mail to the administrator and reads the key in it.
async fn key(app: &App, browser: &Browser, number: usize) -> String {
    app.admin().patch("/api/settings/global/LOGIN_ENABLE_PWD_FORGOT/", json!({"value": true})).await.expect(200);
    browser.post("auth/password/request", json!({"email": "Admin@example.com"})).await.expect(200);
    letter(app, number).await.behind("/web/set-password?key=")
}

#[tokio::test]
async fn a_changed_password_signs_out_everywhere() {
    with_mail(async |app| {
        let (desk, phone) = (Browser::signed_in(app, ADMIN).await, Browser::signed_in(app, ADMIN).await);
        app.actor("clerk", &[]).await;
        let other = Browser::signed_in(app, "clerk").await;
        let answer = desk.post("account/password/change", change(PASSWORD, NEW)).await;
        assert!(flows(&answer).contains(&"login".to_owned()));
        assert_eq!(desk.cookie("sessionid"), None);
        assert_eq!((phone.user().await, other.user().await), (Value::Null, json!("clerk")));
        app.admin().get("/api/user/me/").await.expect(200);
        assert_eq!(faults(&desk.sign_in(ADMIN, PASSWORD).await), ["password username_password_mismatch"]);
        desk.sign_in(ADMIN, NEW).await.expect(200);
        let mail = letter(app, 1).await;
        assert_eq!(
            (mail.to.as_str(), mail.subject.as_str()),
            ("admin@example.com", "[Stock] Your password was changed")
        );
        assert!(mail.body.contains("address 127.0.0.1") && !mail.body.contains(NEW), "{}", mail.body);
        let entry = &app.admin().get("/api/ironwood/audit/?kind=password_changed").await.expect(200)[0];
        assert_eq!((&entry["username"], &entry["details"]["by"]), (&json!(ADMIN), &json!("user")));
    })
    .await;
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_change_is_told_at_once() {
    at_the_door(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        let answer = browser.post("account/password/change", change("wrong", "1234567")).await;
        assert_eq!(
            faults(&answer),
            [
                "current_password enter_current_password",
                "new_password password_too_short",
                "new_password password_too_common",
                "new_password password_entirely_numeric"
            ]
        );
        let answer = browser.post("account/password/change", json!({"new_password": "admin@example"})).await;
        assert_eq!(faults(&answer), ["current_password required", "new_password password_too_similar"]);
        assert_eq!(browser.user().await, ADMIN);
        wait_a_while(app).await;
        for _ in 0..5 {
            browser.post("account/password/change", change("wrong", NEW)).await.expect(400);
        }
        browser.post("account/password/change", change(PASSWORD, NEW)).await.expect(429);
        assert_eq!(flows(&Browser::of(app).await.post("account/password/change", json!({})).await)[0], "login");
    })
    .await;
}

#[tokio::test]
async fn whoever_has_no_password_sets_one() {
    with_mail(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        app.execute("UPDATE auth_user SET password = '!none' WHERE username = 'admin'", &[]).await;
        let digest = ironwood_auth::django::session_auth_hash(crate::common::SECRET, "!none");
        crate::browser::edit_session(app, &browser, |values| {
            values.insert("_auth_user_hash".into(), digest.into());
        })
        .await;
        assert_eq!(browser.get("auth/session").await.expect(200)["data"]["user"]["has_usable_password"], false);
        browser.post("account/password/change", json!({"new_password": NEW})).await.expect(401);
        browser.sign_in(ADMIN, NEW).await.expect(200);
        assert_eq!(letter(app, 1).await.subject, "[Stock] Your account has a password now");
    })
    .await;
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_that_works_once() {
    with_mail(async |app| {
        let phone = Browser::signed_in(app, ADMIN).await;
        let browser = Browser::of(app).await;
        let key = key(app, &browser, 1).await;
        let mail = letter(app, 1).await;
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("admin@example.com", "[Stock] Set a new password"));
        assert!(mail.body.contains(&format!("{SITE}/web/set-password?key={key}\n")), "{}", mail.body);
        let about = browser.look("auth/password/reset", KEY, &key).await.expect(200);
        assert_eq!(about["data"]["user"]["username"], ADMIN);
        let weak = browser.post("auth/password/reset", json!({"key": key, "password": "admin"})).await;
        assert_eq!(faults(&weak)[0], "password password_too_similar");
        let answer = browser.post("auth/password/reset", json!({"key": key, "password": NEW})).await;
        assert!(flows(&answer).contains(&"login".to_owned()), "nobody is signed in by it");
        assert_eq!((browser.user().await, phone.user().await), (Value::Null, Value::Null));
        let again = browser.post("auth/password/reset", json!({"key": key, "password": NEW})).await;
        assert_eq!(faults(&again), ["key invalid_password_reset"]);
        assert_eq!(faults(&browser.look("auth/password/reset", KEY, &key).await), ["key invalid_password_reset"]);
        browser.sign_in(ADMIN, NEW).await.expect(200);
        assert_eq!(letter(app, 2).await.subject, "[Stock] Your password was changed");
        let entry = &app.admin().get("/api/ironwood/audit/?kind=password_changed").await.expect(200)[0];
        assert_eq!((&entry["object_name"], &entry["details"]["by"]), (&json!(ADMIN), &json!("link")));
    })
    .await;
}

#[tokio::test]
async fn of_two_uses_of_a_link_at_once_one_counts() {
    with_mail(async |app| {
        let browser = Browser::of(app).await;
        let key = key(app, &browser, 1).await;
        let uses = ["Quite-9-Long!", "Other-8-Long!"]
            .map(|password| browser.post("auth/password/reset", json!({"key": key, "password": password})));
        let answers = futures_util::future::join_all(uses).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [400, 401]);
    })
    .await;
}

#[tokio::test]
async fn links_that_nobody_made_lead_nowhere() {
    with_mail(async |app| {
        let browser = Browser::of(app).await;
        let good = key(app, &browser, 1).await;
        let cut = &good[..good.len() - 1];
        let (body, seal) = good.split_once('.').expect("a seal");
        let other = format!("{}.{seal}", body.replace(&body[..2], "AA"));
        for bad in ["x", cut, &other, "a.b", "."] {
            let answer = browser.post("auth/password/reset", json!({"key": bad, "password": NEW})).await;
            assert_eq!(faults(&answer), ["key invalid_password_reset"], "{bad}");
        }
        assert_eq!(
            faults(&browser.post("auth/password/reset", json!({})).await),
            ["key required", "password required"]
        );
        assert_eq!(faults(&browser.get("auth/password/reset").await), ["key required"]);
        // Who got in meanwhile does not need it any more, and an account that is closed has no use for it.
        Browser::signed_in(app, ADMIN).await;
        assert_eq!(faults(&browser.look("auth/password/reset", KEY, &good).await), ["key invalid_password_reset"]);
        let good = key(app, &browser, 2).await;
        browser.look("auth/password/reset", KEY, &good).await.expect(200);
        app.execute("UPDATE auth_user SET is_active = (1 = 0)", &[]).await;
        assert_eq!(faults(&browser.look("auth/password/reset", KEY, &good).await), ["key invalid_password_reset"]);
    })
    .await;
}

#[tokio::test]
async fn a_request_does_not_tell_who_has_an_account() {
    with_mail(async |app| {
        app.admin().patch("/api/settings/global/LOGIN_ENABLE_PWD_FORGOT/", json!({"value": true})).await.expect(200);
        app.actor("closed", &[]).await;
        app.execute("UPDATE auth_user SET is_active = (1 = 0) WHERE username = 'closed'", &[]).await;
        let browser = Browser::of(app).await;
        for email in ["admin@example.com", "closed@example.com", "nobody@example.com"] {
            let answer = browser.post("auth/password/request", json!({"email": email})).await;
            assert_eq!((answer.expect(200), answer.cookies().count()), (json!({"status": 200}), 0), "{email}");
        }
        // The work is the same too: it is all done afterwards.
        assert_eq!(app.number("SELECT COUNT(*) FROM account_emailaddress").await, 0);
        letter(app, 1).await;
        all_granted(app).await;
        assert_eq!(letters(app).await.len(), 1);
        for _ in 0..5 {
            browser.post("auth/password/request", json!({"email": "zoe@example.com"})).await.expect(200);
        }
        browser.post("auth/password/request", json!({"email": "ZOE@example.com"})).await.expect(429);
        assert_eq!(faults(&browser.post("auth/password/request", json!({"email": "x"})).await), ["email invalid"]);
    })
    .await;
}

#[tokio::test]
async fn no_mail_where_administrators_do_not_want_it() {
    with_mail(async |app| {
        let browser = Browser::of(app).await;
        app.admin().patch("/api/settings/global/LOGIN_ENABLE_PWD_FORGOT/", json!({"value": false})).await.expect(200);
        browser.post("auth/password/request", json!({"email": "admin@example.com"})).await.expect(200);
        all_granted(app).await;
        assert_eq!(letters(app).await.len(), 0);
    })
    .await;
}
