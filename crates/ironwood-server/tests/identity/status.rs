//! How the server is doing.

use crate::common::each_database;

#[tokio::test]
async fn staff_sees_versions_sizes_and_numbers_of_rows() {
    each_database(async |app| {
        std::fs::write(app.media.join("photo.png"), [0; 1000]).expect("a media file");
        let staff = app.staff("boss", &[]).await;
        let status = staff.get("/api/ironwood/status/").await.expect(200);
        let engine = match app.engine() {
            ironwood_db::Engine::Sqlite => "sqlite",
            ironwood_db::Engine::Postgres => "postgresql",
        };
        assert_eq!(status["database"]["engine"], engine);
        assert!(status["database"]["size"].as_i64() > Some(100_000), "{status}");
        assert!(!status["database"]["version"].as_str().unwrap_or_default().is_empty());
        assert_eq!((&status["media"]["files"], &status["media"]["size"]), (&1.into(), &1000.into()));
        assert_eq!((&status["rows"]["user"], &status["rows"]["part"]), (&2.into(), &0.into()));
        assert_eq!(status["api"], 532);
        assert!(status["process"]["uptime"].as_i64().is_some_and(|seconds| (0..600).contains(&seconds)), "{status}");
        assert!(status["process"]["memory"].as_i64() > Some(1_000_000), "{status}");
        app.actor("clerk", &[("admin", "view")]).await.get("/api/ironwood/status/").await.expect(403);
        app.nobody().get("/api/ironwood/status/").await.expect(401);
    })
    .await;
}
