//! Owners: users and groups, as whoever something belongs to (spec 10 §4.8).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Clause, Field, Filter, Resource, Selection, Shape};
use ironwood_rest::kind::{Int, Text};
use ironwood_rest::{Error, PermissionClass, Result};

use crate::models;

/// SQL: whether people appear under their full names.
const FULL_NAMES: &str = "EXISTS (SELECT 1 FROM common_inventreesetting st \
     WHERE st.key = 'DISPLAY_FULL_NAMES' AND LOWER(st.value) = 'true')";

/// SQL: what an owner is called.
fn name() -> String {
    format!(
        "COALESCE(team.name, CASE WHEN {FULL_NAMES} THEN \
         COALESCE(NULLIF(TRIM(person.first_name || ' ' || person.last_name), ''), person.username) \
         ELSE person.username END, '')"
    )
}

/// An owner, as its own resource and embedded in others.
pub fn shape() -> Shape {
    let read_only = |name, fragment: String| Field::computed(name, Text::any(), fragment).not_null();
    Shape::new(models::OWNER, "Owner")
        .join("kind", "django_content_type", "kind.id = t.owner_type_id")
        .join("team", "auth_group", "team.id = t.owner_id AND kind.app_label = 'auth' AND kind.model = 'group'")
        .join("person", "auth_user", "person.id = t.owner_id AND kind.app_label = 'auth' AND kind.model = 'user'")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("owner_id", Int::between(0, i64::MAX)).null())
        .field(read_only("owner_model", "kind.model".into()))
        .field(read_only("name", name()))
        .field(read_only("label", "kind.model".into()))
        .hidden("owner_type_id", ironwood_db::Param::Null)
}

/// `user/owner/`.
pub fn resource() -> Resource {
    Resource::new("user/owner", Arc::new(shape()), "The users and groups that something can belong to")
        .access(PermissionClass::Authenticated)
        .filter(Filter::custom("search", "string", called).help("The words are parts of the name"))
        .filter(Filter::custom("is_active", "boolean", active).help("Users of this kind, and all groups"))
        .order("pk", "t.id")
        .order("id", "t.id")
        .order_columns(&["owner_id"])
        .order("owner_type", "t.owner_type_id")
}

/// Every word of the text is a part of the name.
fn called(selection: &Selection<'_>, text: &str) -> Result<Option<Clause>> {
    if text.contains('\0') {
        return Err(Error::field("search", "Null characters are not allowed."));
    }
    let words: Vec<&str> = text.split_whitespace().take(20).collect();
    if words.is_empty() {
        return Ok(None);
    }
    let part = selection.engine.contains(&format!("({})", name()));
    let conditions = vec![part; words.len()].join(" AND ");
    let patterns: Vec<_> = words.into_iter().map(|word| Engine::contains_pattern(word).into()).collect();
    Ok(Some(Clause::new(conditions, patterns)))
}

fn active(selection: &Selection<'_>, _: &str) -> Result<Option<Clause>> {
    Ok(selection
        .boolean("is_active")
        .map(|wanted| Clause::new("kind.model = 'group' OR person.is_active = ?", [wanted.into()])))
}
