//! `POST stock/<pk>/uninstall/`: takes a stock item out of its assembly (spec 30-stock §15.3).

use ironwood_rest::declare::{Field, Form};
use ironwood_rest::kind::Text;
use ironwood_rest::{BoxFuture, Ctx, Reply, Request, Result};

use super::adjust::check_location;
use super::store::store;
use super::{named, of_one};
use crate::stock::tracking::LONGEST_NOTE;
use crate::targets;

/// The form: where the item goes.
pub(super) fn form() -> Form {
    Form::new("UninstallStockItem")
        .field(Field::input("location", targets::to(targets::location()), "Where the item goes").required())
        .field(Field::input("note", Text::max(LONGEST_NOTE), "A note for the history").blank())
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(uninstall(ctx, request))
}

async fn uninstall(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form().inspect(&request.body)?;
    let sql = "SELECT belongs_to_id FROM stock_stockitem WHERE id = ? AND belongs_to_id IS NOT NULL";
    let assembly: Option<i64> = ctx.conn.value(sql, &[request.key().into()]).await?;
    let assembly: Vec<i64> = assembly.into_iter().collect();
    // Both are locked in one order; what was read before the lock is looked at again in the plan.
    let (item, items) = of_one::begin(ctx, request, &found, &assembly).await?;
    let location = given.get("location").as_int();
    check_location(ctx, location, &mut found).await?;
    found.check()?;
    let mut plan = named::plan(ctx, items, given.text("note").unwrap_or_default().to_owned());
    plan.uninstall(item.id, location);
    store(ctx, plan).await?;
    Ok(Reply::created(given.echo().into_bytes()))
}
