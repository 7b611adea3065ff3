//! Selection lists and their entries: values that several parameter templates share (spec 22 §7).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Clause, Field, Filter, Given, Item, Resource, Shape, embed, many};
use ironwood_rest::kind::{Bool, DateTime, Int, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, PermissionClass, Query, Result};
use serde_json::Value;

use crate::{models, targets};

fn entry() -> Shape {
    Shape::new(models::SELECTION_LIST_ENTRY, "SelectionEntry")
        .field(Field::column("id", Int::ANY).read_only().label("ID"))
        .field(Field::column("value", Text::max(255)).required().help("Text that is stored"))
        .field(Field::column("label", Text::max(255)).required().help("Text that people choose"))
        .field(Field::column("description", Text::max(250)).blank().help("What choosing it means"))
        .field(Field::column("active", Bool).default_value(true).help("Offered to choose from"))
        .field(
            Field::column("list", targets::to(targets::selection_list()))
                .stored_as("list_id")
                .null()
                .default_value(Value::Null)
                .help("The list it belongs to"),
        )
}

fn shape() -> Shape {
    let entry = Arc::new(entry());
    let count = "(SELECT COUNT(*) FROM common_selectionlistentry se WHERE se.list_id = t.id)";
    let choices = "common_selectionlistentry AS item ON item.list_id = page.value";
    let default = embed("default", entry.clone(), "t.default_id")
        .for_everyone()
        .lists_filters()
        .help("Chosen when nothing else is");
    Shape::new(models::SELECTION_LIST, "SelectionList")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(100)).required().help("What the list is called"))
        .field(Field::column("description", Text::max(250)).blank().help("What the list is for"))
        .field(Field::column("active", Bool).default_value(true).help("Offered to new templates"))
        .field(
            Field::column("locked", Bool).default_value(false).help("Neither the list nor its entries can be changed"),
        )
        .field(
            Field::column("source_plugin", targets::to(targets::plugin()))
                .stored_as("source_plugin_id")
                .null()
                .help("Plugin that keeps the list"),
        )
        .field(Field::column("source_string", Text::max(1000)).blank().help("What the plugin knows the list by"))
        .field(default)
        .field(Field::column("created", DateTime::MINUTES).read_only().help("When the list was made"))
        .field(Field::column("last_updated", DateTime::MINUTES).read_only().help("When the list was changed last"))
        .field(Field::computed("entry_count", Int::ANY, count).not_null().absent_on_create())
        .field(many("choices", Item::Rows(entry), choices, "item.id").unless_refused("choices"))
        .hidden("default_id", Param::Null)
        .hidden("metadata", Param::Json("{}".into()))
}

const LOCKED: &str = "The selection list is locked";

/// A locked list stays as it is.
fn unlocked_list<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| !draft.is_new()) {
            if draft.old("locked").as_bool() == Some(true) {
                draft.refuse("locked", LOCKED);
            }
        }
        Ok(())
    })
}

/// When a list was made and changed.
fn stamp<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let now = Param::Timestamp(ctx.now.as_microsecond());
        for draft in drafts {
            if draft.is_new() {
                draft.set("created", now.clone());
            }
            draft.set("last_updated", now.clone());
        }
        Ok(())
    })
}

/// The entries of the list that the path names.
fn of_the_list(_: &Ctx<'_>, _: &Query) -> Option<Clause> {
    Some(Clause::raw("t.list_id = :owner"))
}

/// An entry that names no list belongs to the one in the path, if there is such a list (spec 22 §18). Entries of a locked list
/// stay as they are, and none is added.
fn list_unlocked<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let any = ctx.conn.engine().any_of("id");
        let mut lists: Vec<i64> = drafts.iter().filter_map(|draft| draft.key("list_id")).collect();
        lists.extend(ctx.owner);
        let sql = format!("SELECT id, locked FROM common_selectionlist WHERE {any}");
        let known: Vec<(i64, bool)> =
            ctx.conn.rows(&sql, &[Param::Ints(lists)], |row| Ok((row.get(0)?, row.get(1)?))).await?;
        for draft in drafts {
            let of_path = ctx.owner.filter(|owner| known.iter().any(|(list, _)| list == owner));
            if draft.is_new() && !draft.was_sent("list") {
                draft.set("list_id", of_path);
            }
            let list = draft.key("list_id");
            if known.iter().any(|(id, locked)| *locked && Some(*id) == list) {
                draft.refuse("list", LOCKED);
            }
        }
        Ok(())
    })
}

/// Entries of a locked list are not deleted.
fn nothing_locked<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    keys: &'a [i64],
    _: &'a Given,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let sql = format!(
            "SELECT 1 FROM common_selectionlistentry se JOIN common_selectionlist sl ON sl.id = se.list_id \
             WHERE sl.locked AND {}",
            ctx.conn.engine().any_of("se.id")
        );
        if ctx.conn.exists(&sql, &[Param::Ints(keys.to_vec())]).await? {
            return Err(Error::Denied(LOCKED.into()));
        }
        Ok(())
    })
}

/// `selection/`.
pub fn lists() -> Resource {
    Resource::new("selection", Arc::new(shape()), "Lists of values to choose from")
        .access(PermissionClass::Authenticated)
        .writable()
        .unique(&["name"], || Error::field("name", "Selection List with this Name already exists."))
        .rule(unlocked_list)
        .before_save(stamp)
}

/// `selection/<pk>/entry/`.
pub fn entries() -> Resource {
    Resource::new("selection/<pk>/entry", Arc::new(entry()), "Entries of a list of values")
        .access(PermissionClass::Authenticated)
        .writable()
        .scope(of_the_list)
        .filter(Filter::boolean("active", "t.active"))
        .filter(Filter::text("value", "t.value"))
        .filter(Filter::key("list", "t.list_id", targets::selection_list()))
        .order("list", "t.list_id")
        .order_columns(&["label", "active"])
        .search(&["t.label", "t.description"])
        .unique(&["list_id", "value"], || Error::general("The fields list, value must make a unique set."))
        .rule(list_unlocked)
        .before_delete(nothing_locked)
}
