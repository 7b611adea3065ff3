//! `PATCH part/<pk>/pricing/`: prices that override what is found, and finding prices anew at once (spec 20 §21.5).

use std::sync::Arc;

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::{Field, Form, Given};
use ironwood_rest::kind::{Bool, Decimal as Amount, Text};
use ironwood_rest::read::{self, Purpose};
use ironwood_rest::{BoxFuture, Ctx, Error, Problems, Reply, Request, Result};

use super::range::{Costs, Policy, Range, overall};
use super::sources::Finder;
use super::{MissingRow, schedule};
use crate::bom;
use crate::common::currency;
use crate::common::settings::definitions::{
    PART_BOM_USE_INTERNAL_PRICE, PRICING_PURCHASE_HISTORY_OVERRIDES_SUPPLIER, PRICING_USE_SUPPLIER_PRICING,
    PRICING_USE_VARIANT_PRICING,
};
use crate::models;
use crate::tree::strictly_below;

/// Both ends of a range, as columns name them.
const ENDS: [&str; 2] = ["min", "max"];
const OVERRIDES: [(&str, &str); 2] =
    [("override_min", "override_min_currency"), ("override_max", "override_max_currency")];

fn form() -> Form {
    let mut form = Form::new("").field(Field::input("update", Bool, "Find the prices anew at once").null());
    for (amount, currency) in OVERRIDES {
        form = form
            .field(Field::input(amount, Amount::money(), "What goes before the prices that were found").null())
            .field(Field::input(currency, Text::max(3), "Its currency"));
    }
    form
}

/// Answers the whole row.
pub(super) fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let part = read::named_row(ctx, &models::PART, request).await?;
        let (given, mut found) = form().inspect(&request.body)?;
        known_currencies(ctx, &given, &mut found.fields).await?;
        found.check()?;
        make_row(ctx, part).await?;
        let finder = Finder::new(ctx, part).await?;
        let overrides = overrides(ctx, part, &given, &finder).await?;
        let found = if given.bool("update") { Some(finder.find(ctx).await?) } else { None };
        let before = stored(ctx, part, &["overall"]).await?.pop().unwrap_or_default();
        let after = settle(ctx, part, &finder, found, &overrides).await?;
        if found.is_some() && (after.is_known() || after != before) {
            schedule_users(ctx, part).await?;
        }
        let out = read::rows(ctx, &Arc::new(super::shape()), &[part], Purpose::Detail, &request.query).await?;
        Ok(Reply::ok(out.into_bytes()))
    })
}

async fn known_currencies(ctx: &mut Ctx<'_>, given: &Given, problems: &mut Problems) -> Result<()> {
    let known = currency::in_use(ctx).await?;
    for (_, field) in OVERRIDES {
        if let Some(code) = given.text(field).filter(|code| !known.iter().any(|(value, _)| value == code)) {
            problems.add(field, format!("\"{code}\" is not a valid choice."));
        }
    }
    Ok(())
}

/// Makes the row of a part that has none, and locks it.
async fn make_row(ctx: &mut Ctx<'_>, part: i64) -> Result<()> {
    let currency = currency::default(ctx).await?;
    let sql = "INSERT INTO part_partpricing (part_id, currency, scheduled_for_update) VALUES (?, ?, FALSE) \
               ON CONFLICT DO NOTHING";
    ctx.conn.execute(sql, &[part.into(), currency.into()]).await?;
    let lock = format!("SELECT id FROM part_partpricing WHERE part_id = ?{}", ctx.conn.engine().for_update());
    ctx.conn.value::<i64>(&lock, &[part.into()]).await?;
    Ok(())
}

/// One override: what it is, and what it is in the currency of the results.
struct Override {
    amount: Option<Decimal>,
    currency: String,
    converted: Option<Decimal>,
}

/// The overrides as they will be. Both are compared when both are sent.
async fn overrides(ctx: &mut Ctx<'_>, part: i64, given: &Given, finder: &Finder) -> Result<Vec<Override>> {
    let mut overrides = Vec::new();
    for (amount, currency) in OVERRIDES {
        let sql = format!("SELECT {amount}, COALESCE({currency}, '') FROM part_partpricing WHERE part_id = ?");
        let read = |row: &ironwood_db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let stored: (Option<Decimal>, String) = ctx.conn.first(&sql, &[part.into()], read).await?.unwrap_or_default();
        let amount = if given.has(amount) { given.get(amount).as_decimal() } else { stored.0 };
        let code = given.text(currency).map(str::to_owned).or(Some(stored.1)).filter(|code| !code.is_empty());
        let currency = code.unwrap_or_else(|| finder.currency.clone());
        let converted = amount.and_then(|amount| finder.converted(amount, &currency));
        overrides.push(Override { amount, currency, converted });
    }
    let sent = |at: usize| given.get(OVERRIDES[at].0).as_decimal().is_some();
    if sent(0) && sent(1) {
        match (overrides[0].converted, overrides[1].converted) {
            (Some(min), Some(max)) if min > max => {
                let mut problems = Problems::new();
                problems.add("override_min", "The lowest price is above the highest");
                problems.add("override_max", "The highest price is below the lowest");
                return Err(problems.into());
            }
            (Some(_), Some(_)) => {}
            _ => {
                let message = format!("There is no exchange rate to compare both prices in {}", finder.currency);
                return Err(Error::general(message));
            }
        }
    }
    Ok(overrides)
}

/// Ranges as they are stored, by the beginnings of their columns.
async fn stored(ctx: &mut Ctx<'_>, part: i64, names: &[&str]) -> Result<Vec<Range>> {
    let columns: Vec<String> = names.iter().flat_map(|name| ENDS.map(|end| format!("{name}_{end}"))).collect();
    let sql = format!("SELECT {} FROM part_partpricing WHERE part_id = ?", columns.join(", "));
    let read = |row: &ironwood_db::Row<'_>| {
        let range = |at: usize| Ok(Range { min: row.get(2 * at)?, max: row.get(2 * at + 1)? });
        (0..names.len()).map(range).collect::<ironwood_db::Result<Vec<Range>>>()
    };
    Ok(ctx.conn.first(&sql, &[part.into()], read).await?.unwrap_or_default())
}

/// Stores what was found, or takes what is stored, and what the part is valued with by it; that is what is given back.
async fn settle(
    ctx: &mut Ctx<'_>,
    part: i64,
    finder: &Finder,
    found: Option<Costs>,
    overrides: &[Override],
) -> Result<Range> {
    let mut costs = found.unwrap_or_default();
    if found.is_none() {
        let names = costs.columns().map(|(name, _)| name);
        for ((_, range), stored) in costs.columns().into_iter().zip(stored(ctx, part, &names).await?) {
            *range = stored;
        }
    }
    let mut total = overall(&costs, policy(ctx).await?);
    for (over, end) in overrides.iter().zip([&mut total.min, &mut total.max]) {
        if over.amount.is_some() {
            *end = over.converted;
        }
    }
    let mut sets: Vec<(String, Param)> = vec![
        ("currency".into(), finder.currency.clone().into()),
        ("updated".into(), Param::Timestamp(ctx.now.as_microsecond())),
    ];
    for ((amount, currency), over) in OVERRIDES.iter().zip(overrides) {
        sets.push(((*amount).into(), over.amount.map_or(Param::Null, Param::Decimal)));
        sets.push(((*currency).into(), over.currency.clone().into()));
    }
    let mut ranges = vec![("overall", total)];
    if found.is_some() {
        sets.push(("scheduled_for_update".into(), false.into()));
        ranges.extend(costs.columns().map(|(name, range)| (name, *range)));
    }
    for (name, range) in ranges {
        for (end, amount) in ENDS.into_iter().zip([range.min, range.max]) {
            sets.push((format!("{name}_{end}"), amount.map_or(Param::Null, Param::Decimal)));
            sets.push((format!("{name}_{end}_currency"), finder.currency.clone().into()));
        }
    }
    let names: Vec<String> = sets.iter().map(|(name, _)| format!("{name} = ?")).collect();
    let mut params: Vec<Param> = sets.into_iter().map(|(_, value)| value).collect();
    params.push(part.into());
    let sql = format!("UPDATE part_partpricing SET {} WHERE part_id = ?", names.join(", "));
    ctx.conn.execute_one(&sql, &params).await?;
    Ok(total)
}

async fn policy(ctx: &mut Ctx<'_>) -> Result<Policy> {
    Ok(Policy {
        suppliers_count: ctx.setting_bool(PRICING_USE_SUPPLIER_PRICING.key(), true).await?,
        purchases_win: ctx.setting_bool(PRICING_PURCHASE_HISTORY_OVERRIDES_SUPPLIER.key(), false).await?,
        variants_count: ctx.setting_bool(PRICING_USE_VARIANT_PRICING.key(), true).await?,
        internal_wins: ctx.setting_bool(PART_BOM_USE_INTERNAL_PRICE.key(), false).await?,
    })
}

/// What the part goes into, and the templates above it, are priced anew in their turn.
async fn schedule_users(ctx: &mut Ctx<'_>, part: i64) -> Result<()> {
    let keys = Param::Ints(vec![part]);
    let mut parts: Vec<i64> =
        ctx.conn.column(&bom::used_in(ctx.conn.engine()), &[keys.clone(), keys.clone(), keys]).await?;
    let above = format!(
        "SELECT u.id FROM part_part p JOIN part_part u ON {} WHERE p.id = ? AND u.is_template",
        strictly_below("p", "u")
    );
    parts.extend(ctx.conn.column::<i64>(&above, &[part.into()]).await?);
    schedule(ctx, &parts, MissingRow::Create).await
}
