//! Sessions of everybody, as administrators see and end them.

use serde_json::json;

use crate::audit::entries;
use crate::common::each_database;

#[tokio::test]
async fn a_superuser_sees_and_ends_the_sessions_of_all_users() {
    each_database(async |app| {
        let clerk = app.actor("clerk", &[]).await.with("user-agent", "Firefox");
        let signed_in = clerk.get("/api/user/me/token/?name=web").await;
        let browser = app.nobody().cookies_of(&signed_in);
        browser.get("/api/user/me/").await.expect(200);
        let admin = app.admin();
        let list = admin.get("/api/ironwood/session/").await.expect(200);
        assert_eq!(list.as_array().map(Vec::len), Some(1));
        let session = &list[0];
        assert_eq!((&session["user"], &session["user_detail"]["username"]), (&json!(2), &json!("clerk")));
        assert_eq!((&session["address"], &session["user_agent"]), (&json!("127.0.0.1"), &json!("Firefox")));
        assert!(session["expires"].as_str() > session["created"].as_str());
        assert_eq!(session["is_current"], false);
        admin.delete(&format!("/api/ironwood/session/{}/", session["pk"])).await.expect(204);
        browser.get("/api/user/me/").await.expect(401);
        assert_eq!(admin.get("/api/ironwood/session/").await.expect(200), json!([]));
        assert_eq!(app.number("SELECT COUNT(*) FROM django_session").await, 0);
        let ended = &entries(app, "kind=ended").await[0];
        assert_eq!((&ended["model"], &ended["object_name"]), (&json!("usersession"), &json!("clerk")));
        assert_eq!(ended["changes"]["user_agent"], json!({"before": "Firefox", "after": null}));
    })
    .await;
}

#[tokio::test]
async fn all_sessions_of_a_user_end_together() {
    each_database(async |app| {
        let (clerk, other) = (app.actor("clerk", &[]).await, app.actor("other", &[]).await);
        for client in [&clerk, &clerk, &other] {
            client.get("/api/user/me/token/?name=web").await.expect(200);
        }
        let admin = app.admin();
        assert_eq!(admin.get("/api/ironwood/session/?user=2").await.expect(200).as_array().map(Vec::len), Some(2));
        let answer = admin.delete_with("/api/ironwood/session/?all=true&user=2", json!({})).await.expect(200);
        assert_eq!(answer["success"], "Deleted 2 items");
        let left = admin.get("/api/ironwood/session/").await.expect(200);
        assert_eq!((left.as_array().map(Vec::len), &left[0]["user_detail"]["username"]), (Some(1), &json!("other")));
    })
    .await;
}

#[tokio::test]
async fn one_sees_which_session_is_ones_own_and_dead_ones_not_at_all() {
    each_database(async |app| {
        let browser = app.nobody().cookies_of(&app.admin().get("/api/user/me/token/?name=web").await);
        assert_eq!(browser.get("/api/ironwood/session/").await.expect(200)[0]["is_current"], true);
        app.execute("UPDATE django_session SET expire_date = '2020-01-01 00:00:00'", &[]).await;
        assert_eq!(app.admin().get("/api/ironwood/session/").await.expect(200), json!([]));
        let staff = app.staff("boss", &[("admin", "view add change delete")]).await;
        staff.get("/api/ironwood/session/").await.expect(403);
        staff.delete("/api/ironwood/session/1/").await.expect(403);
    })
    .await;
}
