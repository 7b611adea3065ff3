//! What the adjustments have in common: their form, which items they accept, their answer (spec 30-stock §14).

use std::collections::HashMap;

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::{Endpoint, Field, Form, Found, Given};
use ironwood_rest::kind::{Bool, Decimal as DecimalKind, DecimalStyle, Int, Text, no_such_row};
use ironwood_rest::record::lock;
use ironwood_rest::{Ctx, Error, JsonWriter, Reply, Result};

use super::{action, add, count, give_back, remove, transfer};
use crate::common::settings::definitions::STOCK_ALLOW_OUT_OF_STOCK_TRANSFER;
use crate::stock::actions::plan::{Entry, Plan};
use crate::stock::item::StockItem;
use crate::stock::status::Statuses;
use crate::stock::tracking::LONGEST_NOTE;
use crate::targets;

/// The adjustments.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        action("stock/add", "Add to the quantity of stock items", form("StockAdd", false), add::handle),
        action("stock/remove", "Take from the quantity of stock items", form("StockRemove", false), remove::handle),
        action("stock/count", "Set the quantity of stock items as counted", count::form(), count::handle),
        action("stock/transfer", "Move stock items to another location", transfer::form(), transfer::handle),
        action("stock/return", "Take stock items back into stock", give_back::form(), give_back::handle),
    ]
}

/// The form of an adjustment: entries and a note. `merging` adds the switch that only transfers have.
pub(super) fn form(component: &'static str, merging: bool) -> Form {
    let mut entry = Form::new("StockAdjustmentItem")
        .field(Field::input("pk", targets::to(targets::stock_item()), "The stock item").required())
        .field(Field::input("quantity", quantity(), "How much, in the unit of the part").required())
        .field(Field::input("batch", Text::max(100), "New batch code; empty leaves it as it is").blank())
        .field(Field::input("status", Int::ANY, "New status; empty leaves it as it is").empty_is_none())
        .field(Field::input("packaging", Text::max(50), "New packaging; empty leaves it as it is").blank());
    if merging {
        entry = entry.field(Field::input("merge", Bool, "Merge into stock that is there already").default_value(false));
    } else {
        entry = entry.field(Field::input("merge", Bool, "Of no effect here").default_value(false).unlisted());
    }
    Form::new(component)
        .list("items", entry, Some("Name at least one stock item"))
        .field(Field::input("notes", Text::max(LONGEST_NOTE), "A note for the history").blank())
}

fn quantity() -> DecimalKind {
    DecimalKind::quantity(15, 5).at_least(0).style(DecimalStyle::Plain)
}

/// Why an adjustment refuses an item; the flag lets it take items from anywhere.
pub(super) type Refusal = fn(&StockItem, bool) -> Option<&'static str>;

/// Only items that nobody else has can be adjusted, unless the setting `STOCK_ALLOW_OUT_OF_STOCK_TRANSFER` is on.
pub(super) fn is_elsewhere(item: &StockItem, anywhere: bool) -> Option<&'static str> {
    (!anywhere && !item.is_here()).then_some("Stock item is not in stock: it was sold, installed or used up")
}

/// Locks the items of the entries in ascending order, and finds everything that is wrong with them. The plan has the entries in
/// the order in which they are applied. `also` selects more items to lock.
///
/// # Errors
/// From storage.
pub(super) async fn begin(
    ctx: &mut Ctx<'_>,
    given: &Given,
    found: &mut Found,
    also: Option<(&str, Vec<Param>)>,
    refuse: Refusal,
) -> Result<Plan> {
    let entries = given.entries("items");
    let keys: Vec<i64> = entries.iter().map(|entry| entry.int("pk")).collect();
    let any = ctx.conn.engine().any_of("id");
    let (condition, mut params) = match also {
        Some((condition, params)) => (format!("{any} OR {condition}"), params),
        None => (any, Vec::new()),
    };
    params.insert(0, Param::Ints(keys));
    let items: Vec<StockItem> = lock(ctx, &condition, &params).await?;
    let statuses = if entries.iter().any(|entry| entry.get("status").as_int().is_some()) {
        Statuses::load(ctx).await?
    } else {
        Statuses::default()
    };
    let anywhere = ctx.setting_bool(STOCK_ALLOW_OUT_OF_STOCK_TRANSFER.key(), false).await?;
    let mut asked = Vec::with_capacity(entries.len());
    for (at, given) in entries.iter().enumerate() {
        let Some(problems) = found.entry("items", at) else { continue };
        let key = given.int("pk");
        match items.iter().find(|item| item.id == key) {
            _ if !given.has("pk") => {}
            None => {
                problems.add("pk", no_such_row(&key.to_string()));
            }
            Some(item) => {
                if let Some(reason) = refuse(item, anywhere) {
                    problems.add("pk", reason);
                }
            }
        }
        let status = match given.get("status").as_int() {
            None => None,
            Some(code) => match statuses.find(code) {
                Some(status) => Some((code, status)),
                None => {
                    problems.add("status", format!("\"{code}\" is not a valid choice."));
                    None
                }
            },
        };
        asked.push(Entry {
            at,
            item: key,
            quantity: given.decimal("quantity"),
            batch: given.text("batch").map(str::to_owned),
            packaging: given.text("packaging").map(str::to_owned),
            status,
            merge: given.bool("merge"),
        });
    }
    asked.sort_by_key(|entry| entry.item);
    let notes = given.text("notes").unwrap_or_default().to_owned();
    Ok(Plan::new(items, asked, notes, ctx.now, ctx.user(), ctx.today()).moving_anywhere(anywhere))
}

/// Refuses entries of a quantity of 0.
pub(super) fn more_than_nothing(plan: &Plan, found: &mut Found) {
    for entry in plan.entries.iter().filter(|entry| entry.quantity.is_zero()) {
        if let Some(problems) = found.entry("items", entry.at).filter(|problems| !problems.concerns("quantity")) {
            problems.add("quantity", "Quantity must be greater than zero");
        }
    }
}

/// Refuses a location that holds no stock.
///
/// # Errors
/// From storage.
pub(super) async fn check_location(ctx: &mut Ctx<'_>, location: Option<i64>, found: &mut Found) -> Result<()> {
    let Some(key) = location else { return Ok(()) };
    if let Some(problem) = problem_of_location(ctx, key).await? {
        found.fields.add("location", problem);
    }
    Ok(())
}

/// Why a location takes no stock, if it does not.
///
/// # Errors
/// From storage.
pub(super) async fn problem_of_location(ctx: &mut Ctx<'_>, key: i64) -> Result<Option<String>> {
    Ok(problems_of_locations(ctx, vec![key]).await?.remove(&key))
}

/// Why locations take no stock; only of those that do not. One statement.
///
/// # Errors
/// From storage.
pub(super) async fn problems_of_locations(ctx: &mut Ctx<'_>, keys: Vec<i64>) -> Result<HashMap<i64, String>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT id, structural FROM stock_stocklocation WHERE {}", ctx.conn.engine().any_of("id"));
    let rows: Vec<(i64, bool)> =
        ctx.conn.rows(&sql, &[Param::Ints(keys.clone())], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    let structural: HashMap<i64, bool> = rows.into_iter().collect();
    let problem = |key: i64| match structural.get(&key) {
        None => Some((key, no_such_row(&key.to_string()))),
        Some(true) => Some((key, "Structural locations cannot be assigned stock items".into())),
        Some(false) => None,
    };
    Ok(keys.into_iter().filter_map(problem).collect())
}

/// The answer: what was asked for, checked, with null for items that are gone (spec 30-stock §14).
pub(super) fn echo(given: &Given, gone: &[i64], location: Option<Option<i64>>) -> Reply {
    let mut out = JsonWriter::new();
    out.open_object().key("items").open_list();
    for entry in given.entries("items") {
        let key = entry.int("pk");
        out.open_object().key("pk");
        if gone.contains(&key) {
            out.null()
        } else {
            out.int(key)
        };
        out.key("quantity").text(&format!("{:.5}", entry.decimal("quantity")));
        for name in ["batch", "packaging"] {
            if entry.has(name) {
                out.key(name).text(entry.get(name).as_text().unwrap_or_default());
            }
        }
        out.key("status");
        match entry.get("status").as_int() {
            Some(code) => out.int(code),
            None if entry.has("status") => out.text(""),
            None => out.null(),
        };
        out.key("merge").bool(entry.bool("merge")).close_object();
    }
    out.close_list();
    if given.has("notes") {
        out.key("notes").text(given.get("notes").as_text().unwrap_or_default());
    }
    if let Some(location) = location {
        out.key("location");
        match location {
            Some(key) => out.int(key),
            None => out.null(),
        };
    }
    if given.has("merge") {
        out.key("merge").bool(given.bool("merge"));
    }
    out.close_object();
    Reply::created(out.into_bytes())
}

/// The sum of a quantity and what is added to it must fit its column.
pub(super) fn check_sum(quantity: Decimal, problems: &mut ironwood_rest::Problems) {
    if quantity >= Decimal::from(10_000_000_000i64) {
        problems.add("quantity", "The sum would have more than 10 digits before the decimal point");
    }
}

/// A refusal of the whole request.
pub(super) fn refused(message: &str) -> Error {
    Error::general(message)
}
