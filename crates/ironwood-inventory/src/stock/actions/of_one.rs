//! Actions on the stock item in the path (spec 30-stock §15).

use std::sync::Arc;

use ironwood_auth::{Action, Role};
use ironwood_db::Engine;
use ironwood_rest::declare::{Answer, Endpoint, Found, Handler};
use ironwood_rest::{Ctx, Error, Request, Result};

use super::named::locked;
use super::{convert, disassemble, install, serialise, uninstall};
use crate::models;
use crate::stock::item::StockItem;
use crate::stock::shape;

/// The actions on one item: they ask for the permission to add stock, and for the role that changes it.
pub fn endpoints(engine: Engine) -> Vec<Endpoint> {
    let action = |path, summary, form, handler: Handler| {
        super::action(path, summary, form, handler).with_role(Role::Stock, Action::Change)
    };
    let items = || Answer::List(Arc::new(shape::shape(engine)));
    vec![
        action(
            "stock/<pk>/serialize",
            "Give serial numbers to units of a stock item",
            serialise::form(),
            serialise::handle,
        )
        .replies(201, items()),
        action("stock/<pk>/install", "Install a stock item in this one", install::form(), install::handle),
        action("stock/<pk>/uninstall", "Take this item out of its assembly", uninstall::form(), uninstall::handle),
        action("stock/<pk>/convert", "Make this item stock of another variant", convert::form(), convert::handle),
        action(
            "stock/<pk>/disassemble",
            "Take a stock item apart into its components",
            disassemble::form(),
            disassemble::handle,
        )
        .replies(201, items()),
    ]
}

/// The item in the path, locked, and together with it those with the keys `also`.
///
/// # Errors
/// Without the item [`Error::NotFound`], after what is wrong with the body.
pub(super) async fn begin(
    ctx: &mut Ctx<'_>,
    request: &Request,
    found: &Found,
    also: &[i64],
) -> Result<(StockItem, Vec<StockItem>)> {
    // No row has 0: a key that no column holds is no item either.
    let key = i32::try_from(request.key()).map_or(0, i64::from);
    let mut keys = also.to_vec();
    keys.push(key);
    let items = locked(ctx, &keys).await?;
    match items.iter().find(|item| item.id == key).cloned() {
        Some(item) => Ok((item, items)),
        None => {
            found.clone().check()?;
            Err(Error::no_row(models::STOCK_ITEM.class))
        }
    }
}
