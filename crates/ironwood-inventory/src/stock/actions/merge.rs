//! `POST stock/merge/`: merges stock items into the first of them (spec 30-stock §14.6).

use ironwood_rest::declare::{Field, Form};
use ironwood_rest::kind::{Bool, Text};
use ironwood_rest::{BoxFuture, Ctx, Reply, Request, Result};

use super::adjust::{check_location, refused};
use super::named;
use super::plan::Allowed;
use super::store::{look_around, store};
use crate::common::currency::Rates;
use crate::stock::tracking::LONGEST_NOTE;
use crate::targets;

/// The form of a merge.
pub(super) fn form() -> Form {
    named::form("StockMerge", "StockMergeItem", "Name at least two stock items")
        .field(Field::input("location", targets::to(targets::location()), "Where the merged stock is").required())
        .field(Field::input("notes", Text::max(LONGEST_NOTE), "A note for the history").blank())
        .field(Field::input("allow_mismatched_suppliers", Bool, "Merge stock of different supplier parts"))
        .field(Field::input("allow_mismatched_status", Bool, "Merge stock of different status"))
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(merge(ctx, request))
}

async fn merge(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (named, mut plan, mut given, mut found) = named::begin(ctx, &form(), request).await?;
    look_around(ctx, &mut plan).await?;
    for (at, key) in named.iter().enumerate() {
        let reason = plan.items.iter().find(|item| item.id == *key).and_then(|item| plan.unmergeable(item));
        if let (Some(reason), Some(problems)) = (reason, found.entry("items", at)) {
            problems.add("item", reason);
        }
    }
    check_location(ctx, given.get("location").as_int(), &mut found).await?;
    found.check()?;
    let rates = Rates::load(ctx).await?;
    let allowed =
        Allowed { suppliers: given.bool("allow_mismatched_suppliers"), status: given.bool("allow_mismatched_status") };
    let convert = |amount, from: &str, to: &str| rates.convert(amount, from, to);
    plan.merge_all(&named, given.int("location"), allowed, convert).map_err(refused)?;
    let stored = store(ctx, plan).await?;
    given.forget("item", &stored.gone);
    Ok(Reply::created(given.echo().into_bytes()))
}
