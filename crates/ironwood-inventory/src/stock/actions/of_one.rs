//! Actions on the stock item in the path (spec 30-stock §15).

use std::sync::Arc;

use ironwood_auth::{Action, PermissionClass, Role};
use ironwood_db::Engine;
use ironwood_rest::declare::{Answer, Endpoint, Form};
use ironwood_rest::read::Purpose;
use ironwood_rest::write::answer_rows;
use ironwood_rest::{Ctx, Error, JsonWriter, Method, Reply, Request, Result};

use super::named::locked;
use super::{convert, disassemble, install, serialise, uninstall};
use crate::models;
use crate::stock::item::StockItem;
use crate::stock::shape;

/// The actions on one item: they ask for the permission to add stock, and for the role that changes it.
pub fn endpoints(engine: Engine) -> Vec<Endpoint> {
    let action = |path, summary, form: Form, handler| {
        Endpoint::new(path, summary)
            .model(models::STOCK_ITEM)
            .on(Method::Post, PermissionClass::Role, form, handler)
            .with_role(Role::Stock, Action::Change)
    };
    let items = || Answer::List(Arc::new(shape::shape(engine)));
    vec![
        action(
            "stock/<pk>/serialize",
            "Give serial numbers to units of a stock item",
            serialise::form(),
            serialise::handle as _,
        )
        .replies(201, items()),
        action("stock/<pk>/install", "Install a stock item in this one", install::form(), install::handle as _),
        action("stock/<pk>/uninstall", "Take this item out of its assembly", uninstall::form(), uninstall::handle as _),
        action("stock/<pk>/convert", "Make this item stock of another variant", convert::form(), convert::handle as _),
        action(
            "stock/<pk>/disassemble",
            "Take a stock item apart into its components",
            disassemble::form(),
            disassemble::handle as _,
        )
        .replies(201, items()),
    ]
}

/// The item in the path, locked, and together with it those with the keys `also`.
///
/// # Errors
/// [`Error::NotFound`] without the item.
pub(super) async fn begin(ctx: &mut Ctx<'_>, request: &Request, also: &[i64]) -> Result<(StockItem, Vec<StockItem>)> {
    let missing = || Error::no_row(models::STOCK_ITEM.class);
    let key = i32::try_from(request.key()).map(i64::from).map_err(|_| missing())?;
    let mut keys = also.to_vec();
    keys.push(key);
    let items = locked(ctx, &keys).await?;
    let item = items.iter().find(|item| item.id == key).cloned().ok_or_else(missing)?;
    Ok((item, items))
}

/// The answer: stock items as a list shows them.
///
/// # Errors
/// From storage.
pub(super) async fn answer(ctx: &mut Ctx<'_>, keys: &[i64], request: &Request) -> Result<Reply> {
    let kernel = ctx.kernel;
    let resource = kernel.resource("stock").ok_or_else(|| Error::Internal("stock is not declared".into()))?;
    let rows = answer_rows(ctx, resource, keys, Purpose::Updated, &request.query).await?;
    let mut out = JsonWriter::new();
    out.open_list().raw(rows.as_bytes()).close_list();
    Ok(Reply::created(out.into_bytes()))
}
