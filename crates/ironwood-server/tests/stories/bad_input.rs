//! What nobody should send: the answer is a refusal that says what is wrong, and everything that was there is still there.

use http::Method;
use serde_json::{Value, json};

use crate::common::{App, Client, each_database};
use crate::part;

const JSON: &str = "application/json";
/// The tables that the requests of these tests would write.
const TABLES: [&str; 4] = ["stock_stockitem", "stock_stockitemtracking", "stock_stocklocation", "company_company"];

/// A location with an item in it, and what the database says of them.
struct Shelf {
    location: i64,
    item: i64,
    part: i64,
}

impl Shelf {
    async fn fill(app: &App) -> Self {
        let admin = app.admin();
        let location = admin.post("/api/stock/location/", json!({"name": "Bin 1"})).await.expect(201)["pk"].clone();
        let part = part(app, "M3x8", None).await;
        let body = json!({"part": part, "quantity": 5, "location": location, "notes": "as it came"});
        let item = admin.post("/api/stock/", body).await.expect(201)[0]["pk"].clone();
        let key = |key: Value| key.as_i64().expect("a key");
        Shelf { location: key(location), item: key(item), part }
    }

    /// Everything that a refused request must leave alone.
    async fn look(&self, app: &App) -> Vec<Value> {
        let admin = app.admin();
        let mut seen = vec![
            admin.get(&format!("/api/stock/{}/", self.item)).await.expect(200),
            admin.get(&format!("/api/stock/location/{}/", self.location)).await.expect(200),
            admin.get(&format!("/api/metadata/stockitem/{}/", self.item)).await.expect(200),
        ];
        for table in TABLES {
            seen.push(app.number(&format!("SELECT COUNT(*) FROM {table}")).await.into());
        }
        seen
    }

    /// Where rows are written, with a body that each would take.
    fn places(&self) -> [(Method, String, Value); 5] {
        let Shelf { location, item, part } = self;
        [
            (Method::POST, "/api/stock/".into(), json!({"part": part, "quantity": 1})),
            (Method::PATCH, format!("/api/stock/{item}/"), json!({"packaging": "box"})),
            (Method::POST, "/api/stock/location/".into(), json!({"name": "Bin 2"})),
            (Method::PATCH, format!("/api/stock/location/{location}/"), json!({"description": "new"})),
            (Method::POST, "/api/stock/count/".into(), json!({"items": [{"pk": item, "quantity": 4}]})),
        ]
    }
}

/// Runs requests that must be refused, and looks at what they left behind.
async fn leaving_all_as_it_was(test: impl AsyncFn(&App, &Shelf)) {
    each_database(async |app| {
        let shelf = Shelf::fill(app).await;
        let before = shelf.look(app).await;
        test(app, &shelf).await;
        assert_eq!(shelf.look(app).await, before);
        // And the server goes on.
        for (method, path, body) in shelf.places() {
            let answer = app.admin().send(method, &path, JSON, body.to_string()).await;
            assert!([200, 201].contains(&answer.status), "{answer:?}");
        }
    })
    .await;
}

/// The body with one field as it should not be.
fn spoilt(body: &Value, field: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[field] = value;
    body
}

/// Refused with 400, and the answer names the field.
async fn refused(client: &Client, method: Method, path: &str, body: &Value, field: &str) {
    let refusal = client.send(method, path, JSON, body.to_string()).await.expect(400);
    let says = refusal.get(field).is_some_and(|messages| messages.to_string().len() > 4);
    assert!(says, "{path} {body}: {refusal}");
}

#[tokio::test]
async fn what_is_no_json_or_no_object_is_refused_everywhere() {
    leaving_all_as_it_was(async |app, shelf| {
        let admin = app.admin();
        for (method, path, body) in shelf.places() {
            let whole = body.to_string();
            let deep = "[".repeat(100_000);
            for text in ["", "{", &whole[..whole.len() - 1], "{'a': 1}", "NaN", "\"\\ud800\"", &deep] {
                let answer = admin.send(method.clone(), &path, JSON, text.to_owned()).await;
                assert!(answer.status == 400 || (text.is_empty() && method == Method::PATCH), "{text}: {answer:?}");
            }
            for other in [json!("text"), json!(7), json!([[1]])] {
                let answer = admin.send(method.clone(), &path, JSON, other.to_string()).await;
                assert!(answer.expect(400).to_string().len() > 4, "{path} {other}");
            }
            for kind in ["text/plain", "application/xml", ""] {
                let answer = admin.send(method.clone(), &path, kind, whole.clone()).await;
                assert!(answer.expect(415)["detail"].is_string(), "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn values_of_the_wrong_type_are_refused_by_the_name_of_their_field() {
    leaving_all_as_it_was(async |app, shelf| {
        let admin = app.admin();
        let path = format!("/api/stock/{}/", shelf.item);
        let (good, item) = (json!({"part": shelf.part, "quantity": 1}), json!({}));
        for value in [json!("many"), json!([1]), json!({"a": 1}), json!(null), json!("")] {
            refused(&admin, Method::POST, "/api/stock/", &spoilt(&good, "quantity", value.clone()), "quantity").await;
            let count = json!({"items": [{"pk": shelf.item, "quantity": value}]});
            refused(&admin, Method::POST, "/api/stock/count/", &count, "items").await;
        }
        for other in [json!("nope"), json!(7), json!({"pk": shelf.item})] {
            let refusal = admin.post("/api/stock/count/", json!({"items": other})).await.expect(400);
            assert!(refusal["items"]["non_field_errors"][0].is_string(), "{refusal}");
        }
        for value in [json!("x"), json!([1]), json!({"pk": 1}), json!(true), json!(1.5)] {
            refused(&admin, Method::POST, "/api/stock/", &spoilt(&good, "part", value.clone()), "part").await;
            refused(&admin, Method::PATCH, &path, &spoilt(&item, "location", value), "location").await;
        }
        for (field, value) in [
            ("packaging", json!({"a": "box"})),
            ("packaging", json!(true)),
            ("batch", json!(["a"])),
            ("expiry_date", json!("2026-02-30")),
            ("expiry_date", json!(20_260_228)),
            ("delete_on_deplete", json!("perhaps")),
            ("link", json!("no address")),
            ("status", json!("fine")),
        ] {
            refused(&admin, Method::PATCH, &path, &spoilt(&item, field, value), field).await;
        }
    })
    .await;
}

#[tokio::test]
async fn rows_that_are_not_there_are_named() {
    leaving_all_as_it_was(async |app, shelf| {
        let admin = app.admin();
        let nowhere = json!(987_654);
        let good = json!({"part": shelf.part, "quantity": 1});
        for key in ["987654", "0", "9223372036854775807", "99999999999999999999999", "-1", "x"] {
            let path = format!("/api/stock/{key}/");
            for method in [Method::GET, Method::PATCH, Method::PUT, Method::DELETE] {
                admin.send(method, &path, JSON, good.to_string()).await.expect(404);
            }
        }
        refused(&admin, Method::POST, "/api/stock/", &spoilt(&good, "part", nowhere.clone()), "part").await;
        refused(&admin, Method::POST, "/api/stock/", &spoilt(&good, "location", nowhere.clone()), "location").await;
        let moved = json!({"location": nowhere, "items": [{"pk": shelf.item, "quantity": 1}]});
        refused(&admin, Method::POST, "/api/stock/transfer/", &moved, "location").await;
        // One that is there does not go without the one that is not.
        let items = json!([{"pk": shelf.item, "quantity": 1}, {"pk": nowhere, "quantity": 1}]);
        let moved = json!({"location": shelf.location, "items": items});
        refused(&admin, Method::POST, "/api/stock/transfer/", &moved, "items").await;
        admin.delete_with("/api/stock/", json!({"items": [nowhere]})).await.expect(400);
        // What is wrong with the body is told first.
        for (action, body, field) in [
            ("convert", json!({"part": shelf.part}), "part"),
            ("install", json!({"stock_item": shelf.item}), "stock_item"),
            ("uninstall", json!({"location": shelf.location}), "location"),
            (
                "serialize",
                json!({"quantity": 1, "serial_numbers": "1", "destination": shelf.location}),
                "serial_numbers",
            ),
        ] {
            let path = format!("/api/stock/{nowhere}/{action}/");
            refused(&admin, Method::POST, &path, &json!({}), field).await;
            let answer = admin.post(&path, body).await;
            assert!(answer.expect(404)["detail"].is_string(), "{action}");
        }
    })
    .await;
}

#[tokio::test]
async fn numbers_that_no_column_holds_are_refused() {
    leaving_all_as_it_was(async |app, shelf| {
        let admin = app.admin();
        let good = json!({"part": shelf.part, "quantity": 1}).to_string();
        let with = |field: &str, number: &str| {
            good.replace(
                &format!("\"{field}\":{}", if field == "part" { shelf.part.to_string() } else { "1".into() }),
                &format!("\"{field}\":{number}"),
            )
        };
        for (field, number) in [
            ("quantity", "-1"),
            ("quantity", "1e30"),
            ("quantity", "99999999999999999999999999999999"),
            ("quantity", "0.000000000000001"),
            ("quantity", "\"NaN\""),
            ("quantity", "\"Infinity\""),
            ("part", "9223372036854775807"),
            ("part", "9223372036854775808"),
            ("part", "-9223372036854775809"),
            ("part", "1e300"),
        ] {
            let body = with(field, number);
            assert!(body.contains(number), "{body}");
            let refusal = admin.send(Method::POST, "/api/stock/", JSON, body.clone()).await.expect(400);
            assert!(refusal[field].to_string().len() > 4, "{body}: {refusal}");
        }
        // What JSON itself cannot say.
        admin.send(Method::POST, "/api/stock/", JSON, with("quantity", "1e999")).await.expect(400);
        let item = format!("/api/stock/{}/", shelf.item);
        refused(&admin, Method::PATCH, &item, &json!({"status": 99_999_999_999_i64}), "status").await;
        for query in ["limit=99999999999999999999999", "offset=-9223372036854775808", "part=99999999999999999999"] {
            let answer = admin.get(&format!("/api/stock/?{query}")).await;
            assert!([200, 400].contains(&answer.status), "{answer:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn null_characters_are_refused_wherever_they_hide() {
    leaving_all_as_it_was(async |app, shelf| {
        let admin = app.admin();
        let (item, metadata) =
            (format!("/api/stock/{}/", shelf.item), format!("/api/metadata/stockitem/{}/", shelf.item));
        refused(&admin, Method::POST, "/api/stock/location/", &json!({"name": "a\0b"}), "name").await;
        for field in ["packaging", "batch", "notes", "link"] {
            refused(&admin, Method::PATCH, &item, &spoilt(&json!({}), field, json!("a\0b")), field).await;
        }
        for hidden in [json!({"a\0": 1}), json!({"a": {"b": ["c\0"]}}), json!({"a": {"b\0": {}}})] {
            for method in [Method::PUT, Method::PATCH] {
                refused(&admin, method, &metadata, &json!({"metadata": hidden}), "metadata").await;
            }
            refused(&admin, Method::PATCH, "/api/user/profile/", &json!({"widgets": hidden}), "widgets").await;
        }
        admin.get("/api/stock/?search=a%00b").await.expect(400);
        admin.get("/api/stock/?batch=a%00b").await.expect(400);
        admin.get("/api/settings/global/A%00B/").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn bodies_of_ten_megabytes_are_refused() {
    leaving_all_as_it_was(async |app, shelf| {
        let admin = app.admin();
        let long = "x".repeat(10 << 20);
        for (method, path, body) in shelf.places() {
            let mut body = body;
            body["notes"] = long.clone().into();
            let answer = admin.send(method, &path, JSON, body.to_string()).await;
            assert!(answer.expect(413)["detail"].is_string(), "{path}");
        }
        // Shorter ones are read, and still too long for what they are to fill.
        let name = json!({"name": "x".repeat(1 << 20)});
        refused(&admin, Method::POST, "/api/stock/location/", &name, "name").await;
        let many: Vec<Value> = (0..50_000).map(|key| json!({"pk": key + 1000, "quantity": 1})).collect();
        refused(&admin, Method::POST, "/api/stock/count/", &json!({"items": many}), "items").await;
    })
    .await;
}

#[tokio::test]
async fn long_queries_are_read_or_refused() {
    // Longer ones than a server takes at all are a matter of its limits (`tests/limits.rs`).
    leaving_all_as_it_was(async |app, _| {
        let admin = app.admin();
        for parameter in ["search", "part", "ordering", "limit", "unheard_of"] {
            let answer = admin.get(&format!("/api/stock/?{parameter}={}", "7".repeat(60_000))).await;
            assert!([200, 400].contains(&answer.status), "{parameter}: {}", answer.status);
        }
        let words = "a%20".repeat(15_000);
        let answer = admin.get(&format!("/api/stock/?search={words}")).await;
        assert!([200, 400].contains(&answer.status), "{}", answer.status);
        let parameters = "part=1&".repeat(5000);
        assert!(admin.get(&format!("/api/stock/?{parameters}")).await.expect(400)["detail"].is_string());
    })
    .await;
}
