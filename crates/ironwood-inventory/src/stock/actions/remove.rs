//! `POST stock/remove/`: takes from the quantity of stock items (spec 30-stock §14.3).

use ironwood_rest::{BoxFuture, Ctx, Reply, Request, Result};

use super::adjust::{begin, echo, form, is_elsewhere};
use super::store::{look_around, store};

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(remove(ctx, request))
}

async fn remove(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form("StockRemove", false).inspect(&request.body)?;
    let mut plan = begin(ctx, &given, &mut found, None, is_elsewhere).await?;
    found.check()?;
    look_around(ctx, &mut plan).await?;
    for entry in plan.entries.clone() {
        plan.remove(&entry);
    }
    let stored = store(ctx, plan).await?;
    Ok(echo(&given, &stored.gone, None))
}
