//! What the audit trail keeps of users, groups, rulesets and tokens: everything that decides what somebody may do, and no
//! secret (spec 10 §7).

use ironwood_rest::declare::{Field, Item, Shape, many};
use ironwood_rest::kind::{Bool, Date, Text};

use crate::models;

/// Fragment: what a user is called.
pub const USER: &str = "t.username";
/// Fragment: what a group or token is called.
pub const NAME: &str = "t.name";
/// Fragment: what a ruleset is called: its group and its role.
pub const RULE_SET: &str = "(SELECT g.name FROM auth_group g WHERE g.id = t.group_id) || ': ' || t.name";

/// Of a user: names, address, flags, and the groups by name.
pub fn user() -> Shape {
    let text = |name| Field::column(name, Text::any());
    let flag = |name| Field::column(name, Bool);
    let groups = "auth_user_groups AS m ON m.user_id = page.value JOIN auth_group AS item ON item.id = m.group_id";
    Shape::new(models::USER, "")
        .fields(["username", "first_name", "last_name", "email"].map(text))
        .fields(["is_staff", "is_superuser", "is_active"].map(flag))
        .field(many("groups", Item::Text("item.name".into()), groups, "item.name"))
}

/// Of a group: its name, and its members by name.
pub fn group() -> Shape {
    let users = "auth_user_groups AS m ON m.group_id = page.value JOIN auth_user AS item ON item.id = m.user_id";
    Shape::new(models::GROUP, "").field(Field::column("name", Text::any())).field(many(
        "users",
        Item::Text("item.username".into()),
        users,
        "item.username",
    ))
}

/// Of a ruleset: the four flags.
pub fn ruleset() -> Shape {
    let flag = |name| Field::column(name, Bool);
    Shape::new(models::RULE_SET, "").fields(["can_view", "can_add", "can_change", "can_delete"].map(flag))
}

/// Of a token: whose it is, how long it works, and whether it still does.
pub fn token() -> Shape {
    Shape::new(models::API_TOKEN, "")
        .field(Field::computed("user", Text::any(), "(SELECT u.username FROM auth_user u WHERE u.id = t.user_id)"))
        .field(Field::column("expiry", Date))
        .field(Field::column("revoked", Bool))
}
