//! `POST stock/return/`: takes stock items back from customers, assemblies and builds (spec 30-stock §14.5).

use std::collections::HashMap;

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::{Field, Form};
use ironwood_rest::kind::Bool;
use ironwood_rest::{BoxFuture, Ctx, Error, Reply, Request, Result};

use super::adjust::{begin, check_location, echo, more_than_nothing, refused};
use super::plan::Plan;
use super::store::{look_around, store};
use crate::stock::item::StockItem;
use crate::targets;

/// The form of a return.
pub(super) fn form() -> Form {
    super::adjust::form("StockReturn", false)
        .field(Field::input("location", targets::to(targets::location()), "Where the items go").required())
        .field(Field::input("merge", Bool, "Merge into the item that each was split off from").default_value(false))
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(give_back(ctx, request))
}

fn is_back(item: &StockItem, _: bool) -> Option<&'static str> {
    item.is_in_stock().then_some("Stock item is already in stock")
}

async fn give_back(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form().inspect(&request.body)?;
    let named: Vec<i64> = given.entries("items").iter().map(|entry| entry.int("pk")).collect();
    // What may be merged into is locked together with what comes back, in one order.
    let parents =
        format!("id IN (SELECT c.parent_id FROM stock_stockitem c WHERE {})", ctx.conn.engine().any_of("c.id"));
    let also = given.bool("merge").then(|| (parents.as_str(), vec![Param::Ints(named)]));
    let mut plan = begin(ctx, &given, &mut found, also, is_back).await?;
    more_than_nothing(&plan, &mut found);
    let location = given.get("location").as_int();
    check_location(ctx, location, &mut found).await?;
    found.check()?;
    not_more_than_there_is(&plan)?;
    look_around(ctx, &mut plan).await?;
    let customers = customers(ctx, &plan).await?;
    for entry in plan.entries.clone() {
        plan.give_back(&entry, location.unwrap_or_default(), given.bool("merge"), &customers).map_err(refused)?;
    }
    let stored = store(ctx, plan).await?;
    Ok(echo(&given, &stored.gone, Some(location)))
}

/// Several entries may name one item: together they must not ask for more than it has.
fn not_more_than_there_is(plan: &Plan) -> Result<()> {
    for item in &plan.items {
        let asked: Decimal =
            plan.entries.iter().filter(|entry| entry.item == item.id).map(|entry| entry.quantity).sum();
        if asked > item.quantity {
            return Err(Error::field("quantity", "Quantity exceeds available stock"));
        }
    }
    Ok(())
}

/// The names of the customers who have the items.
async fn customers(ctx: &mut Ctx<'_>, plan: &Plan) -> Result<HashMap<i64, String>> {
    let keys: Vec<i64> = plan.items.iter().filter_map(|item| item.customer_id).collect();
    let sql = format!("SELECT id, name FROM company_company WHERE {}", ctx.conn.engine().any_of("id"));
    let names = ctx.conn.rows(&sql, &[Param::Ints(keys)], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(names.into_iter().collect())
}
