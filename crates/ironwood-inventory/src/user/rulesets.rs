//! Rulesets: what a group may do in one role (spec 10 §3, §4.5).

use std::sync::Arc;

use ironwood_auth::{Action, Actions, Role};
use ironwood_db::{Cell, Conn, Param};
use ironwood_rest::declare::{Clause, Field, Filter, Given, Resource, Selection, Shape, Source};
use ironwood_rest::kind::{Anything, Bool, Choice, Int};
use ironwood_rest::read::Render;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, JsonWriter, PermissionClass, Result};

use super::{kept, permissions};
use crate::{models, targets};

/// The columns of the four flags.
const FLAGS: [(Action, &str, &str); 4] = [
    (Action::View, "can_view", "May see what belongs to the role"),
    (Action::Add, "can_add", "May create what belongs to the role"),
    (Action::Change, "can_change", "May change what belongs to the role"),
    (Action::Delete, "can_delete", "May delete what belongs to the role"),
];

/// A ruleset with its name for people.
pub fn shape() -> Shape {
    let mut names = Choice::texts(&Role::ALL.map(|role| (role.name(), role.label())));
    names.max = 50;
    let label = Source::Derived { inputs: vec!["t.name".into()], write: write_label };
    Shape::new(models::RULE_SET, "RuleSet")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", names).read_only().help("The role"))
        .field(Field::new("label", Anything, label))
        .field(
            Field::column("group", targets::shown(targets::group()))
                .stored_as("group_id")
                .read_only()
                .lists_filters()
                .help("Whose role it is"),
        )
        .fields(FLAGS.map(|(_, column, help)| Field::column(column, Bool).default_value(false).help(help)))
}

fn write_label(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    let name = cells.first().and_then(|cell| cell.text()).unwrap_or_default();
    match name.parse::<Role>() {
        Ok(role) => out.text(role.label()),
        Err(_) => out.text(name),
    };
}

/// `user/ruleset/`.
pub fn resource() -> Resource {
    Resource::new("user/ruleset", Arc::new(shape()), "What groups may do in their roles")
        .access(PermissionClass::StaffRoleOrReadOnly)
        .updatable()
        .deletable()
        .filter(Filter::key("group", "t.group_id", targets::group()).help("Of this group"))
        .filter(Filter::custom("name", "string", of_role).help("Of this role"))
        .order_columns(&["name"])
        .search(&["t.name"])
        .before_save(normalise)
        .after_save(permit)
        .before_delete(forbid)
        .audited(kept::ruleset(), kept::RULE_SET)
}

fn of_role(_: &Selection<'_>, name: &str) -> Result<Option<Clause>> {
    match name.parse::<Role>() {
        Ok(role) => Ok(Some(Clause::new("t.name = ?", [role.name().into()]))),
        Err(_) => {
            let message = format!("Select a valid choice. {name} is not one of the available choices.");
            Err(Error::field("name", message))
        }
    }
}

/// Stronger flags imply weaker ones.
fn normalise<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            let given: Actions =
                FLAGS.iter().filter(|(_, column, _)| draft.bool(column)).map(|(action, ..)| *action).collect();
            let saved = given.normalised();
            for (action, column, _) in FLAGS {
                draft.set(column, saved.contains(action));
            }
        }
        Ok(())
    })
}

/// The group's permissions follow its rulesets.
fn permit<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter() {
            permissions::rewrite(ctx.conn, draft.int("group_id")).await?;
        }
        Ok(())
    })
}

/// What a ruleset gave is taken away with it. It comes back, without flags, with the next save of its group.
fn forbid<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, keys: &'a [i64], _: &'a Given) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let engine = ctx.conn.engine();
        let keys = [Param::Ints(keys.to_vec())];
        let sql = format!("SELECT DISTINCT group_id FROM users_ruleset WHERE {}", engine.any_of("id"));
        let groups: Vec<i64> = ctx.conn.column(&sql, &keys).await?;
        let none = FLAGS.map(|(_, column, _)| format!("{column} = FALSE")).join(", ");
        ctx.conn.execute(&format!("UPDATE users_ruleset SET {none} WHERE {}", engine.any_of("id")), &keys).await?;
        for group in groups {
            permissions::rewrite(ctx.conn, group).await?;
        }
        Ok(())
    })
}

/// Gives a group the rulesets that it lacks, all without flags, and takes those away that are of no role.
///
/// # Errors
/// From storage.
pub async fn complete(conn: &mut Conn, group: i64) -> Result<()> {
    let known: Vec<String> = conn.column("SELECT name FROM users_ruleset WHERE group_id = ?", &[group.into()]).await?;
    let (of_roles, unknown): (Vec<_>, Vec<_>) = known.into_iter().partition(|name| name.parse::<Role>().is_ok());
    if !unknown.is_empty() {
        let sql = format!("DELETE FROM users_ruleset WHERE group_id = ? AND {}", conn.engine().any_of("name"));
        conn.execute(&sql, &[group.into(), Param::Texts(unknown)]).await?;
    }
    let missing = Role::ALL.into_iter().map(Role::name).filter(|name| !of_roles.iter().any(|known| known == name));
    let columns = ["group_id", "name", "can_view", "can_add", "can_change", "can_delete"];
    let row = |name: &str| vec![group.into(), name.into(), false.into(), false.into(), false.into(), false.into()];
    let rows: Vec<Vec<Param>> = missing.map(row).collect();
    if !rows.is_empty() {
        conn.insert_many("users_ruleset", &columns, &rows).await?;
    }
    Ok(())
}
