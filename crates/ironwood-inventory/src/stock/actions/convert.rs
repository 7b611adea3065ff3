//! `POST stock/<pk>/convert/`: makes a stock item one of another variant of its part (spec 30-stock §15.4).

use ironwood_db::Param;
use ironwood_rest::declare::{Clause, Field, Form};
use ironwood_rest::read::Render;
use ironwood_rest::{BoxFuture, Ctx, Reply, Request, Result};

use super::adjust::refused;
use super::store::store;
use super::{named, of_one};
use crate::part::filters::conversion_options;
use crate::part::full_name;
use crate::targets;

/// The form: which part it becomes.
pub(super) fn form() -> Form {
    Form::new("ConvertStockItem")
        .field(Field::input("part", targets::to(targets::part()), "The part that it becomes").required())
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(convert(ctx, request))
}

async fn convert(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form().inspect(&request.body)?;
    let (item, items) = of_one::begin(ctx, request, &found, &[]).await?;
    let part = given.int("part");
    let name = name_of_option(ctx, part, item.part_id).await?;
    if given.has("part") && name.is_none() {
        found.fields.add("part", "Selected part is not a valid option for conversion");
    }
    found.check()?;
    if item.supplier_part_id.is_some() {
        return Err(refused("Stock of a supplier part cannot become another part"));
    }
    let mut plan = named::plan(ctx, items, String::new());
    plan.convert(item.id, part, &name.unwrap_or_default());
    store(ctx, plan).await?;
    Ok(Reply::created(given.echo().into_bytes()))
}

/// The full name of a part, if stock of the other one may become it.
async fn name_of_option(ctx: &mut Ctx<'_>, part: i64, from: i64) -> Result<Option<String>> {
    let Clause { text, params, .. } = conversion_options(from);
    let params: Vec<Param> = [part.into()].into_iter().chain(params).collect();
    let inputs = full_name::inputs();
    let sql = format!("SELECT {} FROM part_part t WHERE t.id = ? AND {text}", inputs.join(", "));
    let (site, engine, count) = (ctx.site, ctx.conn.engine(), inputs.len());
    let read = move |row: &ironwood_db::Row<'_>| {
        let cells: Vec<ironwood_db::Cell<'_>> = (0..count).map(|at| row.cell(at)).collect();
        Ok(full_name::of(&cells, &Render::new(site, engine)))
    };
    Ok(ctx.conn.first(&sql, &params, read).await?)
}
