//! Rules of locations, and what a deletion does with what is in them (spec 30-stock §4.3, §4.8).

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Form, Given, Resource};
use ironwood_rest::kind::Bool;
use ironwood_rest::write::{Draft, remove};
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::common::icons;
use crate::stock::location::TREE;
use crate::stock::removal;
use crate::tree::hooks;

/// A location that holds stock cannot be structural.
pub fn structural_holds_no_stock<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    const MESSAGE: &str = "The location holds stock: move it elsewhere before the location becomes structural";
    Box::pin(hooks::structural_holds_nothing(ctx, drafts, ("stock_stockitem", "location_id"), MESSAGE))
}

/// The icon is one that there is.
pub fn icon_exists<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        drafts.iter_mut().for_each(|draft| icons::check(draft, "icon", "custom_icon"));
        Ok(())
    })
}

/// What a deletion must decide.
pub fn delete_form() -> Form {
    let choice = |name, help| Field::input(name, Bool, help).required();
    Form::new("LocationDelete")
        .field(choice("delete_stock_items", "Delete the stock too; otherwise it moves to the location above"))
        .field(choice(
            "delete_sub_locations",
            "Delete the locations below too; otherwise they move to the location above",
        ))
}

/// Moves or deletes what is in a location and below it. Stock that moves leaves no trace in its history; stock that is deleted is
/// deleted by its own rules.
pub fn before_delete<'a>(
    ctx: &'a mut Ctx<'_>,
    resource: &'a Resource,
    keys: &'a [i64],
    given: &'a Given,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        TREE.lock(ctx).await?;
        for key in keys {
            let with_children = given.bool("delete_sub_locations");
            let leaving = TREE.leave(ctx, *key, with_children).await?;
            if given.bool("delete_stock_items") {
                delete_stock(ctx, resource, &leaving.nodes).await?;
            } else {
                let sql = format!(
                    "UPDATE stock_stockitem SET location_id = ? WHERE {}",
                    ctx.conn.engine().any_of("location_id")
                );
                ctx.conn.execute(&sql, &[leaving.above.into(), Param::Ints(leaving.nodes.clone())]).await?;
            }
            if with_children {
                remove(ctx, TREE.table, leaving.below()).await?;
            }
        }
        Ok(())
    })
}

async fn delete_stock(ctx: &mut Ctx<'_>, resource: &Resource, locations: &[i64]) -> Result<()> {
    let engine = ctx.conn.engine();
    let sql = format!(
        "SELECT id FROM stock_stockitem WHERE {} ORDER BY id{}",
        engine.any_of("location_id"),
        engine.for_update()
    );
    let items: Vec<i64> = ctx.conn.column(&sql, &[Param::Ints(locations.to_vec())]).await?;
    removal::before_delete(ctx, resource, &items, &Given::default()).await?;
    remove(ctx, "stock_stockitem", &items).await
}
