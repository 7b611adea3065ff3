//! A second factor for everybody: `LOGIN_ENFORCE_MFA` (spec 10 §5.12).

use serde_json::{Value, json};

use crate::at_the_door;
use crate::browser::{Browser, code};
use crate::common::{ADMIN, App, PASSWORD};

async fn enforce(app: &App) {
    let body = json!({"value": true, "manual_confirm": true});
    app.admin().patch("/api/settings/global/LOGIN_ENFORCE_MFA/", body).await.expect(200);
}

#[tokio::test]
async fn whoever_has_no_second_factor_is_led_to_one() {
    at_the_door(async |app| {
        let before = Browser::signed_in(app, ADMIN).await;
        enforce(app).await;
        assert_eq!(before.user().await, Value::Null, "everybody signs in anew");
        let browser = Browser::signed_in(app, ADMIN).await;
        for closed in [
            "/api/part/",
            "/api/auth/",
            "/api/nowhere/",
            "/api/user/me/profile/",
            "/api/user/token/",
            "/api/user/roles/",
        ] {
            let answer = browser.get(closed).await.expect(401);
            assert_eq!(answer["id"], "mfa_register", "{closed}");
            assert!(answer["error"].is_string());
        }
        for open in ["/api/", "/api/user/me/", "/api/user/me/roles/", "/api/user/me/token/", "auth/session"] {
            browser.get(open).await.expect(200);
        }
        // An unknown scheme in the header opens nothing.
        let sly = Browser::signed_in(app, ADMIN).await.with("authorization", "Bearer x");
        assert_eq!(sly.get("/api/part/").await.expect(401)["id"], "mfa_register");
        // Programs are not asked.
        app.admin().get("/api/part/").await.expect(200);
        app.nobody().basic(ADMIN, PASSWORD).get("/api/part/").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn having_a_second_factor_is_not_enough_it_must_be_shown() {
    at_the_door(async |app| {
        enforce(app).await;
        let browser = Browser::signed_in(app, ADMIN).await;
        let secret = browser.add_app().await;
        assert_eq!(browser.get("/api/part/").await.expect(401)["id"], "mfa_register");
        browser.post("auth/2fa/reauthenticate", json!({"code": code(&secret, 0)})).await.expect(200);
        browser.get("/api/part/").await.expect(200);
        assert_eq!(browser.get("/api/auth/").await.expect(404)["detail"], "API endpoint not found");
        browser.delete("account/authenticators/totp", Value::Null).await.expect(200);
        assert_eq!(
            browser.get("/api/part/").await.expect(401)["id"],
            "mfa_register",
            "without one all is closed again"
        );
    })
    .await;
}
