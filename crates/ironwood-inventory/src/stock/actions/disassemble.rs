//! `POST stock/<pk>/disassemble/`: takes a stock item apart into its components (spec 30-stock §15.5).

use std::collections::{HashMap, HashSet};

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::{Field, Form, Found, Given};
use ironwood_rest::kind::{Choice, Decimal as DecimalKind, DecimalStyle, Int, Text, no_such_row};
use ironwood_rest::read::Purpose;
use ironwood_rest::record::lock;
use ironwood_rest::write::answer_list;
use ironwood_rest::{BoxFuture, Ctx, Error, Reply, Request, Result};

use super::adjust::{problems_of_locations, refused};
use super::plan::{Installed, Line, share_of_price};
use super::store::store;
use super::{named, of_one};
use crate::bom;
use crate::common::currency;
use crate::common::settings::definitions::STOCK_DELETE_DEPLETED_DEFAULT;
use crate::stock::item::StockItem;
use crate::stock::status::Statuses;
use crate::stock::tracking::LONGEST_NOTE;
use crate::targets;

/// The form: how much is taken apart, what comes out, where it goes.
pub(super) fn form() -> Form {
    let location = || Field::input("location", targets::to(targets::location()), "Where it goes").null();
    let quantity =
        |help| Field::input("quantity", DecimalKind::quantity(15, 5).style(DecimalStyle::Plain), help).required();
    let line = Form::new("DisassemblyLine")
        .field(
            Field::input("bom_item", targets::to(targets::bom_item()), "The line of the bill of materials").required(),
        )
        .field(quantity("How much of the component comes out"))
        .field(location())
        .field(Field::input("status", Int::ANY, "Its status"))
        .field(Field::input("purchase_price", DecimalKind::money(), "Price of one unit").null())
        .field(
            Field::input("purchase_price_currency", Choice::looked_up(3), "Its currency")
                .choices_from(currency::in_use),
        );
    Form::new("DisassembleStockItem")
        .list("items", line, Some("Line items must be provided"))
        .field(quantity("How much of the item is taken apart"))
        .field(location())
        .field(Field::input("notes", Text::max(LONGEST_NOTE), "A note for the history").blank())
}

/// Answers the request.
pub fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(disassemble(ctx, request))
}

/// What must be known of a line.
struct Facts {
    part: i64,
    /// What a unit of the component is usually worth.
    worth: Option<Decimal>,
    /// Whether stock of it can come out of the item.
    comes_out: bool,
}

async fn disassemble(ctx: &mut Ctx<'_>, request: &Request) -> Result<Reply> {
    let (given, mut found) = form().inspect(&request.body)?;
    let (item, mut items) = of_one::begin(ctx, request, &found, &[]).await?;
    let quantity = given.decimal("quantity");
    let asked: Vec<i64> = given.entries("items").iter().map(|entry| entry.int("bom_item")).collect();
    let facts = facts(ctx, &asked, item.part_id).await?;
    check_fields(ctx, &item, &given, &facts, &mut found).await?;
    let statuses = Statuses::load(ctx).await?;
    for (at, entry) in given.entries("items").iter().enumerate() {
        let code = entry.get("status").as_int().filter(|code| statuses.find(*code).is_none());
        if let (Some(code), Some(problems)) = (code, found.entry("items", at)) {
            problems.add("status", format!("\"{code}\" is not a valid choice."));
        }
    }
    found.check()?;
    check_whole(&item, &asked, &facts)?;
    let inside: Vec<StockItem> = lock(ctx, "belongs_to_id = ?", &[item.id.into()]).await?;
    if quantity < item.quantity {
        if item.is_serialised() {
            return Err(Error::field("quantity", "A stock item with a serial number is taken apart as a whole"));
        }
        if !inside.is_empty() {
            return Err(Error::field("quantity", "A stock item with installed items is taken apart as a whole"));
        }
    }
    let installed = lines_of_installed(ctx, &asked, &inside).await?;
    items.extend(inside);
    let mut lines = Vec::with_capacity(asked.len());
    let delete = ctx.setting_bool(STOCK_DELETE_DEPLETED_DEFAULT.key(), true).await?;
    for entry in given.entries("items") {
        let location = entry.get("location").as_int().or(given.get("location").as_int()).or(item.location_id);
        let code = entry.get("status").as_int();
        lines.push(Line {
            part: facts.get(&entry.int("bom_item")).map_or(0, |facts| facts.part),
            quantity: entry.decimal("quantity"),
            location,
            status: code.and_then(|code| statuses.find(code).map(|status| (code, status))),
            price: entry.get("purchase_price").as_decimal(),
            currency: entry.text("purchase_price_currency").map(str::to_owned),
            delete_on_deplete: delete,
        });
    }
    set_prices(ctx, &item, quantity, &asked, &facts, &mut lines).await?;
    let mut plan = named::plan(ctx, items, given.text("notes").unwrap_or_default().to_owned());
    let out = plan.disassemble(item.id, quantity, &lines, &installed);
    let stored = store(ctx, plan).await?;
    let keys: Vec<i64> = out.into_iter().map(|key| stored.key(key)).collect();
    let kernel = ctx.kernel;
    answer_list(ctx, kernel.declared("stock")?, &keys, Purpose::Updated, &request.query).await
}

async fn facts(ctx: &mut Ctx<'_>, lines: &[i64], part: i64) -> Result<HashMap<i64, Facts>> {
    let sql = format!(
        "SELECT i.id, i.sub_part_id, r.overall_min, r.overall_max,
             NOT i.consumable AND NOT c.consumable AND NOT c.virtual AND {}
         FROM part_bomitem i JOIN part_part c ON c.id = i.sub_part_id JOIN part_part a ON a.id = ?
         LEFT JOIN part_partpricing r ON r.part_id = c.id
         WHERE {}",
        bom::belongs_to("i", "a"),
        ctx.conn.engine().any_of("i.id")
    );
    let rows = ctx
        .conn
        .rows(&sql, &[part.into(), Param::Ints(lines.to_vec())], |row| {
            let (least, most): (Option<Decimal>, Option<Decimal>) = (row.get(2)?, row.get(3)?);
            let worth = match (least, most) {
                (Some(least), Some(most)) => Some((least + most) / Decimal::TWO),
                (one, other) => one.or(other),
            };
            Ok((row.get::<i64>(0)?, Facts { part: row.get(1)?, worth, comes_out: row.get(4)? }))
        })
        .await?;
    Ok(rows.into_iter().collect())
}

/// What is wrong with single fields.
async fn check_fields(
    ctx: &mut Ctx<'_>,
    item: &StockItem,
    given: &Given,
    facts: &HashMap<i64, Facts>,
    found: &mut Found,
) -> Result<()> {
    let nothing = |given: &Given| given.has("quantity") && given.decimal("quantity") <= Decimal::ZERO;
    if nothing(given) {
        found.fields.add("quantity", "Quantity must be greater than zero");
    } else if given.decimal("quantity") > item.quantity {
        let message = format!("Quantity must not exceed available stock quantity ({:.5})", item.quantity);
        found.fields.add("quantity", message);
    }
    let locations = given.entries("items").iter().enumerate().map(|(at, entry)| (Some(at), entry));
    let asked = given.entries("items").iter().chain([given]);
    let asked = asked.filter_map(|entry| entry.get("location").as_int()).collect();
    let refused = problems_of_locations(ctx, asked).await?;
    for (at, entry) in locations.chain([(None, given)]) {
        let problems = match at {
            Some(at) => found.entry("items", at),
            None => Some(&mut found.fields),
        };
        let Some(problems) = problems else { continue };
        if let Some(problem) = entry.get("location").as_int().and_then(|key| refused.get(&key)) {
            problems.add("location", problem.clone());
        }
        if at.is_none() {
            continue;
        }
        if entry.has("bom_item") && !facts.contains_key(&entry.int("bom_item")) {
            problems.add("bom_item", no_such_row(&entry.int("bom_item").to_string()));
        }
        if nothing(entry) {
            problems.add("quantity", "Quantity must be greater than zero");
        }
    }
    Ok(())
}

/// What is wrong with the request as a whole.
fn check_whole(item: &StockItem, asked: &[i64], facts: &HashMap<i64, Facts>) -> Result<()> {
    if !item.is_in_stock() {
        return Err(refused("Stock item is unavailable"));
    }
    if asked.iter().any(|line| facts.get(line).is_none_or(|facts| !facts.comes_out)) {
        return Err(refused("BOM item is not valid for the selected stock item"));
    }
    let mut named = HashSet::new();
    if !asked.iter().all(|line| named.insert(line)) {
        return Err(refused("Duplicate BOM items provided"));
    }
    Ok(())
}

/// Which line each installed item stands for: the first whose component, variant or substitute it is.
async fn lines_of_installed(ctx: &mut Ctx<'_>, asked: &[i64], inside: &[StockItem]) -> Result<Vec<Installed>> {
    if inside.is_empty() {
        return Ok(Vec::new());
    }
    let engine = ctx.conn.engine();
    let sql = format!(
        "SELECT s.id, i.id FROM stock_stockitem s JOIN part_part part ON part.id = s.part_id
         JOIN part_bomitem i ON {} WHERE {} AND {}",
        bom::accepts("i", "part"),
        engine.any_of("i.id"),
        engine.any_of("s.id")
    );
    let keys = inside.iter().map(|item| item.id).collect();
    let params = [Param::Ints(asked.to_vec()), Param::Ints(keys)];
    let pairs: Vec<(i64, i64)> = ctx.conn.rows(&sql, &params, |row| Ok((row.get(0)?, row.get(1)?))).await?;
    let line_of = |item: i64| asked.iter().position(|line| pairs.contains(&(item, *line)));
    Ok(inside.iter().map(|item| Installed { item: item.id, line: line_of(item.id) }).collect())
}

/// Spreads the price of the item over lines when none of them has a price; else those without one stay without.
async fn set_prices(
    ctx: &mut Ctx<'_>,
    item: &StockItem,
    quantity: Decimal,
    asked: &[i64],
    facts: &HashMap<i64, Facts>,
    lines: &mut [Line],
) -> Result<()> {
    if let Some(price) = item.purchase_price
        && lines.iter().all(|line| line.price.is_none())
    {
        let shares: Vec<(Decimal, Option<Decimal>)> = lines
            .iter()
            .zip(asked)
            .map(|(line, key)| (line.quantity, facts.get(key).and_then(|facts| facts.worth)))
            .collect();
        for (line, price) in lines.iter_mut().zip(share_of_price(price * quantity, &shares)) {
            line.price = price;
            line.currency.clone_from(&item.purchase_price_currency);
        }
    }
    let default = currency::default(ctx).await?;
    for line in lines {
        line.currency.get_or_insert_with(|| default.clone());
    }
    Ok(())
}
