//! `POST stock/<pk>/install/`: installs another stock item in this one (spec 30-stock §15.2).

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::{Clause, Field, Form};
use ironwood_rest::kind::{Int, Text, no_such_row};
use ironwood_rest::{BoxFuture, Ctx, Error, Reply, Request, Result};

use super::adjust::refused;
use super::store::store;
use super::{named, of_one};
use crate::common::settings::definitions::STOCK_ENFORCE_BOM_INSTALLATION;
use crate::part::filters::usable_in;
use crate::stock::tracking::LONGEST_NOTE;
use crate::targets;

/// The form: which item, and how much of it.
pub(super) fn form() -> Form {
    Form::new("InstallStockItem")
        .field(Field::input("stock_item", targets::to(targets::stock_item()), "The item to install").required())
        .field(
            Field::input("quantity", Int::at_least(1), "How much of it").default_value(1).label("Quantity to install"),
        )
        .field(Field::input("note", Text::max(LONGEST_NOTE), "A note for the history").blank())
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(install(ctx, request))
}

async fn install(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form().inspect(&request.body)?;
    let key = given.int("stock_item");
    let (assembly, items) = of_one::begin(ctx, request, &found, &[key]).await?;
    let quantity = Decimal::from(given.int("quantity"));
    let component = items.iter().find(|item| item.id == key && given.has("stock_item"));
    match component {
        _ if !given.has("stock_item") => {}
        None => {
            found.fields.add("stock_item", no_such_row(&key.to_string()));
        }
        Some(item) if !item.is_in_stock() => {
            found.fields.add("stock_item", "Stock item is unavailable");
        }
        Some(item) if !is_in_bill(ctx, item.part_id, assembly.part_id).await? => {
            found.fields.add("stock_item", "Selected part is not in the Bill of Materials");
        }
        Some(_) => {}
    }
    found.check()?;
    if component.is_some_and(|item| quantity > item.quantity) {
        return Err(Error::field("quantity", "Quantity to install must not exceed available quantity"));
    }
    if key == assembly.id {
        return Err(Error::field("belongs_to", "Item cannot belong to itself"));
    }
    if contains(ctx, key, assembly.id).await? {
        return Err(Error::field("stock_item", "The assembly is installed in this item"));
    }
    let mut plan = named::plan(ctx, items, given.text("note").unwrap_or_default().to_owned());
    plan.install(key, quantity, assembly.id, None).map_err(refused)?;
    store(ctx, plan).await?;
    Ok(Reply::created(given.echo().into_bytes()))
}

/// Whether a part can go into an assembly by its bill of materials; everything can when the setting
/// `STOCK_ENFORCE_BOM_INSTALLATION` is off.
async fn is_in_bill(ctx: &mut Ctx<'_>, part: i64, assembly: i64) -> Result<bool> {
    if !ctx.setting_bool(STOCK_ENFORCE_BOM_INSTALLATION.key(), true).await? {
        return Ok(true);
    }
    let Clause { text, params, .. } = usable_in(assembly);
    let params: Vec<Param> = [part.into()].into_iter().chain(params).collect();
    Ok(ctx.conn.exists(&format!("SELECT 1 FROM part_part t WHERE t.id = ? AND {text}"), &params).await?)
}

/// Whether an item is installed, however deep, in another.
async fn contains(ctx: &mut Ctx<'_>, outer: i64, inner: i64) -> Result<bool> {
    let sql = "WITH RECURSIVE up(id) AS (
            SELECT belongs_to_id FROM stock_stockitem WHERE id = ?
            UNION SELECT s.belongs_to_id FROM up JOIN stock_stockitem s ON s.id = up.id)
        SELECT 1 FROM up WHERE id = ?";
    Ok(ctx.conn.exists(sql, &[inner.into(), outer.into()]).await?)
}
