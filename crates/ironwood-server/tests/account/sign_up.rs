//! People who make their own account, where that is open (spec 10 §5.7).

use serde_json::{Value, json};

use crate::browser::{Browser, faults, flows};
use crate::common::{ADMIN, App};
use crate::letters::{letter, letters, wait_a_while};
use crate::{at_the_door, with_mail};

const GOOD: &str = "Quite-9-Long!";

async fn set(app: &App, setting: &str, value: Value) {
    let path = format!("/api/settings/global/{setting}/");
    app.admin().patch(&path, json!({"value": value, "manual_confirm": true})).await.expect(200);
}

fn person(username: &str, email: &str) -> Value {
    json!({"username": username, "password": GOOD, "email": email})
}

#[tokio::test]
async fn a_new_user_is_signed_in_and_asked_to_prove_the_address() {
    with_mail(async |app| {
        set(app, "LOGIN_ENABLE_REG", json!(true)).await;
        let group = app.admin().post("/api/user/group/", json!({"name": "Newcomers"})).await.expect(201);
        set(app, "SIGNUP_GROUP", group["pk"].to_string().into()).await;
        let browser = Browser::of(app).await;
        assert_eq!(flows(&browser.get("auth/session").await), ["login", "signup", "mfa_login_webauthn"]);
        assert_eq!(browser.get("config").await.expect(200)["data"]["account"]["is_open_for_signup"], true);
        let answer = browser.post("auth/signup", person("zoe", "Zoe@Example.org")).await.expect(200);
        assert_eq!(answer["data"]["user"]["email"], "zoe@example.org");
        assert_eq!(answer["data"]["methods"], json!([]));
        let me = browser.get("/api/user/me/").await.expect(200);
        assert_eq!(
            (&me["username"], &me["is_staff"], &me["is_superuser"], &me["is_active"], &me["groups"][0]["name"]),
            (&json!("zoe"), &json!(false), &json!(false), &json!(true), &json!("Newcomers"))
        );
        let rows = app.rows("SELECT email, verified, \"primary\" FROM account_emailaddress").await;
        assert_eq!(rows, [[json!("zoe@example.org"), json!(0), json!(1)]]);
        let owners =
            "SELECT COUNT(*) FROM users_owner o JOIN auth_user u ON u.id = o.owner_id WHERE u.username = 'zoe'";
        assert_eq!(app.number(owners).await, 1);
        let key = letter(app, 1).await.behind("/web/verify-email/");
        browser.post("auth/email/verify", json!({"key": key})).await.expect(200);
        let entry = &app.admin().get("/api/ironwood/audit/?kind=created&model=user").await.expect(200)[0];
        assert_eq!((&entry["object_name"], &entry["details"]["by"]), (&json!("zoe"), &json!("sign-up")));
        // Nothing was shown yet that could stand for a fresh proof.
        browser.get("account/authenticators/totp").await.expect(404);
        assert_eq!(browser.post("auth/signup", person("eve", "")).await.expect(409), json!({"status": 409}));
    })
    .await;
}

#[tokio::test]
async fn it_is_closed_unless_it_is_opened_and_mail_is_sent() {
    with_mail(async |app| {
        let browser = Browser::of(app).await;
        assert_eq!(browser.post("auth/signup", person("zoe", "")).await.expect(403), json!({"status": 403}));
        assert_eq!(faults(&browser.post("auth/signup", json!({})).await), ["username required", "password required"]);
    })
    .await;
    at_the_door(async |app| {
        set(app, "LOGIN_ENABLE_REG", json!(true)).await;
        let browser = Browser::of(app).await;
        browser.post("auth/signup", person("zoe", "")).await.expect(403);
        assert_eq!(app.number("SELECT COUNT(*) FROM auth_user WHERE username = 'zoe'").await, 0);
    })
    .await;
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_new_account_is_told_at_once() {
    with_mail(async |app| {
        set(app, "LOGIN_ENABLE_REG", json!(true)).await;
        let browser = Browser::of(app).await;
        let bad = json!({"username": "ADMIN", "password": "1234567", "email": "Admin@example.com"});
        assert_eq!(
            faults(&browser.post("auth/signup", bad).await),
            [
                "username username_taken",
                "password password_too_short",
                "password password_too_common",
                "password password_entirely_numeric",
                "email email_taken"
            ]
        );
        let bad = json!({"username": "a b", "password": GOOD, "email": "zoe"});
        assert_eq!(faults(&browser.post("auth/signup", bad).await), ["username invalid", "email invalid"]);
        let similar = json!({"username": "strawberry-field", "password": "strawberry-fields"});
        assert_eq!(faults(&browser.post("auth/signup", similar).await), ["password password_too_similar"]);
        let long = person(&"a".repeat(151), "");
        assert_eq!(faults(&browser.post("auth/signup", long).await), ["username max_length"]);
        set(app, "LOGIN_SIGNUP_MAIL_RESTRICTION", json!("@example.org,@example.net")).await;
        for email in ["zoe@example.com", "zoe@sub.example.org", ""] {
            let answer = browser.post("auth/signup", person("zoe", email)).await;
            assert_eq!(faults(&answer), ["email "], "{email}");
        }
        set(app, "LOGIN_SIGNUP_MAIL_RESTRICTION", json!("")).await;
        set(app, "LOGIN_MAIL_REQUIRED", json!(true)).await;
        assert_eq!(faults(&browser.post("auth/signup", person("zoe", "")).await), ["email required"]);
        assert_eq!(app.number("SELECT COUNT(*) FROM auth_user").await, 1);
        assert_eq!(letters(app).await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_want_a_name_at_once_one_gets_it() {
    with_mail(async |app| {
        set(app, "LOGIN_ENABLE_REG", json!(true)).await;
        let browsers = [Browser::of(app).await, Browser::of(app).await, Browser::of(app).await];
        let wishes = browsers.iter().map(|browser| browser.post("auth/signup", person("zoe", "")));
        let answers = futures_util::future::join_all(wishes).await;
        let (got, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert_eq!(got.len(), 1);
        for answer in refused {
            assert_eq!(faults(answer), ["username username_taken"]);
        }
        let everybody = app.number("SELECT COUNT(*) FROM auth_user WHERE LOWER(username) = 'zoe'").await;
        assert_eq!(everybody, 1);
        wait_a_while(app).await;
        let browser = Browser::of(app).await;
        for _ in 0..20 {
            browser.post("auth/signup", person(ADMIN, "")).await.expect(400);
        }
        browser.post("auth/signup", person("eve", "")).await.expect(429);
    })
    .await;
}
