//! Profiles: what users say of themselves, and how their browser looks (spec 10 §4.7).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Resource, Shape};
use ironwood_rest::kind::{Bool, Choice, Json, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, PermissionClass, Result};

use super::companions;
use crate::{models, targets};

/// What kind of user somebody is.
const TYPES: [(&str, &str); 4] =
    [("bot", "Bot"), ("internal", "Internal"), ("external", "External"), ("guest", "Guest")];

/// A profile with everything that is known of it.
pub fn shape() -> Shape {
    let text = |name, max| Field::column(name, Text::max(max)).null().blank();
    let mut kind = Choice::texts(&TYPES);
    kind.max = 10;
    Shape::new(models::USER_PROFILE, "UserProfile")
        .field(text("language", 10).help("Language of the user interface"))
        .field(Field::column("theme", Json).null().help("Colours and fonts of the user interface"))
        .field(Field::column("widgets", Json).null().help("What the user's dashboard shows, and where"))
        .field(text("displayname", 255).label("Display name").help("Name that others are shown"))
        .field(text("position", 255).help("Job title"))
        .field(text("status", 2000).help("What the user wants others to know"))
        .field(text("location", 2000).help("Where the user is to be found"))
        .field(Field::column("active", Bool).default_value(true).help("The user is at work"))
        .field(text("contact", 255).help("How to reach the user best"))
        .field(Field::column("type", kind).default_value("internal").label("User type").help("What kind of user it is"))
        .field(text("organisation", 255).help("Company or department of the user"))
        .field(
            Field::column("primary_group", targets::to(targets::group()))
                .stored_as("primary_group_id")
                .null()
                .help("The first among the user's groups"),
        )
        .hidden("user_id", Param::Null)
        .hidden("metadata", Param::Json("{}".into()))
}

/// A profile as embedded in what others see of a user.
pub fn brief() -> Shape {
    shape().without("BriefUserProfile", &["language", "theme", "widgets"])
}

/// `user/me/profile/`, and where it was once.
pub fn resources() -> [Resource; 2] {
    let shape = Arc::new(shape());
    ["user/me/profile", "user/profile"].map(|path| {
        Resource::new(path, shape.clone(), "The profile of whoever asks")
            .access(PermissionClass::Authenticated)
            .single_on_demand(own)
            .updatable()
            .before_save(keep_to_own_groups)
    })
}

/// The caller's profile, made where it is missing: users that came in by other ways may have none.
fn own<'a>(ctx: &'a mut Ctx<'_>) -> BoxFuture<'a, Result<i64>> {
    Box::pin(async move {
        let user = ctx.actor.user_id;
        let found = ctx.conn.value("SELECT id FROM users_userprofile WHERE user_id = ?", &[user.into()]).await?;
        match found {
            Some(profile) => Ok(profile),
            None => companions::give_profile(ctx.conn, user).await,
        }
    })
}

/// Nobody puts a group first that they are not in; the wish is passed over in silence.
fn keep_to_own_groups<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.changes("primary_group_id")) {
            let Some(group) = draft.key("primary_group_id") else { continue };
            let sql = "SELECT 1 FROM auth_user_groups WHERE user_id = ? AND group_id = ?";
            if !ctx.conn.exists(sql, &[draft.int("user_id").into(), group.into()]).await? {
                draft.set("primary_group_id", Param::Null);
            }
        }
        Ok(())
    })
}
