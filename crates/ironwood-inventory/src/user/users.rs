//! Users: the list and the single row, which differ in what forms are told (spec 10 §4.1).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Field, Filter, Item, Resource, Shape, Source, embed, many};
use ironwood_rest::kind::{Bool, RelatedMany};
use ironwood_rest::{Error, PermissionClass};

use super::{brief, groups, kept, profile, rules};
use crate::{models, targets};

/// The groups that a user is in.
pub(super) fn memberships(engine: Engine) -> Field {
    let group = Arc::new(groups::membership(engine));
    let from = "auth_user_groups AS m ON m.user_id = page.value JOIN auth_group AS item ON item.id = m.group_id";
    many("groups", Item::Rows(group), from, "item.id").lists_filters().help("The groups that the user is in")
}

/// The flags of an account.
pub(super) fn flags() -> [Field; 3] {
    let flag = |name, default| Field::column(name, Bool).default_value(default);
    [
        flag("is_staff", false).label("Staff").help("May administer users and settings"),
        flag("is_superuser", false).label("Superuser").help("May do everything, whatever the groups say"),
        flag("is_active", true).label("Active").help("May sign in"),
    ]
}

/// A user with everything that others may know.
fn shape(engine: Engine, component: &'static str) -> Shape {
    let any = RelatedMany { target: targets::group() };
    let group_ids = Field::new("group_ids", any, Source::Input).write_only().write_only_unlisted().label("Groups");
    Shape::new(models::USER, component)
        .field(brief::key())
        .field(brief::username())
        .field(brief::first_name())
        .field(brief::last_name())
        .field(brief::email())
        .field(memberships(engine))
        .field(group_ids)
        .fields(flags())
        .field(embed("profile", Arc::new(profile::brief().keyed_by("user_id")), "t.id").for_everyone().not_null())
        .hidden("password", Param::Text(String::new()))
        .hidden("last_login", Param::Null)
        .hidden("date_joined", Param::Null)
}

fn taken() -> Error {
    Error::field("username", "A user with that username already exists.")
}

/// What list and row have in common.
fn resource(shape: Shape) -> Resource {
    Resource::new("user", Arc::new(shape), "The people and programs that use this server")
        .access(PermissionClass::StaffRoleOrReadOnly)
        .unique_ignoring_case(&["username"], taken)
        .rule(rules::only_superusers_raise)
        .rule(rules::somebody_stays_in_charge)
        .before_save(rules::without_password)
        .after_save(rules::companions)
        .after_save(rules::memberships)
        .after_save(rules::closed_accounts_are_signed_out)
        .audited(kept::user(), kept::USER)
}

/// `user/` and `user/<pk>/`.
pub fn resources(engine: Engine) -> [Resource; 2] {
    let listed =
        shape(engine, "UserCreate").with("is_staff", Field::told_read_only).with("is_superuser", Field::told_read_only);
    let single =
        shape(engine, "ExtendedUser").with("username", Field::told_read_only).with("email", Field::told_read_only);
    let flags = ["is_staff", "is_active", "is_superuser"];
    [
        resource(listed)
            .without_detail()
            .creatable()
            .filters(flags.map(|flag| Filter::boolean(flag, format!("t.{flag}"))))
            .order_columns(&["email", "username", "first_name", "last_name", "is_staff", "is_superuser", "is_active"])
            .search(&["t.first_name", "t.last_name", "t.username"]),
        resource(single).without_list().updatable().deletable().before_delete(rules::before_delete),
    ]
}
