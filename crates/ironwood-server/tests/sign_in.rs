//! Who is asking: tokens, passwords, sessions (spec 10 §1, §2).

mod common;

use common::{ADMIN, App, Client, PASSWORD, SECRET, Setup, each_setup};
use ironwood_auth::django::{SessionCodec, session_auth_hash};
use ironwood_auth::password::PasswordHasher;
use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Form, Handler, Run};
use ironwood_rest::{Kernel, Method, PermissionClass, Reply, Result};
use jiff::Timestamp;
use serde_json::{Value, json};

const WHO: Handler = |ctx, request| {
    Box::pin(async move { Result::Ok(Reply::value(&json!([ctx.actor.username, request.client("token")]))) })
};
/// As `user/me/token/` asks for a session.
const SIGN_IN: Handler = |ctx, _| {
    Box::pin(async {
        let user = ctx.actor.user_id.to_string();
        Result::Ok(Reply::value(&json!({"token": "x"})).header("x-ironwood-sign-in", user))
    })
};

fn desk(_: Engine) -> Kernel {
    let any = PermissionClass::Authenticated;
    let empty = || Form::new("Empty");
    Kernel::default().endpoints([
        Endpoint::new("who", "Who am I").get(any, WHO).on(Method::Post, any, empty(), WHO).verb(
            Method::Put,
            any,
            Some(empty()),
            Run::Read(WHO),
        ),
        Endpoint::new("open", "Everybody's").get(PermissionClass::Any, WHO),
        Endpoint::new("session", "Sign in").verb(Method::Get, any, None, Run::Write(SIGN_IN)),
    ])
}

async fn at_the_desk(test: impl AsyncFn(&App)) {
    each_setup(Setup { kernel: desk, ..Setup::default() }, test).await;
}

async fn detail(client: &Client, path: &str, status: u16) -> String {
    client.get(path).await.expect(status)["detail"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_token_speaks_for_its_user_until_it_ends() {
    at_the_desk(async |app| {
        let clerk = app.actor("clerk", &[]).await;
        assert_eq!(clerk.get("/api/who/").await.expect(200), json!(["clerk", "inv-test-clerk"]));
        for header in ["token inv-test-clerk", "TOKEN  inv-test-clerk"] {
            app.nobody().with("authorization", header).get("/api/who/").await.expect(200);
        }
        let wrong = app.nobody().token("inv-wrong");
        assert_eq!(detail(&wrong, "/api/who/", 401).await, "Invalid token.");
        // A header that fails is final, also where anybody may read.
        assert_eq!(detail(&wrong, "/api/open/", 401).await, "Invalid token.");
        for (change, text) in [
            ("UPDATE users_apitoken SET revoked = (1 = 1)", "Token has been revoked"),
            ("UPDATE users_apitoken SET revoked = (1 = 0), expiry = '2020-01-01'", "Token has expired"),
            ("UPDATE users_apitoken SET expiry = '2100-01-01'", ""),
            ("UPDATE auth_user SET is_active = (1 = 0)", "User inactive or deleted."),
        ] {
            app.execute(change, &[]).await;
            let status = if text.is_empty() { 200 } else { 401 };
            assert_eq!(detail(&clerk, "/api/who/", status).await, text);
        }
    })
    .await;
}

#[tokio::test]
async fn malformed_headers_are_named() {
    at_the_desk(async |app| {
        for (header, text) in [
            ("Token", "Invalid token header. No credentials provided."),
            ("Token a b", "Invalid token header. Token string should not contain spaces."),
            ("Basic", "Invalid basic header. No credentials provided."),
            ("Basic !!", "Invalid basic header. Credentials not correctly base64 encoded."),
            ("Bearer inv-test-admin", "Authentication credentials were not provided."),
        ] {
            let answer = app.nobody().with("authorization", header).get("/api/who/").await;
            assert_eq!(answer.expect(401)["detail"], text);
            assert_eq!(answer.header("www-authenticate"), "Token");
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_in_the_address_counts_for_nothing() {
    at_the_desk(async |app| {
        for path in ["/api/who/?token=inv-test-admin", "/api/who/?auth_token=inv-test-admin"] {
            app.nobody().get(path).await.expect(401);
        }
    })
    .await;
}

#[tokio::test]
async fn the_last_use_of_a_token_is_noted() {
    at_the_desk(async |app| {
        app.execute("UPDATE users_apitoken SET last_seen = NULL", &[]).await;
        app.admin().get("/api/who/").await.expect(200);
        // It is written after the answer.
        for _ in 0..100 {
            if app.value("SELECT last_seen FROM users_apitoken").await != Value::Null {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let today = jiff::tz::TimeZone::UTC.to_datetime(Timestamp::now()).date();
        assert_eq!(app.value("SELECT last_seen FROM users_apitoken").await, ironwood_db::date_text(today));
    })
    .await;
}

#[tokio::test]
async fn a_password_speaks_for_its_user() {
    at_the_desk(async |app| {
        for name in [ADMIN, "ADMIN", "Admin"] {
            let who = app.nobody().basic(name, PASSWORD).get("/api/who/").await.expect(200);
            assert_eq!(who, json!([ADMIN, ""]));
        }
        app.nobody().basic(ADMIN, PASSWORD).post("/api/who/", json!({})).await.expect(200);
        for (name, password) in
            [(ADMIN, "wrong"), ("nobody", PASSWORD), ("a\0b", PASSWORD), ("admin@example.com", PASSWORD)]
        {
            let client = app.nobody().basic(name, password);
            assert_eq!(detail(&client, "/api/who/", 401).await, "Invalid username/password.");
        }
        app.execute("UPDATE auth_user SET is_active = (1 = 0)", &[]).await;
        let client = app.nobody().basic(ADMIN, PASSWORD);
        assert_eq!(detail(&client, "/api/who/", 401).await, "Invalid username/password.");
    })
    .await;
}

#[tokio::test]
async fn a_changed_password_counts_at_once() {
    at_the_desk(async |app| {
        let old = app.nobody().basic(ADMIN, PASSWORD);
        old.get("/api/who/").await.expect(200);
        let hash = PasswordHasher::with_iterations(1).hash("another one");
        app.execute("UPDATE auth_user SET password = ?", &[hash.into()]).await;
        old.get("/api/who/").await.expect(401);
        app.nobody().basic(ADMIN, "another one").get("/api/who/").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn signing_in_opens_a_session() {
    at_the_desk(async |app| {
        let clerk = app.actor("clerk", &[]).await;
        let answer = clerk.with("user-agent", "Browser/1.0").get("/api/session/").await;
        assert_eq!(answer.expect(200), json!({"token": "x"}));
        assert_eq!(answer.header("x-ironwood-sign-in"), "");
        let browser = app.nobody().cookies_of(&answer);
        assert_eq!(browser.get("/api/who/").await.expect(200), json!(["clerk", ""]));
        // Whoever has a session keeps it.
        assert_eq!(browser.get("/api/session/").await.cookies().count(), 0);
        let rows = app.rows("SELECT user_agent, data, s.session_key FROM usersessions_usersession u JOIN django_session s ON s.session_key = u.session_key").await;
        let [[agent, data, key]] = &rows[..] else { panic!("one session: {rows:?}") };
        assert_eq!((agent, data), (&json!("Browser/1.0"), &json!("{}")));
        let cookie = answer.cookies().find(|cookie| cookie.starts_with("sessionid=")).unwrap().to_owned();
        assert!(cookie.starts_with(&format!("sessionid={}; ", key.as_str().unwrap())), "{cookie}");
        assert!(cookie.contains("HttpOnly"), "{cookie}");
        assert_ne!(app.value("SELECT last_login FROM auth_user WHERE username = 'clerk'").await, Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_with_its_time_its_password_or_its_user() {
    at_the_desk(async |app| {
        for (change, back) in [
            ("UPDATE auth_user SET is_active = (1 = 0)", "UPDATE auth_user SET is_active = (1 = 1)"),
            ("UPDATE django_session SET expire_date = '2020-01-01 00:00:00'", ""),
            ("UPDATE auth_user SET password = 'another'", ""),
            ("DELETE FROM django_session", ""),
        ] {
            let browser = app.nobody().cookies_of(&app.admin().get("/api/session/").await);
            browser.get("/api/who/").await.expect(200);
            app.execute(change, &[]).await;
            assert_eq!(detail(&browser, "/api/who/", 401).await, "Authentication credentials were not provided.");
            if !back.is_empty() {
                app.execute(back, &[]).await;
            }
        }
        let forged = app.nobody().with("cookie", "sessionid=abcdefghijklmnopqrstuvwxyz012345");
        forged.get("/api/who/").await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_django_wrote_is_known() {
    at_the_desk(async |app| {
        let password = app.value("SELECT password FROM auth_user").await;
        let user = app.number("SELECT id FROM auth_user").await;
        let hash = session_auth_hash(SECRET, password.as_str().unwrap());
        let data = json!({"_auth_user_id": user.to_string(), "_auth_user_backend": "x", "_auth_user_hash": hash});
        let now = u64::try_from(Timestamp::now().as_second()).unwrap();
        let insert = "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('k', ?, '2100-01-01 00:00:00')";
        app.execute(insert, &[SessionCodec::new(SECRET).encode(&data.to_string(), now).into()]).await;
        let browser = app.nobody().with("cookie", "sessionid=k");
        assert_eq!(browser.get("/api/who/").await.expect(200), json!([ADMIN, ""]));
        app.execute("DELETE FROM django_session", &[]).await;
        app.execute(insert, &[SessionCodec::new("another secret").encode(&data.to_string(), now).into()]).await;
        browser.get("/api/who/").await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn what_a_session_changes_must_come_from_a_page_of_ours() {
    at_the_desk(async |app| {
        let signed_in = app.admin().get("/api/session/").await;
        let browser = app.nobody().cookies_of(&signed_in);
        let secret = signed_in.cookies().find_map(|cookie| cookie.strip_prefix("csrftoken=")).unwrap();
        let secret = secret.split(';').next().unwrap();
        let post = async |client: &Client, status: u16| {
            client.post("/api/who/", json!({})).await.expect(status)["detail"].clone()
        };
        assert_eq!(post(&browser, 403).await, "CSRF Failed: CSRF token missing.");
        let page = browser.clone().with("x-csrftoken", secret);
        assert_eq!(post(&page, 200).await, Value::Null);
        page.put("/api/who/", json!({})).await.expect(200);
        let evil = page.clone().with("origin", "https://evil.example");
        let reason = "CSRF Failed: Origin checking failed - https://evil.example does not match any trusted origins.";
        assert_eq!(post(&evil, 403).await, reason);
        assert_eq!(post(&page.with("origin", &format!("http://{}", app.address)), 200).await, Value::Null);
        let form = format!("csrfmiddlewaretoken={secret}");
        let kind = "application/x-www-form-urlencoded";
        browser.send(http::Method::POST, "/api/who/", kind, form).await.expect(200);
        // Reading changes nothing, and a token is sent by nobody's browser.
        browser.get("/api/who/").await.expect(200);
        app.admin().post("/api/who/", json!({})).await.expect(200);
        // A dead session is nobody's, and needs no proof of anything.
        app.execute("DELETE FROM django_session", &[]).await;
        assert_eq!(post(&browser, 401).await, "Authentication credentials were not provided.");
    })
    .await;
}

#[tokio::test]
async fn credentials_in_the_header_win_over_a_session() {
    at_the_desk(async |app| {
        let clerk = app.actor("clerk", &[]).await;
        let browser = app.nobody().cookies_of(&clerk.get("/api/session/").await);
        let both = browser.clone().token("inv-test-admin");
        assert_eq!(both.get("/api/who/").await.expect(200)[0], ADMIN);
        assert_eq!(detail(&browser.clone().token("inv-wrong"), "/api/who/", 401).await, "Invalid token.");
        let other = browser.with("authorization", "Bearer x");
        assert_eq!(other.get("/api/who/").await.expect(200)[0], "clerk");
    })
    .await;
}
