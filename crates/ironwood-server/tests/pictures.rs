//! Pictures of companies, of parts and in notes (spec 20 §15, 22 §10, 31 §2.4).

mod common;

use common::{App, bomb, each_database, files, picture};
use http::Method;
use image::ImageFormat;
use serde_json::{Value, json};

const NO_PICTURE: &str = "Upload a valid image. The file you uploaded was either not an image or a corrupted image.";

async fn company(app: &App, name: &str) -> i64 {
    let made = app.admin().post("/api/company/", json!({"name": name, "currency": "USD"})).await.expect(201);
    made["pk"].as_i64().expect("a key")
}

/// A part, made behind the server's back; its key.
async fn part(app: &App, name: &str) -> i64 {
    let columns = "name, description, minimum_stock, maximum_stock, trackable, purchaseable, salable, active, bom_checksum, \
                   bom_validated, is_template, assembly, component, virtual, level, lft, rght, tree_id, default_expiry, \
                   base_cost, multiple, locked, testable, consumable, barcode_data, barcode_hash, image";
    let sql = format!(
        "INSERT INTO part_part ({columns}) VALUES ('{name}', '', 0, 0, FALSE, TRUE, FALSE, TRUE, '', FALSE, FALSE, FALSE, \
         TRUE, FALSE, 0, 1, 2, (SELECT COALESCE(MAX(tree_id), 0) + 1 FROM part_part), 0, 0, 1, FALSE, FALSE, FALSE, '', '', '')"
    );
    app.execute(&sql, &[]).await;
    app.number("SELECT MAX(id) FROM part_part").await
}

#[tokio::test]
async fn a_company_has_one_picture_in_three_sizes() {
    each_database(async |app| {
        let key = company(app, "Acme").await;
        let one = format!("/api/company/{key}/");
        let logo = picture(1000, 500, ImageFormat::Png);
        let changed = app.admin().form(Method::PATCH, &one, &[], &[("image", "Our Logo.png", &logo)]).await.expect(200);
        let path = format!("company_images/company_{key}_img");
        assert_eq!(changed["image"], json!(format!("/media/{path}.png")));
        let three = |stem: &str, extension: &str| {
            [".EXT", ".preview.EXT", ".thumbnail.EXT"].map(|end| format!("{stem}{}", end.replace("EXT", extension)))
        };
        assert_eq!(files(&app.media), three(&path, "png"));
        for (name, size) in [("preview", (256, 128)), ("thumbnail", (128, 64))] {
            let small = app.admin().get(&format!("/media/{path}.{name}.png")).await;
            let small = image::load_from_memory(&small.body).unwrap();
            assert_eq!((small.width(), small.height()), size);
        }
        // Another one takes its place: all three are replaced.
        let photo = picture(50, 60, ImageFormat::Jpeg);
        let texts = [("name", "Acme"), ("currency", "USD")];
        let changed = app.admin().form(Method::PUT, &one, &texts, &[("image", "p.jpg", &photo)]).await.expect(200);
        assert_eq!(changed["image"], json!(format!("/media/{path}.jpg")));
        assert_eq!(files(&app.media), three(&path, "jpg"));
        // Neither other changes nor a refused picture do anything to it.
        app.admin().patch(&one, json!({"description": "x"})).await.expect(200);
        let refused =
            app.admin().form(Method::PATCH, &one, &[], &[("image", "p.jpg", b"no picture")]).await.expect(400);
        assert_eq!(refused, json!({"image": [NO_PICTURE]}));
        assert_eq!(files(&app.media), three(&path, "jpg"));
        let cleared = app.admin().patch(&one, json!({"image": null})).await.expect(200);
        assert_eq!((&cleared["image"], files(&app.media).len()), (&Value::Null, 0));
    })
    .await;
}

#[tokio::test]
async fn a_company_can_be_made_with_its_picture_and_takes_it_along() {
    each_database(async |app| {
        let texts = [("name", "Acme"), ("currency", "EUR"), ("is_customer", "true"), ("tags", "[\"a\", \"b\"]")];
        let logo = picture(300, 300, ImageFormat::WebP);
        let made =
            app.admin().form(Method::POST, "/api/company/", &texts, &[("image", "l.webp", &logo)]).await.expect(201);
        let path = format!("company_images/company_{}_img.webp", made["pk"]);
        assert_eq!(made["image"], json!(format!("/media/{path}")));
        assert_eq!((&made["is_customer"], &made["tags"]), (&json!(true), &json!(["a", "b"])));
        assert_eq!(app.value("SELECT image FROM company_company").await, json!(path));
        assert_eq!(files(&app.media).len(), 3);
        // The same company again: nothing of it is kept.
        let texts = [("name", "Acme"), ("currency", "EUR"), ("email", "a@example.com")];
        app.admin().form(Method::POST, "/api/company/", &texts, &[("image", "l.webp", &logo)]).await.expect(201);
        app.admin().form(Method::POST, "/api/company/", &texts, &[("image", "l.webp", &logo)]).await.expect(400);
        assert_eq!(files(&app.media).len(), 6);
        app.admin().delete(&format!("/api/company/{}/", made["pk"])).await.expect(204);
        assert_eq!(files(&app.media).len(), 3);
    })
    .await;
}

#[tokio::test]
async fn only_pictures_are_pictures() {
    each_database(async |app| {
        let one = format!("/api/company/{}/", company(app, "Acme").await);
        let png = picture(10, 10, ImageFormat::Png);
        for (name, content) in [
            ("a.png", &b"GIF89a"[..]),
            ("a.png", &png[..40]),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("a.bmp", b"BM\x1e\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\x01\0\x01\0\x01\0\x18\0\0\0\xff\0"),
            ("a.html", &png),
            ("png", &png),
            ("a.png", &bomb(16_384, 16_384)),
            ("a.png", &bomb(2_000_000_000, 2_000_000_000)),
            ("a.png", b""),
        ] {
            let refused = app.admin().form(Method::PATCH, &one, &[], &[("image", name, content)]).await.expect(400);
            assert!(refused["image"].is_array(), "{name}: {refused}");
        }
        let refused =
            app.admin().patch(&one, json!({"image": "/media/company_images/company_1_img.png"})).await.expect(400);
        let message = "The submitted data was not a file. Check the encoding type on the form.";
        assert_eq!(refused, json!({"image": [message]}));
        assert_eq!(files(&app.media), [""; 0]);
        assert_eq!(app.value("SELECT image FROM company_company").await, json!(""));
    })
    .await;
}

#[tokio::test]
async fn a_picture_that_parts_share_stays_until_none_has_it() {
    each_database(async |app| {
        let (one, two) = (part(app, "one").await, part(app, "two").await);
        let path = |part: i64| format!("/api/part/thumbs/{part}/");
        let png = picture(400, 400, ImageFormat::Png);
        app.actor("reader", &[("part", "view")])
            .await
            .form(Method::PATCH, &path(one), &[], &[("image", "a.png", &png)])
            .await
            .expect(403);
        let refused = app.admin().put(&path(one), json!({})).await.expect(400);
        assert_eq!(refused, json!({"image": ["No file was submitted."]}));
        let refused = app.admin().patch(&path(one), json!({"image": null})).await.expect(400);
        assert_eq!(refused, json!({"image": ["This field may not be null."]}));
        let changed = app.admin().form(Method::PUT, &path(one), &[], &[("image", "a.png", &png)]).await.expect(200);
        assert_eq!(changed, json!({"image": "/media/part_images/a.png"}));
        app.execute("UPDATE part_part SET image = 'part_images/a.png' WHERE id = ?", &[two.into()]).await;
        let shared = ["part_images/a.png", "part_images/a.preview.png", "part_images/a.thumbnail.png"];
        assert_eq!(files(&app.media), shared);
        let listed = app.admin().get("/api/part/thumbs/").await.expect(200);
        assert_eq!(listed, json!([{"image": "/media/part_images/a.png", "count": 2}]));
        app.admin().form(Method::PATCH, &path(one), &[], &[("image", "b.png", &png)]).await.expect(200);
        assert_eq!(files(&app.media).len(), 6, "the other part has it still");
        app.admin().form(Method::PATCH, &path(two), &[], &[("image", "c.png", &png)]).await.expect(200);
        assert!(files(&app.media).iter().all(|file| !file.starts_with("part_images/a.")));
        app.admin().form(Method::PATCH, &path(999_999), &[], &[("image", "c.png", &png)]).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn notes_show_pictures_that_go_with_their_object() {
    each_database(async |app| {
        let path = "/api/notes-image-upload/";
        let key = company(app, "Acme").await.to_string();
        let clerk = app.actor("clerk", &[]).await;
        let png = picture(10, 10, ImageFormat::Png);
        let texts = [("model_type", "Company"), ("model_id", key.as_str())];
        let made = clerk.form(Method::POST, path, &texts, &[("image", "sketch.png", &png)]).await.expect(201);
        assert_eq!(made["image"], json!("/media/notes/sketch.png"));
        assert_eq!((&made["model_type"], &made["model_id"]), (&json!("Company"), &json!(key.parse::<i64>().unwrap())));
        assert_eq!(
            app.value("SELECT username FROM auth_user u JOIN common_notesimage n ON n.user_id = u.id").await,
            json!("clerk")
        );
        let free = clerk.form(Method::POST, path, &[], &[("image", "sketch.png", &png)]).await.expect(201);
        assert_eq!((&free["model_type"], &free["model_id"]), (&Value::Null, &Value::Null));
        assert_ne!(free["image"], made["image"]);
        let refused =
            clerk.form(Method::POST, path, &[("model_type", "bomitem")], &[("image", "a.png", &png)]).await.expect(400);
        assert!(refused["model_type"].is_array());
        assert_eq!(clerk.post(path, json!({})).await.expect(400), json!({"image": ["No file was submitted."]}));
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
        let refused = clerk.form(Method::POST, path, &[], &[("image", "a.svg", svg)]).await.expect(400);
        assert_eq!(refused, json!({"image": [NO_PICTURE]}));
        assert_eq!(files(&app.media).len(), 2);
        app.admin().delete(&format!("/api/company/{key}/")).await.expect(204);
        assert_eq!(files(&app.media).len(), 1);
        assert_eq!(app.number("SELECT COUNT(*) FROM common_notesimage").await, 1);
    })
    .await;
}

#[tokio::test]
async fn notes_keep_what_they_say_and_lose_what_could_run() {
    each_database(async |app| {
        let one = format!("/api/company/{}/", company(app, "Acme").await);
        let notes = "# Terms\n\n> a < b & c\n\n```\n<script>shown</script>\n```\n";
        let kept = app.admin().patch(&one, json!({"notes": notes})).await.expect(200);
        assert_eq!(kept["notes"], json!(notes.trim()));
        let notes = "x <img src=x onerror=alert(1)> [y](javascript:alert(1))";
        let kept = app.admin().patch(&one, json!({"notes": notes})).await.expect(200);
        assert_eq!(kept["notes"], json!("x <img src=\"x\"> y"));
        assert_eq!(app.value("SELECT notes FROM company_company").await, kept["notes"]);
        for bad in ["a <b>bold</b> name", "<img src=x onerror=alert(1)", "<!-- -->"] {
            let refused = app.admin().patch(&one, json!({"description": bad})).await.expect(400);
            assert_eq!(refused, json!({"description": ["Remove HTML tags from this value"]}), "{bad}");
        }
        let refused = app.admin().patch(&one, json!({"tags": ["fine", "<b>"]})).await.expect(400);
        assert_eq!(refused, json!({"tags": ["Remove HTML tags from this value"]}));
        for good in ["a < b", "R&D", "I <3 it"] {
            let kept = app.admin().patch(&one, json!({"description": good})).await.expect(200);
            assert_eq!(kept["description"], json!(good));
        }
    })
    .await;
}
