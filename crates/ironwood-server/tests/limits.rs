//! How much, how often, how long: what one client may ask of the server (spec 00 §14, §15).

mod common;

use std::time::{Duration, Instant};

use bytes::Bytes;
use common::{App, Setup, each_setup};
use http::Method;
use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Endpoint, Field, Form, Handler, Model, Resource, Shape};
use ironwood_rest::kind::Int;
use ironwood_rest::{Kernel, Method as Verb, PermissionClass, Reply, Result};
use ironwood_server::{Options, Rate};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const SIZES: Handler = |_, request| {
    Box::pin(async move {
        let uploads: Vec<usize> = request.uploads.iter().map(|upload| upload.content.len()).collect();
        Result::Ok(Reply::value(&json!({"text": request.body.to_string().len(), "uploads": uploads})))
    })
};

/// Groups as a list, of which the 1800th cannot be read when it is asked for.
fn groups(engine: Engine) -> Resource {
    const GROUP: Model =
        Model { app: "auth", name: "group", class: "Group", verbose: "group", table: "auth_group", key: "auth_group" };
    let broken = match engine {
        Engine::Sqlite => "CASE WHEN t.name = 'group 1800' THEN abs(-9223372036854775808) ELSE 0 END",
        Engine::Postgres => "CASE WHEN t.name = 'group 1800' THEN 1 / (t.id - t.id) ELSE 0 END",
    };
    let shape = Shape::new(GROUP, "Group")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only())
        .field(Field::computed("broken", Int::ANY, broken).on_demand("broken"));
    Resource::new("group", shape.into(), "Groups")
}

fn kernel(engine: Engine) -> Kernel {
    let sizes = Endpoint::new("sizes", "Sizes")
        .on(Verb::Post, PermissionClass::Authenticated, Form::new("Sizes"), SIZES)
        .get(PermissionClass::Any, SIZES);
    Kernel::default().resources([groups(engine)]).endpoints([sizes])
}

async fn with_options(options: fn(&mut Options), test: impl AsyncFn(&App)) {
    each_setup(Setup { kernel, options }, test).await;
}

async fn fill_groups(app: &App, count: usize) {
    app.db
        .write("fill", move |conn| {
            Box::pin(async move {
                let rows: Vec<Vec<Param>> = (0..count).map(|number| vec![format!("group {number}").into()]).collect();
                conn.insert_many("auth_group", &["name"], &rows).await.map(drop)
            })
        })
        .await
        .unwrap_or_else(|error: ironwood_db::DbError| panic!("{error}"));
}

#[tokio::test]
async fn a_long_list_is_sent_while_it_is_read() {
    with_options(
        |_| {},
        async |app| {
            fill_groups(app, 2000).await;
            let answer = app.admin().get("/api/group/").await;
            let rows = answer.expect(200).as_array().unwrap().len();
            assert_eq!(rows, 2000);
            assert_eq!(answer.header("transfer-encoding"), "chunked");
            assert_eq!(answer.header("content-type"), "application/json");
            let page = app.admin().get("/api/group/?limit=600").await;
            assert_eq!(page.expect(200)["results"].as_array().unwrap().len(), 600);
            assert_eq!(page.header("content-length"), page.body.len().to_string());
            let head = app.admin().send(Method::HEAD, "/api/group/", "", "").await;
            assert_eq!((head.status, head.body.len()), (200, 0));
            app.actor("clerk", &[]).await.get("/api/group/").await.expect(403);
        },
    )
    .await;
}

#[tokio::test]
async fn a_list_that_breaks_half_way_does_not_end_like_a_whole_one() {
    use http_body_util::BodyExt;
    with_options(
        |_| {},
        async |app| {
            fill_groups(app, 2000).await;
            for client in [app.admin(), app.admin().with("accept-encoding", "gzip")] {
                let response = client.start(Method::GET, "/api/group/?broken=true", "", Bytes::new()).await;
                assert_eq!(response.status(), 200);
                assert!(response.into_body().collect().await.is_err(), "the body must break off");
            }
            // Where nothing was sent yet, the status tells.
            app.execute(
                "DELETE FROM auth_group WHERE id NOT IN (SELECT id FROM auth_group WHERE name = 'group 1800')",
                &[],
            )
            .await;
            app.admin().get("/api/group/?broken=true").await.expect(500);
        },
    )
    .await;
}

#[tokio::test]
async fn a_client_that_leaves_does_not_hold_the_others_up() {
    with_options(
        |_| {},
        async |app| {
            fill_groups(app, 20_000).await;
            for _ in 0..8 {
                let response = app.admin().start(Method::GET, "/api/group/", "", Bytes::new()).await;
                assert_eq!(response.status(), 200);
            }
            let whole = app.admin().get("/api/group/").await.expect(200);
            assert_eq!(whole.as_array().unwrap().len(), 20_000);
        },
    )
    .await;
}

#[tokio::test]
async fn bodies_have_a_limit() {
    let options = |options: &mut Options| options.body_limit = 1 << 20;
    with_options(options, async |app| {
        let text = |size: usize| format!("\"{}\"", "x".repeat(size - 2));
        let admin = app.admin();
        let send = async |size| admin.send(Method::POST, "/api/sizes/", "application/json", text(size)).await;
        assert_eq!(send(1 << 20).await.expect(200)["text"], 1 << 20);
        let detail = send((1 << 20) + 1).await.expect(413)["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("1048576"), "{detail}");
        let form = format!("a={}", "x".repeat(2 << 20));
        admin.send(Method::POST, "/api/sizes/", "application/x-www-form-urlencoded", form).await.expect(413);
        // Who is not known hears that first.
        app.nobody().send(Method::POST, "/api/sizes/", "application/json", text(3 << 20)).await.expect(401);
        let stranger = app.nobody().token("inv-wrong");
        stranger.send(Method::POST, "/api/sizes/", "application/json", text(3 << 20)).await.expect(401);
    })
    .await;
}

#[tokio::test]
async fn uploads_may_be_as_large_as_the_setting_says() {
    with_options(
        |_| {},
        async |app| {
            let file = vec![b'x'; 9 << 20];
            let upload = async |client: &common::Client, file: &[u8]| {
                client.form(Method::POST, "/api/sizes/", &[("note", "a")], &[("file", "a.bin", file)]).await
            };
            assert_eq!(upload(&app.admin(), &file).await.expect(200)["uploads"], json!([9 << 20]));
            assert!(upload(&app.admin(), &vec![b'x'; 13 << 20]).await.expect(413)["detail"].is_string());
            upload(&app.nobody(), &file).await.expect(401);
            upload(&app.nobody().token("inv-wrong"), &file).await.expect(401);
            let set = "INSERT INTO common_inventreesetting (key, value) VALUES ('INVENTREE_UPLOAD_MAX_SIZE', '1')";
            app.execute(set, &[]).await;
            upload(&app.admin(), &file).await.expect(413);
        },
    )
    .await;
}

#[tokio::test]
async fn nobody_asks_more_often_than_the_rate_allows() {
    let options = |options: &mut Options| {
        options.throttle_anonymous = Some(Rate::new(2, Duration::from_secs(60)));
        options.throttle_user = Some(Rate::new(3, Duration::from_secs(60)));
    };
    with_options(options, async |app| {
        let started = Instant::now();
        for _ in 0..2 {
            app.nobody().get("/api/sizes/").await.expect(200);
        }
        let answer = app.nobody().get("/api/sizes/").await;
        let detail = answer.expect(429)["detail"].as_str().unwrap().to_owned();
        let wait: u64 = answer.header("retry-after").parse().unwrap();
        assert_eq!(detail, format!("Request was throttled. Expected available in {wait} seconds."));
        let passed = started.elapsed().as_secs();
        assert!((30 - passed.min(30)..=30).contains(&wait), "{wait} after {passed}");
        let clerk = app.actor("clerk", &[]).await;
        // What is refused anyway is not counted.
        for _ in 0..5 {
            app.nobody().post("/api/sizes/", json!({})).await.expect(401);
            clerk.get("/api/group/").await.expect(403);
        }
        for status in [200, 200, 200, 429] {
            clerk.post("/api/sizes/", json!({})).await.expect(status);
        }
        app.admin().get("/api/sizes/").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn heads_that_cannot_be_read_are_explained() {
    with_options(
        |_| {},
        async |app| {
            let long = |size| format!("GET /api/sizes/?a={} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(size));
            for (request, status) in [
                (long(60_000), "200 OK"),
                (long(100_000), "414 URI Too Long"),
                (long(1_000_000), "431 Request Header Fields Too Large"),
                ("GET /\u{1} HTTP/1.1\r\n\r\n".into(), "400 Bad Request"),
                ("nonsense\r\n\r\n".into(), "400 Bad Request"),
            ] {
                let answer = raw(app, &request).await;
                let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
                assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{head}");
                if status != "200 OK" {
                    let body: serde_json::Value = serde_json::from_str(body).unwrap();
                    assert!(body["detail"].is_string(), "{body}");
                    assert!(head.contains("content-type: application/json"), "{head}");
                }
            }
        },
    )
    .await;
}

/// Sends bytes as they are and reads what comes, to the end or until a second has passed in silence.
async fn raw(app: &App, request: &str) -> String {
    let mut stream = tokio::net::TcpStream::connect(app.address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("the request is sent");
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(Ok(size @ 1..)) = tokio::time::timeout(Duration::from_secs(1), stream.read(&mut piece)).await {
        answer.extend_from_slice(&piece[..size]);
    }
    String::from_utf8(answer).expect("an answer of text")
}
