//! Second factors by code: setting them up, signing in with them, and what replays are worth (spec 10 §5.5, §5.9).

use serde_json::{Value, json};

use crate::at_the_door;
use crate::browser::{Browser, code, edit_session, faults, flows};
use crate::common::{ADMIN, App, PASSWORD};

const TOTP: &str = "account/authenticators/totp";
const RECOVERY: &str = "account/authenticators/recovery-codes";

/// Signs a browser in up to the second factor.
async fn at_the_second_step(app: &App) -> Browser {
    let browser = Browser::of(app).await;
    assert_eq!(flows(&browser.sign_in(ADMIN, PASSWORD).await), ["login", "mfa_login_webauthn", "mfa_authenticate"]);
    browser
}

async fn show(browser: &Browser, code: &str) -> crate::common::Answer {
    browser.post("auth/2fa/authenticate", json!({"code": code})).await
}

#[tokio::test]
async fn an_app_is_set_up_and_asked_for_at_the_next_sign_in() {
    at_the_door(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        let secret = browser.add_app().await;
        let stored = app.rows("SELECT type, data FROM mfa_authenticator ORDER BY id").await;
        let [[totp, data], [codes, _]] = &stored[..] else { panic!("{stored:?}") };
        assert_eq!((totp, codes), (&json!("totp"), &json!("recovery_codes")));
        let data: Value = serde_json::from_str(data.as_str().unwrap()).unwrap();
        assert_eq!(data, json!({"secret": secret}), "as InvenTree reads it");
        browser.delete("auth/session", Value::Null).await;

        let waiting = browser.sign_in(ADMIN, PASSWORD).await.expect(401);
        let flow = json!({"id": "mfa_authenticate", "is_pending": true, "types": ["recovery_codes", "totp"]});
        assert_eq!(waiting["data"]["flows"][2], flow);
        assert_eq!(browser.user().await, Value::Null);
        for path in ["/api/user/me/", "/api/user/me/token/", "account/authenticators", RECOVERY] {
            browser.get(path).await.expect(401);
        }
        // None of the later steps can be taken first.
        let answer = browser.post("auth/2fa/trust", json!({"trust": true})).await;
        assert_eq!(answer.expect(401)["meta"]["is_authenticated"], Value::Null);
        browser.delete(TOTP, Value::Null).await.expect(401);

        assert_eq!(faults(&show(&browser, "").await), ["code required"]);
        assert_eq!(faults(&show(&browser, "12345x").await), ["code incorrect_code"]);
        let anonymous = browser.session();
        assert_eq!(flows(&show(&browser, &code(&secret, 0)).await).last().unwrap(), "mfa_trust");
        assert_ne!(browser.session(), anonymous, "every step has a session key of its own");
        assert_eq!(browser.user().await, Value::Null);
        browser.get("/api/user/me/").await.expect(401);
        let signed_in = browser.post("auth/2fa/trust", json!({"trust": false})).await.expect(200);
        let methods = &signed_in["data"]["methods"];
        assert_eq!((&methods[0]["method"], &methods[1]["type"]), (&json!("password"), &json!("totp")));
        assert_eq!(browser.cookie("mfa_trusted"), None);
        let listed = browser.get("account/authenticators").await.expect(200);
        assert!(listed["data"][0]["last_used_at"].is_f64(), "{listed}");
        assert_eq!(listed["data"][1]["unused_code_count"], 10);
        browser.get("/api/user/me/").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_code_works_once_and_with_a_clock_that_is_a_little_off() {
    at_the_door(async |app| {
        let secret = Browser::signed_in(app, ADMIN).await.add_app().await;
        let browser = at_the_second_step(app).await;
        assert_eq!(faults(&show(&browser, &code(&secret, -3)).await), ["code incorrect_code"]);
        assert_eq!(faults(&show(&browser, &code(&secret, 3)).await), ["code incorrect_code"]);
        let early = code(&secret, 1);
        assert_eq!(flows(&show(&browser, &early).await).last().unwrap(), "mfa_trust");
        // Somebody has looked over the shoulder.
        let thief = at_the_second_step(app).await;
        assert_eq!(faults(&show(&thief, &early).await), ["code incorrect_code"]);
        assert_eq!(faults(&show(&thief, &code(&secret, 0)).await), ["code incorrect_code"], "nor an older one");
        browser.post("auth/2fa/trust", json!({})).await.expect(200);
        let again = browser.post("auth/2fa/reauthenticate", json!({"code": early})).await;
        assert_eq!(faults(&again), ["code incorrect_code"]);
    })
    .await;
}

#[tokio::test]
async fn of_two_requests_with_one_code_one_gets_through() {
    at_the_door(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        browser.add_app().await;
        let codes = browser.get(RECOVERY).await.expect(200)["data"]["unused_codes"].clone();
        let code = codes[0].as_str().unwrap();
        let (one, other) = (at_the_second_step(app).await, at_the_second_step(app).await);
        let (first, second) = futures_util::future::join(show(&one, code), show(&other, code)).await;
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [400, 401]);
    })
    .await;
}

#[tokio::test]
async fn recovery_codes_stand_in_for_a_lost_app() {
    at_the_door(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        browser.get(RECOVERY).await.expect(404);
        assert_eq!(faults(&browser.post(RECOVERY, Value::Null).await), ["- cannot_generate_recovery_codes"]);
        browser.add_app().await;
        let old = browser.get(RECOVERY).await.expect(200)["data"].clone();
        assert_eq!(old["unused_codes"].as_array().unwrap().len(), 10);
        let new = browser.post(RECOVERY, json!({})).await.expect(200)["data"].clone();
        assert_ne!(old["unused_codes"], new["unused_codes"]);

        let lost = at_the_second_step(app).await;
        assert_eq!(faults(&show(&lost, old["unused_codes"][0].as_str().unwrap()).await), ["code incorrect_code"]);
        let taken = new["unused_codes"][3].as_str().unwrap();
        show(&lost, taken).await.expect(401);
        let signed_in = lost.post("auth/2fa/trust", Value::Null).await.expect(200);
        assert_eq!(signed_in["data"]["methods"][1]["type"], "recovery_codes");
        let left = lost.get(RECOVERY).await.expect(200)["data"].clone();
        assert_eq!((&left["total_code_count"], &left["unused_code_count"]), (&json!(10), &json!(9)));
        assert!(!left["unused_codes"].as_array().unwrap().contains(&json!(taken)));
        assert_eq!(faults(&show(&at_the_second_step(app).await, taken).await), ["code incorrect_code"]);
    })
    .await;
}

#[tokio::test]
async fn a_trusted_browser_is_not_asked_until_something_changes() {
    at_the_door(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        let secret = browser.add_app().await;
        browser.delete("auth/session", Value::Null).await;
        browser.sign_in(ADMIN, PASSWORD).await.expect(401);
        show(&browser, &code(&secret, 0)).await.expect(401);
        let answer = browser.post("auth/2fa/trust", json!({"trust": true})).await;
        answer.expect(200);
        let cookie = answer.cookies().find(|cookie| cookie.starts_with("mfa_trusted=")).unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("Max-Age=1209600"), "{cookie}");
        browser.delete("auth/session", Value::Null).await;
        browser.sign_in(ADMIN, PASSWORD).await.expect(200);

        // Neither another browser nor another user is trusted by it.
        at_the_second_step(app).await;
        app.actor("clerk", &[]).await;
        let clerk = Browser::signed_in(app, "clerk").await;
        clerk.add_app().await;
        browser.delete("auth/session", Value::Null).await;
        browser.sign_in("clerk", PASSWORD).await.expect(401);

        browser.sign_in(ADMIN, PASSWORD).await.expect(200);
        browser.post("auth/reauthenticate", json!({"password": PASSWORD})).await.expect(200);
        browser.post(RECOVERY, json!({})).await.expect(200);
        browser.delete("auth/session", Value::Null).await;
        browser.sign_in(ADMIN, PASSWORD).await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_that_takes_too_long_begins_anew() {
    at_the_door(async |app| {
        let secret = Browser::signed_in(app, ADMIN).await.add_app().await;
        let browser = at_the_second_step(app).await;
        edit_session(app, &browser, |values| {
            let sign_in = &mut values["ironwood_sign_in"];
            sign_in["since"] = (sign_in["since"].as_i64().unwrap() - 15 * 60).into();
        })
        .await;
        let late = show(&browser, &code(&secret, 0)).await.expect(401);
        assert_eq!(late["meta"]["is_authenticated"], Value::Null);
        assert_eq!(flows(&browser.get("auth/session").await), ["login", "mfa_login_webauthn"]);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_under_way_ends_with_its_account_or_password() {
    at_the_door(async |app| {
        let secret = Browser::signed_in(app, ADMIN).await.add_app().await;
        let browser = at_the_second_step(app).await;
        show(&browser, &code(&secret, 0)).await.expect(401);
        app.execute("UPDATE auth_user SET is_active = (1 = 0)", &[]).await;
        assert_eq!(flows(&browser.post("auth/2fa/trust", json!({})).await), ["login", "mfa_login_webauthn"]);
        app.execute("UPDATE auth_user SET is_active = (1 = 1)", &[]).await;
        let browser = at_the_second_step(app).await;
        app.execute("UPDATE auth_user SET password = 'another'", &[]).await;
        assert_eq!(flows(&show(&browser, &code(&secret, 1)).await), ["login", "mfa_login_webauthn"]);
    })
    .await;
}

#[tokio::test]
async fn a_second_sign_in_knows_nothing_of_the_first() {
    at_the_door(async |app| {
        Browser::signed_in(app, ADMIN).await.add_app().await;
        app.actor("clerk", &[]).await;
        let browser = at_the_second_step(app).await;
        let signed_in = browser.sign_in("clerk", PASSWORD).await.expect(200);
        assert_eq!(signed_in["data"]["methods"].as_array().unwrap().len(), 1);
        assert_eq!(browser.user().await, "clerk");
        browser.post("auth/2fa/authenticate", json!({"code": "1"})).await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn changes_of_second_factors_want_a_fresh_proof() {
    at_the_door(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        let age = async |browser: &Browser| {
            edit_session(app, browser, |values| {
                for record in values["account_authentication_methods"].as_array_mut().unwrap() {
                    record["at"] = (record["at"].as_f64().unwrap() - 301.0).into();
                }
            })
            .await;
        };
        age(&browser).await;
        let offered = browser.get(TOTP).await.expect(404)["meta"]["secret"].clone();
        let secret = offered.as_str().unwrap();
        assert_eq!(faults(&browser.post(TOTP, json!({"code": "000000"})).await), ["code incorrect_code"]);
        let wanted = browser.post(TOTP, json!({"code": code(secret, 0)})).await.expect(401);
        assert_eq!(wanted["data"]["flows"], json!([{"id": "reauthenticate"}]));
        assert_eq!(
            (&wanted["meta"]["is_authenticated"], &wanted["data"]["user"]["username"]),
            (&json!(true), &json!(ADMIN))
        );

        assert_eq!(
            faults(&browser.post("auth/reauthenticate", json!({"password": "wrong"})).await),
            ["password incorrect_password"]
        );
        let proven = browser.post("auth/reauthenticate", json!({"password": PASSWORD})).await.expect(200);
        assert_eq!(proven["data"]["methods"][1]["reauthenticated"], true);
        browser.post(TOTP, json!({"code": code(secret, 0)})).await.expect(200);

        age(&browser).await;
        let wanted = browser.get(RECOVERY).await.expect(401);
        let flows =
            json!([{"id": "reauthenticate"}, {"id": "mfa_reauthenticate", "types": ["recovery_codes", "totp"]}]);
        assert_eq!(wanted["data"]["flows"], flows);
        browser.post(RECOVERY, json!({})).await.expect(401);
        browser.delete(TOTP, Value::Null).await.expect(401);
        browser.post("auth/2fa/reauthenticate", json!({"code": code(secret, 0)})).await.expect(200);
        assert_eq!(browser.delete(TOTP, Value::Null).await.expect(200), json!({"status": 200}));
        assert_eq!(app.number("SELECT COUNT(*) FROM mfa_authenticator").await, 0, "recovery codes go with the app");
        browser.delete(TOTP, Value::Null).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn there_is_one_app_and_an_unproven_address_forbids_it() {
    at_the_door(async |app| {
        let browser = Browser::signed_in(app, ADMIN).await;
        let offered = browser.get(TOTP).await.expect(404);
        assert_ne!(offered["meta"], browser.get(TOTP).await.expect(404)["meta"], "each look offers another secret");
        assert_eq!(faults(&browser.post(TOTP, json!({"code": "123456"})).await), ["code incorrect_code"]);
        let insert = "INSERT INTO account_emailaddress (user_id, email, verified, \"primary\") SELECT id, 'a@example.com', (1 = 0), (1 = 0) FROM auth_user";
        app.execute(insert, &[]).await;
        let refused = browser.get(TOTP).await.expect(409);
        assert_eq!(refused["errors"][0]["code"], "unverified_email");
        assert_eq!(faults(&browser.post(TOTP, json!({"code": "123456"})).await), ["code unverified_email"]);
        app.execute("DELETE FROM account_emailaddress", &[]).await;

        let other = Browser::signed_in(app, ADMIN).await;
        let offered = other.get(TOTP).await.expect(404)["meta"]["secret"].clone();
        browser.add_app().await;
        assert_eq!(browser.get(TOTP).await.expect(200)["data"]["type"], "totp");
        let late = other.post(TOTP, json!({"code": code(offered.as_str().unwrap(), 0)})).await;
        assert_eq!(late.expect(409), json!({"status": 409}));
        assert_eq!(app.number("SELECT COUNT(*) FROM mfa_authenticator").await, 2);
    })
    .await;
}
