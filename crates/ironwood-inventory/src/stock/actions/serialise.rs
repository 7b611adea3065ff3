//! `POST stock/<pk>/serialize/`: gives serial numbers to units of a stock item (spec 30-stock §15.1).

use ironwood_db::Decimal;
use ironwood_rest::declare::{Field, Form};
use ironwood_rest::kind::{Int, Text};
use ironwood_rest::read::Purpose;
use ironwood_rest::write::answer_list;
use ironwood_rest::{BoxFuture, Ctx, Error, Reply, Request, Result};

use super::adjust::{problem_of_location, refused};
use super::plan::Serialised;
use super::store::{look_around, store};
use super::{named, of_one};
use crate::stock::serial_scope::Scope;
use crate::stock::serials;
use crate::stock::tracking::LONGEST_NOTE;
use crate::targets;

/// The form: how many units, their numbers, where they go.
pub(super) fn form() -> Form {
    Form::new("SerializeStockItem")
        .field(Field::input("quantity", Int::at_least(0), "How many units get a serial number").required())
        .field(
            Field::input("serial_numbers", Text::any(), "Their serial numbers: single ones, ranges, or the first")
                .required(),
        )
        .field(Field::input("destination", targets::to(targets::location()), "Where the units go").required())
        .field(Field::input("notes", Text::max(LONGEST_NOTE), "A note for the history").blank())
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(serialise(ctx, request))
}

async fn serialise(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form().inspect(&request.body)?;
    let (item, items) = of_one::begin(ctx, request, &found, &[]).await?;
    let quantity = given.int("quantity");
    if Decimal::from(quantity) > item.quantity {
        let message = format!("Quantity must not exceed available stock quantity ({:.5})", item.quantity);
        found.fields.add("quantity", message);
    }
    if let Some(key) = given.get("destination").as_int()
        && let Some(problem) = problem_of_location(ctx, key).await?
    {
        found.fields.add("destination", problem);
    }
    found.check()?;
    if item.is_serialised() {
        return Err(refused("The stock item has a serial number already"));
    }
    let sql = "SELECT tree_id, trackable FROM part_part WHERE id = ?";
    let part = ctx.conn.first(sql, &[item.part_id.into()], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    let Some((tree, true)) = part else {
        return Err(refused("Serial numbers cannot be assigned to this part"));
    };
    let scope = Scope::lock(ctx, tree).await?;
    let latest = scope.latest(ctx).await?;
    let numbers = serials::expand(given.text("serial_numbers").unwrap_or_default(), quantity, latest.as_deref());
    let numbers = numbers.map_err(|messages| {
        let mut problems = ironwood_rest::Problems::new();
        for message in messages {
            problems.add("serial_numbers", message);
        }
        Error::from(problems)
    })?;
    let taken = scope.taken(ctx, &numbers).await?;
    if !taken.is_empty() {
        return Err(Error::field("serial_numbers", format!("Serial numbers already exist: {}", taken.join(", "))));
    }
    let mut plan = named::plan(ctx, items, given.text("notes").unwrap_or_default().to_owned());
    look_around(ctx, &mut plan).await?;
    plan.serialise(Serialised { item: item.id, numbers: &numbers, location: given.int("destination") });
    let units: Vec<i64> = plan.pieces.iter().map(|unit| unit.id).collect();
    let stored = store(ctx, plan).await?;
    let keys: Vec<i64> = units.into_iter().map(|key| stored.key(key)).collect();
    let kernel = ctx.kernel;
    answer_list(ctx, kernel.declared("stock")?, &keys, Purpose::Updated, &request.query).await
}
