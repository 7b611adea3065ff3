//! `POST stock/transfer/`: moves stock items, whole or in part, to another location (spec 30-stock §14.4).

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Form};
use ironwood_rest::{BoxFuture, Ctx, Reply, Request, Result};

use super::adjust::{begin, check_location, echo, is_elsewhere, more_than_nothing, refused};
use super::store::{look_around, store};
use crate::targets;

/// The form of a transfer.
pub(super) fn form() -> Form {
    super::adjust::form("StockTransfer", true)
        .field(Field::input("location", targets::to(targets::location()), "Where the items go").required())
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(transfer(ctx, request))
}

async fn transfer(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form().inspect(&request.body)?;
    let merging: Vec<i64> =
        given.entries("items").iter().filter(|entry| entry.bool("merge")).map(|entry| entry.int("pk")).collect();
    // What may be merged into is locked together with what is moved, in one order.
    let also = (!merging.is_empty()).then(|| {
        let parts = ctx.conn.engine().any_of("m.id");
        let condition =
            format!("(location_id = ? AND part_id IN (SELECT m.part_id FROM stock_stockitem m WHERE {parts}))");
        (condition, vec![Param::Int(given.int("location")), Param::Ints(merging)])
    });
    let also = also.as_ref().map(|(condition, params)| (condition.as_str(), params.clone()));
    let mut plan = begin(ctx, &given, &mut found, also, is_elsewhere).await?;
    more_than_nothing(&plan, &mut found);
    let location = given.get("location").as_int();
    check_location(ctx, location, &mut found).await?;
    found.check()?;
    look_around(ctx, &mut plan).await?;
    for entry in plan.entries.clone() {
        plan.transfer(&entry, location.unwrap_or_default()).map_err(refused)?;
    }
    let stored = store(ctx, plan).await?;
    Ok(echo(&given, &stored.gone, Some(location)))
}
