//! Actions on whole stock items that a body names: merge, assign to a customer, change status (spec 30-stock §14.6-14.8).

use ironwood_db::Param;
use ironwood_rest::declare::{Endpoint, Field, Form, Found, Given};
use ironwood_rest::kind::no_such_row;
use ironwood_rest::record::lock;
use ironwood_rest::{Ctx, Request, Result};

use super::plan::Plan;
use super::{action, assign, change_status, merge};
use crate::stock::item::StockItem;
use crate::targets;

/// The actions on named items.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        action("stock/merge", "Merge stock items into the first of them", merge::form(), merge::handle),
        action("stock/assign", "Give stock items to a customer", assign::form(), assign::handle),
        action("stock/change_status", "Set the status of stock items", change_status::form(), change_status::handle),
    ]
}

/// A form whose `items` name one stock item each.
pub(super) fn form(component: &'static str, entry: &'static str, empty: &'static str) -> Form {
    let item = Field::input("item", targets::to(targets::stock_item()), "The stock item").required();
    Form::new(component).list("items", Form::new(entry).field(item), Some(empty))
}

/// Reads a body, locks the items that its entries name, and finds those that are not there. The items come back in the order in
/// which they are named.
///
/// # Errors
/// From storage, or when the body cannot be read at all.
pub(super) async fn begin(ctx: &mut Ctx<'_>, form: &Form, request: &Request) -> Result<(Vec<i64>, Plan, Given, Found)> {
    let (given, mut found) = form.inspect(&request.body)?;
    let named: Vec<i64> = given.entries("items").iter().map(|entry| entry.int("item")).collect();
    let items = locked(ctx, &named).await?;
    for (at, entry) in given.entries("items").iter().enumerate().filter(|(_, entry)| entry.has("item")) {
        let key = entry.int("item");
        if let Some(problems) = found.entry("items", at).filter(|_| !items.iter().any(|item| item.id == key)) {
            problems.add("item", no_such_row(&key.to_string()));
        }
    }
    let notes = given.text("notes").unwrap_or_default().to_owned();
    Ok((named, plan(ctx, items, notes), given, found))
}

/// The stock items with these keys, locked.
///
/// # Errors
/// From storage.
pub(super) async fn locked(ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<Vec<StockItem>> {
    let any = ctx.conn.engine().any_of("id");
    lock(ctx, &any, &[Param::Ints(keys.to_vec())]).await
}

/// A plan for items that are not named with quantities.
pub(super) fn plan(ctx: &Ctx<'_>, items: Vec<StockItem>, notes: String) -> Plan {
    Plan::new(items, Vec::new(), notes, ctx.now, ctx.user(), ctx.today())
}
