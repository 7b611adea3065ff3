//! `POST stock/assign/`: gives stock items to a customer, without an order (spec 30-stock §14.7).

use std::collections::{HashMap, HashSet};

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Form};
use ironwood_rest::kind::{Text, no_such_row};
use ironwood_rest::{BoxFuture, Ctx, Reply, Request, Result};

use super::named;
use super::store::store;
use crate::stock::tracking::LONGEST_NOTE;
use crate::targets;

/// The form of an assignment.
pub(super) fn form() -> Form {
    named::form("StockAssignment", "StockAssignmentItem", "Name at least one stock item")
        .field(Field::input("customer", targets::to(targets::customer()), "Who gets the items").required())
        .field(Field::input("notes", Text::max(LONGEST_NOTE), "A note for the history").blank())
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(assign(ctx, request))
}

async fn assign(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (named, mut plan, given, mut found) = named::begin(ctx, &form(), request).await?;
    let claims = claims(ctx, &named).await?;
    for (at, key) in named.iter().enumerate() {
        let Some(item) = plan.items.iter().find(|item| item.id == *key) else { continue };
        let claim = claims.get(key).copied().flatten();
        let reason = if item.is_in_stock() { claim } else { Some("Item must be in stock") };
        if let (Some(reason), Some(problems)) = (reason, found.entry("items", at)) {
            problems.add("item", reason);
        }
    }
    let mut customer = None;
    if let Some(key) = given.get("customer").as_int() {
        let sql = "SELECT name, is_customer FROM company_company WHERE id = ?";
        customer = ctx.conn.first(sql, &[key.into()], |row| Ok((row.get::<String>(0)?, row.get::<bool>(1)?))).await?;
        match &customer {
            None => {
                found.fields.add("customer", no_such_row(&key.to_string()));
            }
            Some((_, false)) => {
                found.fields.add("customer", "Selected company is not a customer");
            }
            Some(_) => {}
        }
    }
    found.check()?;
    let name = customer.map(|(name, _)| name).unwrap_or_default();
    let mut done = HashSet::new();
    for key in named.into_iter().filter(|key| done.insert(*key)) {
        plan.assign(key, given.int("customer"), &name);
    }
    store(ctx, plan).await?;
    Ok(Reply::created(given.echo().into_bytes()))
}

/// Why items in stock may not be given away, if there is a reason. Allocations of orders that are closed count as well.
async fn claims(ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<HashMap<i64, Option<&'static str>>> {
    let sql = format!(
        "SELECT s.id, p.salable,
             EXISTS (SELECT 1 FROM order_salesorderallocation a WHERE a.item_id = s.id),
             EXISTS (SELECT 1 FROM order_transferorderallocation a WHERE a.item_id = s.id),
             EXISTS (SELECT 1 FROM build_builditem a WHERE a.stock_item_id = s.id)
         FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id WHERE {}",
        ctx.conn.engine().any_of("s.id")
    );
    let rows = ctx
        .conn
        .rows(&sql, &[Param::Ints(keys.to_vec())], |row| {
            let reasons = [
                (!row.get::<bool>(1)?, "Part must be salable"),
                (row.get(2)?, "Item is allocated to a sales order"),
                (row.get(3)?, "Item is allocated to a transfer order"),
                (row.get(4)?, "Item is allocated to a build order"),
            ];
            Ok((row.get(0)?, reasons.into_iter().find_map(|(applies, reason)| applies.then_some(reason))))
        })
        .await?;
    Ok(rows.into_iter().collect())
}
