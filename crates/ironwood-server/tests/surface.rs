//! What holds for every endpoint: routing, negotiation, headers, bodies, errors (spec 00 §1, §2).

mod common;

use common::{Setup, each_database, each_setup};
use http::Method;
use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Form, Handler, Run};
use ironwood_rest::{Kernel, Method as Verb, PermissionClass, Reply, Request, Result};
use serde_json::{Value, json};

const READ: Handler = |_, request| Box::pin(async move { Ok(seen(request)) });
const PANIC: Handler = |_, _| Box::pin(async { panic!("on purpose") });
const TAGGED: Handler = |_, _| {
    Box::pin(async {
        Result::Ok(Reply::value(&json!(["tagged"])).header("etag", "\"1\"").header("Cache-Control", "public"))
    })
};
const CSV: Handler = |_, _| Box::pin(async { Result::Ok(Reply::ok(b"a,b".into()).header("content-type", "text/csv")) });

/// The request as the kernel sees it.
fn seen(request: &Request) -> Reply {
    let uploads: Vec<Value> = request
        .uploads
        .iter()
        .map(|upload| json!([upload.field, upload.name, String::from_utf8_lossy(&upload.content)]))
        .collect();
    Reply::value(&json!({
        "captures": request.captures, "query": request.query.pairs(), "body": request.body, "uploads": uploads,
        "origin": request.origin, "path": request.path, "agent": request.client("user-agent"),
    }))
}

/// Endpoints that show what arrives.
fn mirror(_: Engine) -> Kernel {
    let any = PermissionClass::Authenticated;
    let echo = Endpoint::new("echo", "Echo")
        .get(any, READ)
        .verb(Verb::Post, any, Some(Form::new("Echo")), Run::Read(READ))
        .on(Verb::Put, any, Form::new("Echo"), READ);
    Kernel::default().endpoints([
        echo,
        Endpoint::new("echo/<pk>/of/<word>", "Echo").get(any, READ),
        Endpoint::new("bare", "Without a slash").without_slash().get(any, READ),
        Endpoint::new("", "Everybody's").get(PermissionClass::Any, READ),
        Endpoint::new("panic", "Panics").get(any, PANIC).on(Verb::Post, any, Form::new("Panic"), PANIC),
        Endpoint::new("superuser", "Superusers only").on(Verb::Post, PermissionClass::Superuser, Form::new("S"), READ),
        Endpoint::new("tagged", "With a tag").get(any, TAGGED),
        Endpoint::new("csv", "Of another type").get(any, CSV),
    ])
}

fn mirrored() -> Setup {
    Setup { kernel: mirror, ..Setup::default() }
}

const JSON: &str = "application/json";

#[tokio::test]
async fn a_path_leads_to_its_endpoint_with_what_it_holds() {
    each_setup(mirrored(), async |app| {
        let admin = app.admin();
        let seen = admin.get("/api/echo/12/of/two%20words/?a=1&b=%C3%A9&a=2").await.expect(200);
        assert_eq!(seen["captures"], json!(["12", "two words"]));
        assert_eq!(seen["query"], json!([["a", "1"], ["b", "é"], ["a", "2"]]));
        assert_eq!(seen["origin"], format!("http://{}", app.address));
        assert_eq!(seen["path"], "/api/echo/12/of/two%20words/");
        admin.get("/api/bare").await.expect(200);
        app.nobody().get("/api/").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn unknown_paths_are_told_to_those_who_are_signed_in() {
    each_database(async |app| {
        for path in
            ["/api/nothing/", "/api/part", "/api/part/abc/", "/api/part/category/1/x/?a=1&b", "/api//", "/api/%00/"]
        {
            let answer = app.admin().get(path).await;
            let url = format!("http://{}{path}", app.address);
            assert_eq!(answer.expect(404), json!({"detail": "API endpoint not found", "url": url}));
            let answer = app.nobody().get(path).await;
            assert_eq!(answer.expect(401), json!({"detail": "Authentication credentials were not provided."}));
            assert_eq!(answer.header("www-authenticate"), "Token");
        }
    })
    .await;
}

#[tokio::test]
async fn every_answer_carries_the_common_headers() {
    each_setup(mirrored(), async |app| {
        let admin = app.admin();
        let mut ids = std::collections::HashSet::new();
        for (path, status) in [
            ("/api/echo/", 200),
            ("/api/nothing/", 404),
            ("/api/panic/", 500),
            ("/web/", 200),
            ("/static/x", 404),
            ("/x", 302),
        ] {
            let answer = admin.get(path).await;
            assert_eq!(answer.status, status, "{path}");
            assert_eq!(answer.header("x-inventree-api"), "532");
            assert!(!answer.header("x-inventree-version").is_empty());
            assert_eq!(answer.header("x-frame-options"), "DENY");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("referrer-policy"), "same-origin");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
            assert!(ids.insert(answer.header("x-inventree-reqid").to_owned()), "an id of its own");
        }
        let answer = admin.get("/api/echo/").await;
        assert_eq!(answer.header("content-type"), JSON);
        assert_eq!(answer.header("vary"), "Authorization, origin, Accept-Language, Cookie");
    })
    .await;
}

#[tokio::test]
async fn methods_are_judged_after_the_caller_and_the_permission() {
    each_setup(mirrored(), async |app| {
        let clerk = app.actor("clerk", &[]).await;
        app.nobody().delete("/api/echo/").await.expect(401);
        clerk.post("/api/superuser/", json!({})).await.expect(403);
        clerk.delete("/api/superuser/").await.expect(403);
        let answer = app.admin().delete("/api/superuser/").await;
        assert_eq!(answer.expect(405), json!({"detail": "Method \"DELETE\" not allowed."}));
        assert_eq!(answer.header("allow"), "POST, OPTIONS");
        let answer = clerk.get("/api/echo/").await;
        assert_eq!(answer.header("allow"), "GET, POST, PUT, HEAD, OPTIONS");
        for method in ["TRACE", "PROPFIND"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            app.nobody().send(method.clone(), "/api/echo/", "", "").await.expect(401);
            let answer = clerk.send(method.clone(), "/api/echo/", "", "").await;
            assert_eq!(answer.expect(405), json!({"detail": format!("Method \"{method}\" not allowed.")}));
        }
    })
    .await;
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    each_setup(mirrored(), async |app| {
        let whole = app.admin().get("/api/echo/").await;
        let head = app.admin().send(Method::HEAD, "/api/echo/", "", "").await;
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("content-length"), whole.body.len().to_string());
        assert_eq!(head.header("content-type"), JSON);
    })
    .await;
}

#[tokio::test]
async fn only_json_is_offered() {
    each_setup(mirrored(), async |app| {
        let admin = app.admin();
        let answer = admin.clone().with("accept", "text/html").get("/api/echo/").await;
        assert_eq!(answer.expect(406), json!({"detail": "Could not satisfy the request Accept header."}));
        for accept in ["*/*", "text/html, */*;q=0.1", "application/json; indent=4"] {
            admin.clone().with("accept", accept).get("/api/echo/").await.expect(200);
        }
        admin.get("/api/echo/?format=json").await.expect(200);
        assert_eq!(admin.get("/api/echo/?format=xml").await.expect(404), json!({"detail": "Not found."}));
        // What the domain answers of its own accord keeps its type.
        assert_eq!(admin.get("/api/csv/").await.header("content-type"), "text/csv");
    })
    .await;
}

#[tokio::test]
async fn three_kinds_of_bodies_are_read() {
    each_setup(mirrored(), async |app| {
        let admin = app.admin();
        let body = |answer: common::Answer| answer.expect(200)["body"].clone();
        assert_eq!(body(admin.post("/api/echo/", json!({"a": [1, null]})).await), json!({"a": [1, null]}));
        assert_eq!(body(admin.send(Method::POST, "/api/echo/", "", "").await), Value::Null);
        assert_eq!(body(admin.send(Method::PUT, "/api/echo/", JSON, "").await), Value::Null);
        let form = "application/x-www-form-urlencoded; charset=utf-8";
        let sent = admin.send(Method::POST, "/api/echo/", form, "a=1&b=x+y&c=1&c=2&d=%ff").await;
        assert_eq!(body(sent), json!({"a": "1", "b": "x y", "c": ["1", "2"], "d": "\u{fffd}"}));
        let files: &[(&str, &str, &[u8])] = &[("file", "ü.txt", b"hello\r\n"), ("empty", "", b""), ("file", "b", b"")];
        let sent =
            admin.form(Method::POST, "/api/echo/", &[("note", "zwölf"), ("tag", "a"), ("tag", "b")], files).await;
        let seen = sent.expect(200);
        assert_eq!(seen["body"], json!({"note": "zwölf", "tag": ["a", "b"]}));
        assert_eq!(seen["uploads"], json!([["file", "ü.txt", "hello\r\n"], ["file", "b", ""]]));
    })
    .await;
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused_and_named() {
    each_setup(mirrored(), async |app| {
        let admin = app.admin();
        for text in ["{", "nonsense", "{\"a\": \"\\ud800\"}", "\"\0\"", &"[".repeat(100_000), "1e999", "{} x"] {
            let answer = admin.send(Method::POST, "/api/echo/", JSON, text.to_owned()).await;
            let detail = answer.expect(400)["detail"].as_str().unwrap().to_owned();
            assert!(detail.starts_with("JSON parse error - "), "{detail}");
        }
        for (kind, shown) in [("text/plain; charset=utf-8", "text/plain; charset=utf-8"), ("", "")] {
            let answer = admin.send(Method::POST, "/api/echo/", kind, "x").await;
            let detail = format!("Unsupported media type \"{shown}\" in request.");
            assert_eq!(answer.expect(415), json!({"detail": detail}));
        }
        for (kind, text) in [("multipart/form-data", "x"), ("multipart/form-data; boundary=a", "--b\r\n")] {
            let answer = admin.send(Method::POST, "/api/echo/", kind, text).await;
            assert!(answer.expect(400)["detail"].as_str().unwrap().starts_with("Multipart form parse error - "));
        }
    })
    .await;
}

#[tokio::test]
async fn only_those_who_may_send_a_body_hear_what_is_wrong_with_it() {
    each_setup(mirrored(), async |app| {
        let clerk = app.actor("clerk", &[]).await;
        for (client, status) in
            [(app.nobody(), 401), (app.nobody().token("inv-wrong"), 401), (clerk, 403), (app.admin(), 400)]
        {
            client.send(Method::POST, "/api/superuser/", JSON, "{").await.expect(status);
        }
        app.admin().send(Method::DELETE, "/api/superuser/", JSON, "{").await.expect(405);
    })
    .await;
}

#[tokio::test]
async fn broken_queries_are_read_as_well_as_can_be() {
    each_setup(mirrored(), async |app| {
        let seen = app.admin().get("/api/echo/?a=%zz&b=%ff&&=x&c").await.expect(200);
        assert_eq!(seen["query"], json!([["a", "%zz"], ["b", "\u{fffd}"], ["", "x"], ["c", ""]]));
        let many = "a&".repeat(1001);
        assert!(app.admin().get(&format!("/api/echo/?{many}")).await.expect(400)["detail"].is_string());
    })
    .await;
}

#[tokio::test]
async fn a_panic_is_one_500_and_no_more() {
    each_setup(mirrored(), async |app| {
        for answer in [app.admin().get("/api/panic/").await, app.admin().post("/api/panic/", json!({})).await] {
            let detail = answer.expect(500)["detail"].as_str().unwrap().to_owned();
            assert!(!detail.contains("purpose"), "{detail}");
        }
        app.admin().get("/api/echo/").await.expect(200);
        app.admin().put("/api/echo/", json!({})).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    each_setup(mirrored(), async |app| {
        let first = app.admin().get("/api/tagged/").await;
        assert_eq!((first.expect(200), first.header("cache-control")), (json!(["tagged"]), "public"));
        let again = app.admin().with("if-none-match", first.header("etag")).get("/api/tagged/").await;
        assert_eq!((again.status, again.body.len()), (304, 0));
    })
    .await;
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_ask() {
    each_setup(mirrored(), async |app| {
        let client = app.admin().with("accept-encoding", "gzip");
        let long = client.get(&format!("/api/echo/?a={}", "x".repeat(5000))).await;
        assert_eq!(long.header("content-encoding"), "gzip");
        assert!(long.body.starts_with(&[0x1f, 0x8b]) && long.body.len() < 1000);
        assert_eq!(client.get("/api/echo/").await.header("content-encoding"), "");
    })
    .await;
}

#[tokio::test]
async fn the_old_addresses_of_metadata_lead_to_the_new_ones() {
    each_database(async |app| {
        let answer = app.admin().get("/api/part/category/7/metadata/").await;
        answer.expect(301);
        assert_eq!(answer.header("location"), "/api/metadata/partcategory/pk/7/");
    })
    .await;
}

#[tokio::test]
async fn links_name_the_host_that_the_client_asked() {
    let setup = Setup { options: |options| options.forwarded.proto = true, ..mirrored() };
    each_setup(setup, async |app| {
        let seen = app.admin().with("host", "stock.example").with("x-forwarded-proto", "https").get("/api/echo/").await;
        assert_eq!(seen.expect(200)["origin"], "https://stock.example");
    })
    .await;
}

#[tokio::test]
async fn pages_of_trusted_origins_may_ask() {
    let options = |options: &mut ironwood_server::Options| {
        options.cors.origins = vec!["https://shop.example".into()];
        options.site_url = Some("https://stock.example".into());
    };
    each_setup(Setup { options, ..mirrored() }, async |app| {
        for origin in ["https://shop.example", "https://stock.example"] {
            let answer = app.admin().with("origin", origin).get("/api/echo/").await;
            assert_eq!(answer.header("access-control-allow-origin"), origin);
            assert_eq!(answer.header("access-control-allow-credentials"), "true");
        }
        let asks = |origin| app.nobody().with("origin", origin).with("access-control-request-method", "POST");
        let answer = asks("https://shop.example").options("/api/echo/").await;
        assert_eq!(answer.status, 200);
        assert!(answer.header("access-control-allow-headers").contains("x-csrftoken"));
        assert!(answer.header("access-control-allow-methods").contains("PATCH"));
        let answer = asks("https://evil.example").options("/api/echo/").await;
        assert_eq!(answer.header("access-control-allow-origin"), "");
        // Without the question of a browser it is our own OPTIONS.
        app.nobody().with("origin", "https://shop.example").options("/api/echo/").await.expect(401);
    })
    .await;
}
