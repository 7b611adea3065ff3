//! Groups, by which users get their roles (spec 10 §4.5).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Field, Item, Resource, Shape, Source, many};
use ironwood_rest::kind::{Anything, Int, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, PermissionClass, Result};

use super::{brief, companions, grants, kept, permissions, rulesets};
use crate::models;

fn shape(engine: Engine) -> Shape {
    let roles = many(
        "roles",
        Item::Rows(Arc::new(rulesets::shape())),
        "users_ruleset AS item ON item.group_id = page.value",
        "item.id",
    );
    let users = many(
        "users",
        Item::Rows(Arc::new(brief())),
        "auth_user_groups AS m ON m.group_id = page.value JOIN auth_user AS item ON item.id = m.user_id",
        "item.id",
    );
    let inputs = vec![grants::permissions_of_group(engine, "t.id")];
    let permissions = Field::new("permissions", Anything, Source::Derived { inputs, write: grants::write_permissions });
    Shape::new(models::GROUP, "Group")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(150)).required())
        .field(permissions.null().lists_filters().on_demand("permission_detail"))
        .field(roles.null().unless_refused("role_detail"))
        .field(users.null().on_demand("user_detail"))
}

/// A group as one of those that a user is in: only its name is shown.
pub(super) fn membership(engine: Engine) -> Shape {
    shape(engine).with("roles", |roles| roles.on_demand("role_detail"))
}

fn taken() -> Error {
    Error::field("name", "group with this name already exists.")
}

/// `user/group/`.
pub fn resource(engine: Engine) -> Resource {
    Resource::new("user/group", Arc::new(shape(engine)), "Groups of users that have the same roles")
        .access(PermissionClass::StaffRoleOrReadOnly)
        .writable()
        .order_columns(&["name"])
        .search(&["t.name"])
        .unique(&["name"], taken)
        .after_save(keep_complete)
        .audited(kept::group(), kept::NAME)
}

/// A new group gets an owner; every group has a ruleset for each role, and the permissions that these give.
fn keep_complete<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for group in drafts.iter().filter(|draft| draft.is_new()).filter_map(|draft| draft.id) {
            companions::give_owner(ctx.conn, &models::GROUP, group).await?;
        }
        for group in drafts.iter().filter_map(|draft| draft.id) {
            rulesets::complete(ctx.conn, group).await?;
            permissions::rewrite(ctx.conn, group).await?;
        }
        Ok(())
    })
}
