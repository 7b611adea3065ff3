//! Rules of part categories (spec 20 §16.2, §16.5).

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Form, Given, Resource};
use ironwood_rest::kind::Bool;
use ironwood_rest::write::{Draft, remove};
use ironwood_rest::{BoxFuture, Ctx, Error, Result};

use crate::common::icons;
use crate::common::settings::definitions::PART_CATEGORY_DEFAULT_ICON;
use crate::part::category::TREE;
use crate::part::upkeep::set_stars;
use crate::tree::hooks;

/// A category that holds parts cannot be structural.
pub fn structural_holds_no_parts<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    const MESSAGE: &str = "The category holds parts: move them elsewhere before it becomes structural";
    Box::pin(hooks::structural_holds_nothing(ctx, drafts, ("part_part", "category_id"), MESSAGE))
}

/// Stores the icon when it is one. Sending back the default that is shown for none stores nothing.
pub fn icon_exists<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let default = ctx.setting(PART_CATEGORY_DEFAULT_ICON.key()).await?.unwrap_or_default();
        for draft in drafts {
            let Some(icon) = draft.input("icon").map(|icon| icon.as_text().unwrap_or_default().to_owned()) else {
                continue;
            };
            let none_stored = draft.text("icon").is_empty();
            if !(none_stored && icon == default) {
                draft.set("icon", icon);
                icons::check(draft, "icon", "_icon");
            }
        }
        Ok(())
    })
}

/// Sets or takes away the caller's star.
pub fn star<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(set_stars(ctx, drafts, "part_partcategorystar", "category_id"))
}

/// What a deletion must decide.
pub fn delete_form() -> Form {
    let choice = |name, help| Field::input(name, Bool, help).required();
    Form::new("CategoryDelete")
        .field(choice("delete_parts", "Delete the parts too; otherwise they move to the category above"))
        .field(choice(
            "delete_child_categories",
            "Delete the categories below too; otherwise they move to the category above",
        ))
}

/// Moves or deletes what is in a category and below it.
pub fn before_delete<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    keys: &'a [i64],
    given: &'a Given,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        TREE.lock(ctx).await?;
        for key in keys {
            let with_children = given.bool("delete_child_categories");
            let leaving = TREE.leave(ctx, *key, with_children).await?;
            if given.bool("delete_parts") {
                delete_parts(ctx, &leaving.nodes).await?;
            } else {
                move_parts(ctx, &leaving.nodes, leaving.above).await?;
            }
            if with_children {
                remove(ctx, TREE.table, leaving.below()).await?;
            }
        }
        Ok(())
    })
}

async fn delete_parts(ctx: &mut Ctx<'_>, categories: &[i64]) -> Result<()> {
    let any = ctx.conn.engine().any_of("category_id");
    let parts: Vec<i64> =
        ctx.conn.column(&format!("SELECT id FROM part_part WHERE {any}"), &[Param::Ints(categories.to_vec())]).await?;
    remove(ctx, "part_part", &parts).await
}

async fn move_parts(ctx: &mut Ctx<'_>, categories: &[i64], to: Option<i64>) -> Result<()> {
    let any = ctx.conn.engine().any_of("category_id");
    let params = [Param::Ints(categories.to_vec())];
    let structural = "SELECT name FROM part_partcategory WHERE structural AND id = ?";
    if let Some(target) = to
        && let Some(name) = ctx.conn.value::<String>(structural, &[target.into()]).await?
        && ctx.conn.exists(&format!("SELECT 1 FROM part_part WHERE {any} LIMIT 1"), &params).await?
    {
        let message =
            format!("The parts would move to '{name}', which is structural and holds no parts: move them first");
        return Err(Error::general(message));
    }
    let sql = format!("UPDATE part_part SET category_id = ? WHERE {any}");
    let [categories] = params;
    ctx.conn.execute(&sql, &[to.into(), categories]).await?;
    Ok(())
}
