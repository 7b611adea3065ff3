//! Users and owners as other resources embed them.

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Shape};
use ironwood_rest::kind::{Email, Int, Text};

use crate::models;

/// A user, as embedded in other rows.
pub fn brief() -> Shape {
    Shape::new(models::USER, "User")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("username", Text::max(150)).read_only().required().help("Name to sign in with"))
        .field(Field::column("first_name", Text::max(150)).required().blank().help("Given name"))
        .field(Field::column("last_name", Text::max(150)).required().blank().help("Family name"))
        .field(Field::column("email", Email { max: 254 }).read_only().required().blank().help("E-mail address"))
        .hidden("password", Param::Text(String::new()))
}

/// SQL: the name of an owner: of the group, or of the user; the full name where the site shows those.
fn owner_name() -> String {
    let full_names = "(SELECT LOWER(st.value) FROM common_inventreesetting st WHERE st.key = 'DISPLAY_FULL_NAMES')";
    format!(
        "CASE WHEN kind.model = 'group' THEN (SELECT g.name FROM auth_group g WHERE g.id = t.owner_id) \
         ELSE (SELECT CASE WHEN COALESCE({full_names}, 'false') = 'true' \
           THEN COALESCE(NULLIF(TRIM(u.first_name || ' ' || u.last_name), ''), u.username) ELSE u.username END \
           FROM auth_user u WHERE u.id = t.owner_id) END"
    )
}

/// A user or group that something belongs to, as embedded in other rows (spec 10 §4.8).
pub fn owner() -> Shape {
    Shape::new(models::OWNER, "Owner")
        .join("kind", "django_content_type", "kind.id = t.owner_type_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("owner_id", Int::between(0, i64::MAX)).null())
        .field(Field::computed("owner_model", Text::any(), "kind.model").not_null())
        .field(Field::computed("name", Text::any(), owner_name()).not_null())
        .field(Field::computed("label", Text::any(), "kind.model").not_null())
}
