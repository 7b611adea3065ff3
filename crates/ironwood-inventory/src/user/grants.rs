//! What groups and single permissions give to users: read from the tables as one text for each user or group, so that a list
//! needs no query of its own for them, and written in the forms of the answers (spec 10 §3, §4.3).

use ironwood_auth::{Action, Actions, Authority, Grants, Role, RoleGrants};
use ironwood_db::{Cell, Engine};
use ironwood_rest::JsonWriter;
use ironwood_rest::read::Render;

/// SQL: the rulesets of all groups of a user as words `name:1100`, one flag for each of view, add, change, delete.
pub fn roles_of_user(engine: Engine, user: &str) -> String {
    let flag = |column: &str| format!("CASE WHEN r.{column} THEN '1' ELSE '0' END");
    let role = format!(
        "r.name || ':' || {} || {} || {} || {}",
        flag("can_view"),
        flag("can_add"),
        flag("can_change"),
        flag("can_delete")
    );
    format!(
        "(SELECT {} FROM users_ruleset r JOIN auth_user_groups m ON m.group_id = r.group_id WHERE m.user_id = {user})",
        engine.joined(&role)
    )
}

/// What [`roles_of_user`] says.
pub fn read_roles(text: &str) -> RoleGrants {
    let mut grants = RoleGrants::default();
    for entry in text.split(' ') {
        let Some((name, flags)) = entry.split_once(':') else { continue };
        if let Ok(role) = name.parse::<Role>() {
            let set = |at: usize| flags.as_bytes().get(at) == Some(&b'1');
            grants.grant(role, Actions::from_flags(set(0), set(1), set(2), set(3)));
        }
    }
    grants
}

/// SQL: the Django permissions whose keys meet a condition on `p.id`, as words `app.model.codename`.
fn permissions(engine: Engine, condition: &str) -> String {
    format!(
        "(SELECT {} FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id WHERE {condition})",
        engine.joined("c.app_label || '.' || c.model || '.' || p.codename")
    )
}

/// SQL: the permissions that a user has been granted, directly or through groups.
pub fn permissions_of_user(engine: Engine, user: &str) -> String {
    permissions(engine, &granted(user))
}

/// SQL: what [`permissions_of_user`] says, for a superuser every permission there is.
pub fn permissions_of_user_or_all(engine: Engine, user: &str, is_superuser: &str) -> String {
    permissions(engine, &format!("{is_superuser} OR {}", granted(user)))
}

/// SQL: the permissions of a group.
pub fn permissions_of_group(engine: Engine, group: &str) -> String {
    permissions(
        engine,
        &format!("p.id IN (SELECT gp.permission_id FROM auth_group_permissions gp WHERE gp.group_id = {group})"),
    )
}

fn granted(user: &str) -> String {
    format!(
        "p.id IN (SELECT up.permission_id FROM auth_user_user_permissions up WHERE up.user_id = {user}
            UNION SELECT gp.permission_id FROM auth_group_permissions gp
            JOIN auth_user_groups m ON m.group_id = gp.group_id WHERE m.user_id = {user})"
    )
}

/// One word of a text of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Permission<'t> {
    app: &'t str,
    model: &'t str,
    codename: &'t str,
}

impl Permission<'_> {
    /// What is permitted: `change` of `change_part`.
    fn action(&self) -> &str {
        self.codename.strip_suffix(self.model).and_then(|action| action.strip_suffix('_')).unwrap_or(self.codename)
    }
}

fn words(text: &str) -> impl Iterator<Item = Permission<'_>> {
    text.split(' ').filter_map(|word| {
        let (app, rest) = word.split_once('.')?;
        let (model, codename) = rest.split_once('.')?;
        Some(Permission { app, model, codename })
    })
}

/// What a text of permissions says, for decisions.
pub fn read_permissions(text: &str) -> Grants {
    words(text).map(|permission| (permission.app, permission.codename)).collect()
}

/// Writes a text of permissions as an object: lists of actions by model name, in the order of app, model and code name. Models
/// of two apps that have one name share a list.
pub fn write_permissions(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    let mut sorted: Vec<Permission<'_>> = words(text_of(cells, 0)).collect();
    sorted.sort_unstable();
    let mut models: Vec<(&str, Vec<&str>)> = Vec::new();
    for permission in &sorted {
        match models.iter_mut().find(|(model, _)| *model == permission.model) {
            Some((_, actions)) => actions.push(permission.action()),
            None => models.push((permission.model, vec![permission.action()])),
        }
    }
    out.open_object();
    for (model, actions) in models {
        out.key(model).open_list();
        for action in actions {
            out.text(action);
        }
        out.close_list();
    }
    out.close_object();
}

/// Writes the roles of a user as an object with every role as a key; from the text of [`roles_of_user`] and whether the user is
/// a superuser.
pub fn write_roles(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    let user = Authority {
        is_active: true,
        is_superuser: cells.get(1).and_then(|cell| cell.bool()).unwrap_or_default(),
        roles: read_roles(text_of(cells, 0)),
        ..Authority::default()
    };
    out.open_object();
    for (role, actions) in user.roles_answer() {
        out.key(role.name());
        match actions {
            None => out.null(),
            Some(actions) => {
                out.open_list();
                for name in actions.iter().map(Action::name) {
                    out.text(name);
                }
                out.close_list()
            }
        };
    }
    out.close_object();
}

fn text_of<'c>(cells: &[Cell<'c>], at: usize) -> &'c str {
    cells.get(at).and_then(|cell| cell.text()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use ironwood_rest::Site;

    use super::*;

    fn written(write: fn(&[Cell<'_>], &Render<'_>, &mut JsonWriter), cells: &[Cell<'_>]) -> String {
        let site = Site::new(jiff::tz::TimeZone::UTC, "/media/", ironwood_rest::MediaRoot::new("media"));
        let mut out = JsonWriter::new();
        write(cells, &Render::new(&site, Engine::Sqlite), &mut out);
        String::from_utf8(out.into_bytes()).unwrap()
    }

    #[test]
    fn permissions_are_listed_by_model_in_the_order_of_their_code_names() {
        let text = "part.part.view_part auth.user.view_user part.part.add_part part.part.accept_terms";
        assert_eq!(
            written(write_permissions, &[Cell::Text(text)]),
            r#"{"user":["view"],"part":["accept_terms","add","view"]}"#
        );
        assert_eq!(written(write_permissions, &[Cell::Null]), "{}");
    }

    #[test]
    fn roles_of_several_groups_add_up() {
        let answer = written(write_roles, &[Cell::Text("part:1000 part:1010 stock:0000 gone:1111"), Cell::Bool(false)]);
        assert!(
            answer.starts_with(r#"{"admin":null,"part_category":null,"part":["view","change"],"bom":null"#),
            "{answer}"
        );
        let answer = written(write_roles, &[Cell::Null, Cell::Int(1)]);
        assert!(answer.contains(r#""transfer_order":["view","add","change","delete"]"#), "{answer}");
    }

    #[test]
    fn permissions_count_by_app_and_code_name() {
        let grants = read_permissions("part.bomitem.view_bomitem admin.logentry.delete_logentry");
        assert!(grants.contains(Action::View, "part_bomitem") && grants.contains(Action::Delete, "admin_logentry"));
        assert!(!grants.contains(Action::Add, "part_bomitem"));
    }
}
