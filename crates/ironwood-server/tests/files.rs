//! Files and pages: what is not the API (spec 71 §9).

mod common;

use common::{Setup, each_database, each_setup};

#[tokio::test]
async fn media_files_are_for_those_who_are_signed_in() {
    each_database(async |app| {
        std::fs::create_dir(app.media.join("part_images")).unwrap();
        std::fs::write(app.media.join("part_images/a b.png"), b"\x89PNG picture").unwrap();
        let path = "/media/part_images/a%20b.png";
        let answer = app.nobody().get(path).await;
        assert_eq!((answer.status, &answer.body[..]), (401, &b"Unauthorized"[..]));
        app.nobody().token("inv-wrong").get(path).await.expect(401);
        for client in [app.admin(), app.nobody().basic(common::ADMIN, common::PASSWORD), app.actor("clerk", &[]).await]
        {
            let answer = client.get(path).await;
            assert_eq!((answer.status, &answer.body[..]), (200, &b"\x89PNG picture"[..]));
            assert_eq!(answer.header("content-type"), "image/png");
            assert_eq!(answer.header("content-disposition"), "");
            assert_eq!(answer.header("cache-control"), "private, no-cache");
        }
    })
    .await;
}

#[tokio::test]
async fn no_path_leads_out_of_the_media_folder() {
    each_database(async |app| {
        std::fs::write(app.media.parent().unwrap().join("secret.txt"), "secret").unwrap();
        std::fs::write(app.media.join(".hidden"), "hidden").unwrap();
        std::fs::create_dir(app.media.join("folder")).unwrap();
        for path in [
            "/media/../secret.txt",
            "/media/%2e%2e/secret.txt",
            "/media/..%2fsecret.txt",
            "/media/folder/..%2f..%2fsecret.txt",
            "/media//etc/passwd",
            "/media/%2fetc%2fpasswd",
            "/media/.hidden",
            "/media/folder",
            "/media/",
            "/media/nothing.png",
            "/media/a%00b",
        ] {
            let answer = app.admin().get(path).await;
            assert_eq!((answer.status, &answer.body[..]), (404, &b"Not found\n"[..]), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_browser_might_run_is_saved_instead() {
    each_database(async |app| {
        for (name, content_type) in
            [("a.html", "text/html; charset=utf-8"), ("a.svg", "image/svg+xml"), ("a", "application/octet-stream")]
        {
            std::fs::write(app.media.join(name), "<script>alert(1)</script>").unwrap();
            let answer = app.admin().get(&format!("/media/{name}")).await;
            assert_eq!(answer.header("content-type"), content_type);
            assert_eq!(answer.header("content-disposition"), "attachment");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
        }
    })
    .await;
}

#[tokio::test]
async fn a_download_goes_on_where_it_stopped_and_is_not_repeated() {
    each_database(async |app| {
        let content: Vec<u8> = (0..300_000u32).map(|number| (number % 251) as u8).collect();
        std::fs::write(app.media.join("data.bin"), &content).unwrap();
        let whole = app.admin().get("/media/data.bin").await;
        assert!(whole.body == content, "the whole file");
        assert_eq!(whole.header("content-length"), "300000");
        let part = app.admin().with("range", "bytes=299990-").get("/media/data.bin").await;
        assert_eq!((part.status, &part.body[..]), (206, &content[299_990..]));
        assert_eq!(part.header("content-range"), "bytes 299990-299999/300000");
        let beyond = app.admin().with("range", "bytes=300000-").get("/media/data.bin").await;
        assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */300000"));
        let tag = whole.header("etag").to_owned();
        let again = app.admin().with("if-none-match", &tag).get("/media/data.bin").await;
        assert_eq!((again.status, again.body.len()), (304, 0));
        std::fs::write(app.media.join("data.bin"), b"another").unwrap();
        let changed = app.admin().with("if-none-match", &tag).get("/media/data.bin").await;
        assert_eq!((changed.status, &changed.body[..]), (200, &b"another"[..]));
        // The rest of a file that has changed would not fit.
        let rest = app.admin().with("range", "bytes=5-").with("if-range", &tag).get("/media/data.bin").await;
        assert_eq!((rest.status, &rest.body[..]), (200, &b"another"[..]));
    })
    .await;
}

#[tokio::test]
async fn static_files_are_for_everybody() {
    each_database(async |app| {
        let path = "/static/swagger-ui/swagger-ui.css";
        let plain = app.nobody().get(path).await;
        assert_eq!((plain.status, plain.header("content-type")), (200, "text/css; charset=utf-8"));
        let packed = app.nobody().with("accept-encoding", "gzip").get(path).await;
        assert_eq!(packed.header("content-encoding"), "gzip");
        assert!(packed.body.len() < plain.body.len() / 2);
        let again = app.nobody().with("if-none-match", plain.header("etag")).get(path).await;
        assert_eq!((again.status, again.body.len()), (304, 0));
        let other = app.nobody().with("origin", "https://anywhere.example").get(path).await;
        assert_eq!(other.header("access-control-allow-origin"), "*");
        assert_eq!(app.nobody().get("/static/nothing.css").await.status, 404);
        assert_eq!(app.nobody().get("/static/../Cargo.toml").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn every_other_path_leads_to_the_web_interface() {
    each_database(async |app| {
        for (path, to) in [
            ("/", "/web"),
            ("/nothing/at/all", "/web"),
            ("/website", "/web"),
            ("/api", "/api/"),
            ("/favicon.ico", "/static/img/favicon/favicon.ico"),
        ] {
            let answer = app.nobody().get(path).await;
            assert_eq!((answer.status, answer.header("location")), (302, to), "{path}");
        }
        for path in ["/web", "/web/", "/web/part/5", "/api-doc/"] {
            let answer = app.nobody().get(path).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
            assert!(answer.header("content-security-policy").contains("default-src 'none'"));
        }
        assert_eq!(app.nobody().get("/static/img/favicon/favicon.ico").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_proxy_can_ask_whether_the_caller_is_signed_in() {
    each_database(async |app| {
        for path in ["/auth/", "/auth"] {
            let answer = app.admin().get(path).await;
            assert_eq!((answer.status, answer.body.len()), (200, 0));
            let answer = app.nobody().get(path).await;
            assert_eq!((answer.status, &answer.body[..]), (401, &b"Unauthorized"[..]));
        }
    })
    .await;
}

/// What the page of the console loads.
fn loaded(html: &str) -> Vec<&str> {
    let attribute = |name| html.split(name).skip(1).map(|rest| rest.split('"').next().unwrap_or(rest));
    attribute(" href=\"").chain(attribute(" src=\"")).filter(|path| path.starts_with("/static/")).collect()
}

#[tokio::test]
async fn the_console_and_all_it_loads_come_from_the_server_itself() {
    each_database(async |app| {
        let page = app.nobody().get("/admin/").await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        let policy = page.header("content-security-policy");
        for rule in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        let html = String::from_utf8(page.body.to_vec()).unwrap();
        assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains("<script>"));
        let loaded = loaded(&html);
        assert!(loaded.len() > 6, "{loaded:?}");
        for path in loaded {
            let file = app.nobody().get(path).await;
            let expected = match path.rsplit('.').next() {
                Some("js") => "text/javascript; charset=utf-8",
                Some("css") => "text/css; charset=utf-8",
                Some("svg") => "image/svg+xml",
                Some("ico") => "image/x-icon",
                _ => "image/png",
            };
            assert_eq!((file.status, file.header("content-type")), (200, expected), "{path}");
            assert_eq!(file.header("x-content-type-options"), "nosniff");
        }
        let module = app.nobody().get("/static/ironwood/console/views/users.js").await;
        assert_eq!((module.status, module.header("content-type")), (200, "text/javascript; charset=utf-8"));
    })
    .await;
}

#[tokio::test]
async fn the_console_is_one_page_and_nothing_is_below_it() {
    each_database(async |app| {
        let answer = app.nobody().get("/admin").await;
        assert_eq!((answer.status, answer.header("location")), (302, "/admin/"));
        for path in ["/admin/login/", "/admin/nothing.js", "/admin/auth/user/1/change/", "/admin//"] {
            assert_eq!(app.nobody().get(path).await.status, 404, "{path}");
        }
        assert_eq!(app.nobody().get("/static/ironwood/console/nothing.js").await.status, 404);
        let answer = app.nobody().get("/administrator").await;
        assert_eq!((answer.status, answer.header("location")), (302, "/web"));
    })
    .await;
}

#[tokio::test]
async fn the_console_moves_to_another_path_or_goes_away() {
    let setup = Setup { options: |options| options.console = Some("/back-office/".into()), ..Setup::default() };
    each_setup(setup, async |app| {
        assert!(app.nobody().get("/back-office/").await.header("content-type").starts_with("text/html"));
        assert_eq!(app.nobody().get("/back-office").await.header("location"), "/back-office/");
        assert_eq!(app.nobody().get("/admin/").await.header("location"), "/web");
    })
    .await;
    let setup = Setup { options: |options| options.console = None, ..Setup::default() };
    each_setup(setup, async |app| assert_eq!(app.nobody().get("/admin/").await.header("location"), "/web")).await;
}
