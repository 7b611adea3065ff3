//! `POST stock/change_status/`: sets the status of stock items (spec 30-stock §14.8).

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Form};
use ironwood_rest::kind::{Int, RelatedMany, Text, no_such_row};
use ironwood_rest::{BoxFuture, Ctx, Error, Reply, Request, Result};

use super::named;
use super::store::store;
use crate::stock::status::{self, Statuses};
use crate::stock::tracking::LONGEST_NOTE;
use crate::targets;

/// The form of a change of status.
pub(super) fn form() -> Form {
    Form::new("StockChangeStatus")
        .field(Field::input("items", RelatedMany { target: targets::stock_item() }, "The stock items").required())
        .field(
            Field::input("status", Int::ANY, "The new status: a code, or the key of a custom state")
                .default_value(status::OK),
        )
        .field(Field::input("note", Text::max(LONGEST_NOTE), "A note for the history").blank())
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(change(ctx, request))
}

async fn change(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form().inspect(&request.body)?;
    let named: Vec<i64> = match given.get("items") {
        Param::Ints(keys) => keys.clone(),
        _ => Vec::new(),
    };
    if given.has("items") && named.is_empty() {
        found.fields.add("items", "No stock items selected");
    }
    let items = named::locked(ctx, &named).await?;
    if let Some(missing) = named.iter().find(|key| !items.iter().any(|item| item.id == **key)) {
        found.fields.add("items", no_such_row(&missing.to_string()));
    }
    let code = given.int("status");
    let status = Statuses::load(ctx).await?.find(code);
    if status.is_none() && given.has("status") {
        found.fields.add("status", format!("\"{code}\" is not a valid choice."));
    }
    found.check()?;
    let status = status.ok_or_else(|| Error::field("status", "This field is required."))?;
    let mut plan = named::plan(ctx, items, given.text("note").unwrap_or_default().to_owned());
    // An item that is named twice has the status the second time, and stays as it is.
    for key in named {
        plan.change_status(key, code, status);
    }
    store(ctx, plan).await?;
    Ok(Reply::created(given.echo().into_bytes()))
}
