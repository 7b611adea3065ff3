//! Attachments: files and links on objects (spec 22 §9).

mod common;

use common::{App, Client, each_database, files, picture};
use http::Method;
use image::ImageFormat;
use serde_json::{Value, json};

const PATH: &str = "/api/attachment/";

/// A company to attach things to; its key.
async fn company(app: &App) -> i64 {
    let made = app.admin().post("/api/company/", json!({"name": "Acme", "currency": "USD"})).await.expect(201);
    made["pk"].as_i64().expect("a key")
}

/// Attaches a file to a company.
async fn attach(client: &Client, company: i64, name: &str, content: &[u8]) -> common::Answer {
    let texts = [("model_type", "company"), ("model_id", &company.to_string())];
    client.form(Method::POST, PATH, &texts, &[("attachment", name, content)]).await
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("no text {key} in {value}"))
}

#[tokio::test]
async fn a_file_is_kept_and_can_be_had_again() {
    each_database(async |app| {
        let company = company(app).await;
        let texts = [
            ("model_type", "company"),
            ("model_id", &company.to_string()),
            ("comment", "  terms of delivery "),
            ("tags", "[\"contract\"]"),
        ];
        let content = b"%PDF-1.7 terms";
        let clerk = app.actor("clerk", &[("purchase_order", "view change")]).await;
        let made =
            clerk.form(Method::POST, PATH, &texts, &[("attachment", "terms 2026.pdf", content)]).await.expect(201);
        let path = format!("/media/attachments/company/{company}/terms_2026.pdf");
        assert_eq!(text(&made, "attachment"), path);
        assert_eq!(text(&made, "filename"), "terms_2026.pdf");
        assert_eq!((made["file_size"].as_i64(), &made["is_image"]), (Some(14), &json!(false)));
        assert_eq!((text(&made, "comment"), &made["link"]), ("terms of delivery", &Value::Null));
        assert_eq!((&made["tags"], text(&made["user_detail"], "username")), (&json!(["contract"]), "clerk"));
        let answer = clerk.get(&path).await;
        assert_eq!((answer.status, &answer.body[..]), (200, &content[..]));
        assert_eq!(files(&app.media), [path.trim_start_matches("/media/")]);
        let row = app.rows::<3>("SELECT attachment, file_size, thumbnail FROM common_attachment").await;
        assert_eq!(row, [[json!(path.trim_start_matches("/media/")), json!(14), json!("")]]);
        assert_eq!(app.nobody().get(&path).await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn names_lead_nowhere_and_none_takes_the_place_of_another() {
    each_database(async |app| {
        let company = company(app).await;
        let folder = format!("attachments/company/{company}");
        for (sent, stored) in [
            ("../../../../etc/cron.d/job", "job"),
            ("..\\..\\win.ini", "win.ini"),
            ("/etc/passwd", "passwd"),
            (".htaccess", "htaccess"),
            ("a b<c>|d;e.txt", "a_bcde.txt"),
        ] {
            let made = attach(&app.admin(), company, sent, b"x").await.expect(201);
            assert_eq!(text(&made, "attachment"), format!("/media/{folder}/{stored}"), "{sent}");
        }
        for sent in ["..", "???", "/"] {
            let refused = attach(&app.admin(), company, sent, b"x").await.expect(400);
            assert!(refused["attachment"].is_array(), "{sent}: {refused}");
        }
        let long = format!("{}.txt", "n".repeat(97));
        let refused = attach(&app.admin(), company, &long, b"x").await.expect(400);
        let message = "Ensure this filename has at most 100 characters (it has 101).";
        assert_eq!(refused, json!({"attachment": [message]}));
        let cut = attach(&app.admin(), company, &long[1..], b"x").await.expect(201);
        assert_eq!(text(&cut, "attachment").len() - "/media/".len(), 100);
        let again = attach(&app.admin(), company, "job", b"another").await.expect(201);
        let name = text(&again, "filename");
        assert!(name.starts_with("job_") && name.len() == 11, "{name}");
        assert_eq!(std::fs::read(app.media.join(&folder).join("job")).unwrap(), b"x");
        assert!(files(&app.media).iter().all(|path| path.starts_with(&folder)), "nothing is beside the folder");
    })
    .await;
}

#[tokio::test]
async fn many_uploads_of_one_name_at_once_are_all_kept() {
    each_database(async |app| {
        let company = company(app).await;
        let uploads = (0..10).map(async |number| {
            let content = format!("version {number}");
            let made = attach(&app.admin(), company, "drawing.txt", content.as_bytes()).await.expect(201);
            (text(&made, "attachment").to_owned(), content)
        });
        let mut made = futures_util::future::join_all(uploads).await;
        for (path, content) in &made {
            assert_eq!(app.admin().get(path).await.body, content.as_bytes(), "{path}");
        }
        made.sort();
        made.dedup_by(|one, other| one.0 == other.0);
        assert_eq!((made.len(), files(&app.media).len()), (10, 10));
    })
    .await;
}

#[tokio::test]
async fn a_picture_gets_a_small_form_and_takes_it_along() {
    each_database(async |app| {
        let company = company(app).await;
        let folder = format!("attachments/company/{company}");
        let made = attach(&app.admin(), company, "front.jpg", &picture(600, 300, ImageFormat::Jpeg)).await.expect(201);
        assert_eq!((&made["is_image"], text(&made, "filename")), (&json!(true), "front.jpg"));
        let small = text(&made, "thumbnail");
        assert_eq!(small, format!("/media/{folder}/thumb_front.png"));
        let small = image::load_from_memory(&app.admin().get(small).await.body).unwrap();
        assert_eq!((small.width(), small.height()), (256, 128));
        let one = format!("{PATH}{}/", made["pk"]);
        // Another file in its place: the old one and its small form go.
        let changed =
            app.admin().form(Method::PATCH, &one, &[], &[("attachment", "notes.txt", b"text")]).await.expect(200);
        assert_eq!((&changed["is_image"], &changed["thumbnail"]), (&json!(false), &Value::Null));
        assert_eq!(changed["file_size"], json!(4));
        assert_eq!(files(&app.media), [format!("{folder}/notes.txt")]);
        // A file that was attached and then given up for a link.
        let cleared = app.admin().patch(&one, json!({"attachment": null})).await.expect(400);
        assert!(cleared["attachment"].is_array() && cleared["link"].is_array());
        assert_eq!(files(&app.media), [format!("{folder}/notes.txt")]);
        let link = json!({"attachment": null, "link": "https://example.com/"});
        let linked = app.admin().patch(&one, link).await.expect(200);
        assert_eq!((&linked["attachment"], &linked["file_size"]), (&Value::Null, &json!(0)));
        assert_eq!(files(&app.media), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_request_that_fails_leaves_no_file() {
    each_database(async |app| {
        let company = company(app).await;
        let key = company.to_string();
        let file = [("attachment", "a.png", &picture(300, 300, ImageFormat::Png)[..])];
        let refused = async |texts: Vec<(&'static str, String)>| {
            let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
            app.admin().form(Method::POST, PATH, &texts, &file).await
        };
        refused(vec![("model_type", "bomitem".into()), ("model_id", key.clone())]).await.expect(400);
        assert_eq!(files(&app.media), [""; 0], "wrong field");
        // This one is found after the file has got its name: the tags are stored with the row.
        let tag = format!("[\"{}\"]", "t".repeat(101));
        let answer = refused(vec![("model_type", "company".into()), ("model_id", key.clone()), ("tags", tag)]).await;
        assert!(answer.expect(400)["tags"].is_array());
        assert_eq!(files(&app.media), [""; 0], "refused by a later rule");
        let reader = app.actor("reader", &[("purchase_order", "view")]).await;
        let texts = [("model_type", "company"), ("model_id", key.as_str())];
        reader.form(Method::POST, PATH, &texts, &file).await.expect(403);
        assert_eq!(files(&app.media), [""; 0], "not permitted");
        assert_eq!(app.number("SELECT COUNT(*) FROM common_attachment").await, 0);
        // The same with a file that is there already: it stays.
        let made = attach(&app.admin(), company, "a.txt", b"first").await.expect(201);
        let one = format!("{PATH}{}/", made["pk"]);
        let tag = [("tags", &*format!("[\"{}\"]", "t".repeat(101)))];
        app.admin().form(Method::PATCH, &one, &tag, &file).await.expect(400);
        assert_eq!(files(&app.media), [format!("attachments/company/{company}/a.txt")]);
        assert_eq!(app.admin().get(text(&made, "attachment")).await.body, &b"first"[..]);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_good_file_is_refused() {
    each_database(async |app| {
        let company = company(app).await;
        let refused = attach(&app.admin(), company, "a.txt", b"").await.expect(400);
        assert_eq!(refused, json!({"attachment": ["The submitted file is empty."]}));
        app.admin().patch("/api/settings/global/INVENTREE_UPLOAD_MAX_SIZE/", json!({"value": 1})).await.expect(200);
        let refused = attach(&app.admin(), company, "a.txt", &vec![b'x'; (1 << 20) + 1]).await.expect(400);
        assert!(refused["attachment"][0].as_str().is_some_and(|message| message.contains("1 MB")), "{refused}");
        attach(&app.admin(), company, "a.txt", &vec![b'x'; 1 << 20]).await.expect(201);
        let nothing = json!({"model_type": "company", "model_id": company});
        let refused = app.admin().post(PATH, nothing).await.expect(400);
        assert!(refused["attachment"].is_array() && refused["link"].is_array(), "{refused}");
        let text = json!({"model_type": "company", "model_id": company, "attachment": "/etc/passwd"});
        let refused = app.admin().post(PATH, text).await.expect(400);
        let message = "The submitted data was not a file. Check the encoding type on the form.";
        assert_eq!(refused, json!({"attachment": [message]}));
        // A picture that would fill the memory is kept as a file, unopened.
        let made = attach(&app.admin(), company, "bomb.png", &common::bomb(16_384, 16_384)).await.expect(201);
        assert_eq!((&made["is_image"], &made["thumbnail"]), (&json!(false), &Value::Null));
    })
    .await;
}

#[tokio::test]
async fn a_drawing_loses_its_scripts_and_a_page_is_only_saved() {
    each_database(async |app| {
        let company = company(app).await;
        let drawing = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(2)</script><g/></svg>";
        let made = attach(&app.admin(), company, "logo.SVG", drawing).await.expect(201);
        let answer = app.admin().get(text(&made, "attachment")).await;
        let kept = String::from_utf8(answer.body.to_vec()).unwrap();
        assert!(kept.contains("<g/>") && !kept.contains("alert"), "{kept}");
        assert_eq!(made["file_size"].as_u64(), Some(kept.len() as u64));
        assert_eq!(answer.header("content-disposition"), "attachment");
        let refused =
            attach(&app.admin(), company, "logo.svg", b"<html><script>alert(1)</script></html>").await.expect(400);
        assert!(refused["attachment"].is_array());
        // Nor does a rename bring one in.
        let made = attach(&app.admin(), company, "page.html", b"<script>alert(1)</script>").await.expect(201);
        let answer = app.admin().get(text(&made, "attachment")).await;
        assert_eq!(answer.header("content-disposition"), "attachment");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
        let one = format!("{PATH}{}/", made["pk"]);
        app.admin().patch(&one, json!({"filename": "page.svg"})).await.expect(400);
    })
    .await;
}

#[tokio::test]
async fn a_file_can_be_renamed_within_its_folder() {
    each_database(async |app| {
        let company = company(app).await;
        let folder = format!("attachments/company/{company}");
        let made = attach(&app.admin(), company, "a.txt", b"one").await.expect(201);
        attach(&app.admin(), company, "b.txt", b"two").await.expect(201);
        let one = format!("{PATH}{}/", made["pk"]);
        for name in ["a.exe", ".txt", "../a2.txt", "x/a.txt", "b.txt", "..\\a2.txt", ".hidden.txt"] {
            let body = json!({"filename": name, "comment": name});
            let refused = app.admin().patch(&one, body).await.expect(400);
            assert!(refused["non_field_errors"].is_array(), "{name}: {refused}");
            // What else was sent is stored (spec 22 §9).
            assert_eq!(app.admin().get(&one).await.expect(200)["comment"], json!(name));
        }
        let refused = app.admin().patch(&one, json!({"filename": "a\u{0}.exe"})).await.expect(400);
        assert!(refused["filename"].is_array(), "{refused}");
        assert_eq!(files(&app.media), [format!("{folder}/a.txt"), format!("{folder}/b.txt")]);
        for same in ["a.txt", "", "  "] {
            app.admin().patch(&one, json!({"filename": same})).await.expect(200);
        }
        let renamed = app.admin().patch(&one, json!({"filename": "first draft.TXT"})).await.expect(200);
        assert_eq!(text(&renamed, "filename"), "first draft.TXT");
        assert_eq!(files(&app.media), [format!("{folder}/b.txt"), format!("{folder}/first draft.TXT")]);
        let path = text(&renamed, "attachment").replace(' ', "%20");
        assert_eq!(app.admin().get(&path).await.body, &b"one"[..]);
        std::fs::remove_file(app.media.join(&folder).join("first draft.TXT")).unwrap();
        app.admin().patch(&one, json!({"filename": "second.txt"})).await.expect(400);
        assert!(!app.media.join(folder).join("second.txt").exists());
    })
    .await;
}

#[tokio::test]
async fn files_go_with_their_rows_and_not_before() {
    each_database(async |app| {
        let company = company(app).await;
        let mut keys = Vec::new();
        for name in ["a.txt", "b.txt", "c.png", "d.txt"] {
            let content = if name == "c.png" { picture(9, 9, ImageFormat::Png) } else { name.as_bytes().to_vec() };
            keys.push(attach(&app.admin(), company, name, &content).await.expect(201)["pk"].clone());
        }
        let here = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| format!("attachments/company/{company}/{name}")).collect()
        };
        let clerk = app.actor("clerk", &[("purchase_order", "view change")]).await;
        clerk.delete(&format!("{PATH}{}/", keys[0])).await.expect(403);
        clerk.delete_with(PATH, json!({"items": keys})).await.expect(400);
        assert_eq!(files(&app.media), here(&["a.txt", "b.txt", "c.png", "d.txt", "thumb_c.png"]));
        app.admin().delete(&format!("{PATH}{}/", keys[0])).await.expect(204);
        assert_eq!(files(&app.media), here(&["b.txt", "c.png", "d.txt", "thumb_c.png"]));
        app.admin().delete_with(PATH, json!({"items": [keys[1]]})).await.expect(200);
        assert_eq!(files(&app.media), here(&["c.png", "d.txt", "thumb_c.png"]));
        // A file that is gone already does not stand in the way.
        std::fs::remove_file(app.media.join(&here(&["d.txt"])[0])).unwrap();
        app.admin().delete(&format!("/api/company/{company}/")).await.expect(204);
        assert_eq!(files(&app.media), [""; 0]);
        assert_eq!(app.number("SELECT COUNT(*) FROM common_attachment").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_object_decides_who_may_attach() {
    each_database(async |app| {
        let company = company(app).await;
        let link = |model: &str| json!({"model_type": model, "model_id": company, "link": "https://example.com/"});
        let buyer = app.actor("buyer", &[("purchase_order", "view add change")]).await;
        let storekeeper = app.actor("storekeeper", &[("stock", "view add change delete")]).await;
        let made = buyer.post(PATH, link("company")).await.expect(201);
        let one = format!("{PATH}{}/", made["pk"]);
        storekeeper.post(PATH, link("company")).await.expect(403);
        storekeeper.patch(&one, json!({"comment": "x"})).await.expect(403);
        storekeeper.delete(&one).await.expect(403);
        storekeeper.get(&one).await.expect(200);
        // Wrong input is told before the permission, except of a row that is not theirs.
        let bad = json!({"model_type": "company", "model_id": company, "link": "nourl"});
        storekeeper.post(PATH, bad).await.expect(400);
        storekeeper.patch(&one, json!({"link": "nourl"})).await.expect(403);
        // Nobody hands an attachment to objects that they may not change.
        buyer.patch(&one, json!({"model_type": "stockitem"})).await.expect(403);
        assert_eq!(app.value("SELECT model_type FROM common_attachment").await, json!("company"));
        let both = app.actor("both", &[("purchase_order", "view change"), ("stock", "view change")]).await;
        both.patch(&one, json!({"model_type": "stockitem"})).await.expect(200);
        app.nobody().post(PATH, link("company")).await.expect(401);
    })
    .await;
}
