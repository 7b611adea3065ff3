//! `POST stock/add/`: adds to the quantity of stock items (spec 30-stock §14.2).

use ironwood_rest::{BoxFuture, Ctx, Reply, Request, Result};

use super::adjust::{begin, check_sum, echo, form, is_elsewhere};
use super::store::store;

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(add(ctx, request))
}

async fn add(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form("StockAdd", false).inspect(&request.body)?;
    let mut plan = begin(ctx, &given, &mut found, None, is_elsewhere).await?;
    for entry in &plan.entries {
        // Several entries may name one item: together they must fit as well.
        let sum: ironwood_db::Decimal =
            plan.entries.iter().filter(|other| other.item == entry.item).map(|other| other.quantity).sum();
        if let (Some(item), Some(problems)) =
            (plan.items.iter().find(|item| item.id == entry.item), found.entry("items", entry.at))
        {
            check_sum(item.quantity + sum, problems);
        }
    }
    found.check()?;
    for entry in plan.entries.clone() {
        plan.add(&entry);
    }
    let stored = store(ctx, plan).await?;
    Ok(echo(&given, &stored.gone, None))
}
