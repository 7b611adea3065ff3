//! `POST stock/count/`: sets stock items to what was counted (spec 30-stock §14.1).

use ironwood_rest::declare::{Field, Form};
use ironwood_rest::{BoxFuture, Ctx, Reply, Request, Result};

use super::adjust::{begin, check_location, echo, is_elsewhere};
use super::store::{look_around, store};
use crate::targets;

/// The form of a count.
pub(super) fn form() -> Form {
    super::adjust::form("StockCount", false)
        .field(Field::input("location", targets::to(targets::location()), "Where the items were counted").null())
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(count(ctx, request))
}

async fn count(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form().inspect(&request.body)?;
    let mut plan = begin(ctx, &given, &mut found, None, is_elsewhere).await?;
    let location = given.get("location").as_int();
    check_location(ctx, location, &mut found).await?;
    found.check()?;
    look_around(ctx, &mut plan).await?;
    for entry in plan.entries.clone() {
        plan.count(&entry, location);
    }
    let stored = store(ctx, plan).await?;
    Ok(echo(&given, &stored.gone, Some(location)))
}
