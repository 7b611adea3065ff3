//! The caller's own account, roles and permissions (spec 10 §4.2, §4.3).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Field, Resource, Shape, Source, embed};
use ironwood_rest::kind::{Anything, Bool, Int};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, PermissionClass, Result};

use super::{brief, grants, kept, profile, rules, users};
use crate::models;

fn roles(engine: Engine) -> Field {
    let inputs = vec![grants::roles_of_user(engine, "t.id"), "t.is_superuser".into()];
    Field::new("roles", Anything, Source::Derived { inputs, write: grants::write_roles })
}

fn permissions(engine: Engine) -> Field {
    let inputs = vec![grants::permissions_of_user_or_all(engine, "t.id", "t.is_superuser")];
    Field::new("permissions", Anything, Source::Derived { inputs, write: grants::write_permissions }).null()
}

fn own<'a>(ctx: &'a mut Ctx<'_>) -> BoxFuture<'a, Result<i64>> {
    Box::pin(async move { Ok(ctx.actor.user_id) })
}

/// `user/me/`.
pub fn account(engine: Engine) -> Resource {
    let shape = Shape::new(models::USER, "MeUser")
        .field(brief::key())
        .field(brief::username().told_read_only())
        .field(brief::first_name())
        .field(brief::last_name())
        .field(brief::email().told_read_only())
        .field(users::memberships(engine))
        .fields(users::flags().map(Field::read_only))
        .field(embed("profile", Arc::new(profile::shape().keyed_by("user_id")), "t.id").for_everyone().not_null())
        .field(roles(engine).on_demand("roles"))
        .field(permissions(engine).on_demand("roles"))
        .hidden("password", Param::Null);
    Resource::new("user/me", Arc::new(shape), "The account of whoever asks")
        .access(PermissionClass::Authenticated)
        .without_model()
        .single(own)
        .updatable()
        .deletable()
        .before_save(keep_names)
        .before_delete(rules::before_delete)
        .audited(kept::user(), kept::USER)
}

/// The name to sign in with is the administrators' to change, the address is changed where it can be verified (spec 10 §7): a
/// full update must name both, and changes neither.
fn keep_names<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            for column in ["username", "email"] {
                let stays = draft.old(column).clone();
                draft.set(column, stays);
            }
        }
        Ok(())
    })
}

/// `user/me/roles/`, and where it was once.
pub fn roles_resources(engine: Engine) -> [Resource; 2] {
    let flag = |name| Field::column(name, Bool).default_value(false);
    let shape = Shape::new(models::USER, "Role")
        .field(Field::column("user", Int::ANY).stored_as("id").required())
        .field(brief::username())
        .field(roles(engine))
        .field(permissions(engine))
        .field(flag("is_staff").label("Staff").help("May administer users and settings"))
        .field(flag("is_superuser").label("Superuser").help("May do everything, whatever the groups say"));
    let shape = Arc::new(shape);
    ["user/me/roles", "user/roles"].map(|path| {
        Resource::new(path, shape.clone(), "What whoever asks may do")
            .access(PermissionClass::Authenticated)
            .single(own)
    })
}
