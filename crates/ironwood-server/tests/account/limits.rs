//! Guessing is slow (spec 10 §5.3, §5.15).

use serde_json::json;

use crate::at_the_door;
use crate::browser::{Browser, code, faults};
use crate::common::{ADMIN, PASSWORD};

#[tokio::test]
async fn passwords_are_guessed_five_times_a_minute() {
    at_the_door(async |app| {
        app.actor("clerk", &[]).await;
        let guesser = Browser::of(app).await;
        for _ in 0..5 {
            assert_eq!(faults(&guesser.sign_in(ADMIN, "wrong").await), ["password username_password_mismatch"]);
        }
        // The right one is not even looked at, in another browser neither.
        assert_eq!(faults(&guesser.sign_in("ADMIN", PASSWORD).await), ["- too_many_login_attempts"]);
        assert_eq!(faults(&Browser::of(app).await.sign_in(ADMIN, PASSWORD).await), ["- too_many_login_attempts"]);
        // Everybody else gets in.
        Browser::of(app).await.sign_in("clerk", PASSWORD).await.expect(200);
        // The count is in the database, under a name that tells nothing, and given back by time.
        let names = app.rows("SELECT name FROM ironwood_limit").await;
        assert!(names.iter().all(|[name]| name.as_str().is_some_and(|name| name.len() == 64)), "{names:?}");
        app.execute("UPDATE ironwood_limit SET free_at = free_at - 13000000", &[]).await;
        guesser.sign_in(ADMIN, PASSWORD).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn guesses_at_once_are_counted_one_by_one() {
    at_the_door(async |app| {
        let browser = Browser::of(app).await;
        let guesses = (0..12).map(|_| browser.sign_in(ADMIN, "wrong"));
        let answers = futures_util::future::join_all(guesses).await;
        let looked_at = answers.iter().filter(|answer| faults(answer) == ["password username_password_mismatch"]);
        assert_eq!(looked_at.count(), 5);
    })
    .await;
}

#[tokio::test]
async fn right_passwords_are_not_counted() {
    at_the_door(async |app| {
        for _ in 0..8 {
            Browser::signed_in(app, ADMIN).await;
        }
    })
    .await;
}

#[tokio::test]
async fn one_address_signs_in_thirty_times_a_minute() {
    at_the_door(async |app| {
        let browser = Browser::of(app).await;
        for guess in 0..30 {
            browser.sign_in(&format!("user{guess}"), "wrong").await.expect(400);
        }
        assert_eq!(browser.sign_in(ADMIN, PASSWORD).await.expect(429), json!({"status": 429}));
        // Reading is not counted.
        browser.get("auth/session").await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn codes_are_guessed_five_times_a_minute_whoever_asks() {
    at_the_door(async |app| {
        let secret = Browser::signed_in(app, ADMIN).await.add_app().await;
        let guesser = Browser::of(app).await;
        guesser.sign_in(ADMIN, PASSWORD).await.expect(401);
        for _ in 0..5 {
            let answer = guesser.post("auth/2fa/authenticate", json!({"code": "000000"})).await;
            assert_eq!(faults(&answer), ["code incorrect_code"]);
        }
        let right = json!({"code": code(&secret, 0)});
        assert_eq!(
            faults(&guesser.post("auth/2fa/authenticate", right.clone()).await),
            ["code too_many_login_attempts"]
        );
        let other = Browser::of(app).await;
        other.sign_in(ADMIN, PASSWORD).await.expect(401);
        assert_eq!(faults(&other.post("auth/2fa/authenticate", right).await), ["code too_many_login_attempts"]);
        app.execute("UPDATE ironwood_limit SET free_at = free_at - 13000000", &[]).await;
        let right = json!({"code": code(&secret, 0)});
        guesser.post("auth/2fa/authenticate", right).await.expect(401);
        // A right code forgives the wrong ones.
        guesser.post("auth/2fa/trust", json!({})).await.expect(200);
        assert_eq!(
            faults(&guesser.post("auth/2fa/reauthenticate", json!({"code": "000000"})).await),
            ["code incorrect_code"]
        );
    })
    .await;
}
