//! A browser: it keeps cookies, and shows the secret of its pages.

use std::collections::BTreeMap;
use std::sync::Mutex;

use http::Method;
use ironwood_auth::django::SessionCodec;
use ironwood_auth::second_factor::totp;
use serde_json::{Map, Value, json};

use crate::common::{Answer, App, Client, PASSWORD, SECRET};

/// A browser with its cookies.
pub struct Browser {
    client: Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// A new one, which has looked at the sign-in page.
    pub async fn of(app: &App) -> Self {
        let browser = Browser::blank(app);
        browser.get("auth/session").await.expect(401);
        browser
    }

    /// One that was nowhere yet.
    pub fn blank(app: &App) -> Self {
        Browser { client: app.nobody(), cookies: Mutex::default() }
    }

    /// One in which this user is signed in, without a second factor.
    pub async fn signed_in(app: &App, name: &str) -> Self {
        let browser = Browser::of(app).await;
        browser.sign_in(name, PASSWORD).await.expect(200);
        browser
    }

    /// With another header in every request.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.client = self.client.with(name, value);
        self
    }

    pub async fn sign_in(&self, name: &str, password: &str) -> Answer {
        self.post("auth/login", json!({"username": name, "password": password})).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "", String::new()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, "application/json", body.to_string()).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, "application/json", body.to_string()).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, "application/json", body.to_string()).await
    }

    /// Reads what a link in a mail is about: its key goes in a header.
    pub async fn look(&self, path: &str, header: &str, key: &str) -> Answer {
        let client = self.client.clone().with(header, key);
        client.get(&format!("/api/auth/v1/{path}")).await
    }

    pub async fn delete(&self, path: &str, body: Value) -> Answer {
        self.send(Method::DELETE, path, "application/json", body.to_string()).await
    }

    /// Sends a request; paths that do not begin with `/` are below the account API.
    pub async fn send(&self, method: Method, path: &str, kind: &str, body: String) -> Answer {
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/api/auth/v1/{path}") };
        let mut client = self.client.clone();
        {
            let cookies = self.cookies.lock().expect("the cookies");
            let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            if !pairs.is_empty() {
                client = client.with("cookie", &pairs.join("; "));
            }
            if let Some(secret) = cookies.get("csrftoken") {
                client = client.with("x-csrftoken", secret);
            }
        }
        let answer = client.send(method, &path, kind, body).await;
        let mut cookies = self.cookies.lock().expect("the cookies");
        for cookie in answer.cookies() {
            let (pair, _) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie with a value");
            if cookie.contains("Max-Age=0") {
                cookies.remove(name)
            } else {
                cookies.insert(name.into(), value.into())
            };
        }
        drop(cookies);
        answer
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("the cookies").get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("the cookies").insert(name.into(), value.into());
    }

    /// Key of its session.
    #[track_caller]
    pub fn session(&self) -> String {
        self.cookie("sessionid").expect("a session")
    }

    /// Who the account API says is signed in; null for nobody.
    pub async fn user(&self) -> Value {
        self.get("auth/session").await.json()["data"]["user"]["username"].clone()
    }

    /// Sets up an app for one-time codes; its secret.
    pub async fn add_app(&self) -> String {
        let offered = self.get("account/authenticators/totp").await.expect(404);
        let secret = offered["meta"]["secret"].as_str().expect("a secret").to_owned();
        self.post("account/authenticators/totp", json!({"code": code(&secret, 0)})).await.expect(200);
        secret
    }
}

/// The code that an app shows now, or showed or will show so many periods from now.
pub fn code(secret: &str, periods: i64) -> String {
    let now = jiff::Timestamp::now().as_second() + periods * totp::PERIOD;
    totp::code(secret, now).expect("a code")
}

/// What is wrong, as `field code`.
pub fn faults(answer: &Answer) -> Vec<String> {
    let errors = answer.expect(400)["errors"].as_array().cloned().expect("errors");
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    errors.iter().map(|error| format!("{} {}", text(&error["param"]), text(&error["code"]))).collect()
}

/// The names of the flows that an answer offers.
pub fn flows(answer: &Answer) -> Vec<String> {
    let flows = answer.expect(401)["data"]["flows"].as_array().cloned().expect("flows");
    flows.iter().map(|flow| flow["id"].as_str().expect("a flow").to_owned()).collect()
}

/// Changes the stored object of a browser's session behind the server's back.
pub async fn edit_session(app: &App, browser: &Browser, edit: impl FnOnce(&mut Map<String, Value>)) {
    let key = browser.session();
    let data = app.value(&format!("SELECT session_data FROM django_session WHERE session_key = '{key}'")).await;
    let codec = SessionCodec::new(SECRET);
    let text = codec.decode(data.as_str().expect("a stored session")).expect("a session of ours");
    let mut values: Map<String, Value> = serde_json::from_str(&text).expect("an object");
    edit(&mut values);
    let now = u64::try_from(jiff::Timestamp::now().as_second()).expect("a time after 1970");
    let data = codec.encode(&Value::Object(values).to_string(), now);
    let sql = "UPDATE django_session SET session_data = ? WHERE session_key = ?";
    assert_eq!(app.execute(sql, &[data.into(), key.into()]).await, 1);
}
