//! `POST part/stocktake/generate/`: counts what there is of parts, and what it is worth (spec 20 §25.2).

use std::collections::HashMap;

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::{Answer, Endpoint, Field, Form, Given};
use ironwood_rest::kind::Bool;
use ironwood_rest::read::{self, Purpose};
use ironwood_rest::write::check_keys;
use ironwood_rest::{BoxFuture, Ctx, Error, Method, PermissionClass, Query, Reply, Request, Result};

use super::report;
use crate::common::currency::{self, Rates};
use crate::common::settings::definitions::{STOCKTAKE_ENABLE, STOCKTAKE_EXCLUDE_EXTERNAL};
use crate::part::category;
use crate::part::filters::VARIANTS;
use crate::stock::location;
use crate::stock::quantities::in_stock;
use crate::tree::at_or_below;
use crate::{models, targets};

/// `part/stocktake/generate/`.
pub fn endpoint() -> Endpoint {
    Endpoint::new("part/stocktake/generate", "Count what there is of parts")
        .untold_model(models::PART_STOCKTAKE)
        .on(Method::Post, PermissionClass::Role, form(), handle)
        .replies(200, Answer::Object(form()))
}

fn form() -> Form {
    let key = |name, target, help| Field::input(name, targets::to(target), help).null().without_filters();
    let option = |name, help| Field::input(name, Bool, help).default_value(false);
    Form::new("PartStocktakeGenerate")
        .field(key("part", targets::part(), "Only this part and its variants"))
        .field(key("category", targets::category(), "Only parts in this category or below it"))
        .field(key("location", targets::location(), "Only stock at this location or below it; no entries are made"))
        .field(option("generate_entry", "Keep the count as entries"))
        .field(option("generate_report", "Write the count to a file"))
}

/// What was counted of a part.
pub(super) struct Count {
    pub part: i64,
    pub items: i64,
    pub quantity: Decimal,
    pub cost_min: Decimal,
    pub cost_max: Decimal,
}

fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let form = form();
        let (given, mut found) = form.inspect(&request.body)?;
        check_keys(ctx, &form, &given, &mut found.fields).await?;
        found.check()?;
        let (entries, reports) = (given.bool("generate_entry"), given.bool("generate_report"));
        let output = if reports { Some(report::open(ctx).await?) } else { None };
        if (entries || reports) && ctx.setting_bool(STOCKTAKE_ENABLE.key(), false).await? {
            let currency = currency::default(ctx).await?;
            let counts = count(ctx, &given, &currency).await?;
            if entries && given.get("location").is_null() {
                store(ctx, &counts, &currency).await?;
            }
            if let Some(output) = output {
                report::write(ctx, output, &counts, &currency).await?;
            }
        }
        answer(ctx, &given, output).await
    })
}

async fn answer(ctx: &mut Ctx<'_>, given: &Given, output: Option<i64>) -> Result<Reply> {
    let mut out = ironwood_rest::JsonWriter::new();
    out.open_object();
    for name in ["part", "category", "location"] {
        out.key(name);
        match given.get(name).as_int() {
            Some(key) => out.int(key),
            None => out.null(),
        };
    }
    out.key("output");
    match output {
        Some(key) => {
            let outputs = ctx.kernel.declared("data-output")?;
            let row = read::rows(ctx, &outputs.shape, &[key], Purpose::Detail, &Query::default()).await?;
            out.raw(row.as_bytes());
        }
        None => drop(out.null()),
    }
    out.close_object();
    Ok(Reply::ok(out.into_bytes()))
}

/// A part to count, and what is known of its price.
struct Counted {
    part: i64,
    price: [Option<(Decimal, String)>; 2],
}

/// Counts the active parts that were asked for, in the order of their tree. Of each the stock of its variants counts too.
async fn count(ctx: &mut Ctx<'_>, given: &Given, currency: &str) -> Result<Vec<Count>> {
    let parts = parts(ctx, given).await?;
    let stock = stock(ctx, given, parts.iter().map(|counted| counted.part).collect(), currency).await?;
    let rates = Rates::load(ctx).await?;
    let worth = |quantity: Decimal, price: Option<&(Decimal, String)>| {
        let (amount, from) = price?;
        rates.convert(amount.checked_mul(quantity)?, if from.is_empty() { currency } else { from }, currency)
    };
    let mut counts = Vec::new();
    for Counted { part, price: [min, max] } in parts {
        let piles = stock.get(&part).map_or(&[][..], Vec::as_slice);
        if piles.is_empty() && !given.get("location").is_null() {
            continue;
        }
        let mut count =
            Count { part, items: 0, quantity: Decimal::ZERO, cost_min: Decimal::ZERO, cost_max: Decimal::ZERO };
        for pile in piles {
            count.items += pile.items;
            count.quantity += pile.quantity;
            let paid = pile.paid.as_ref().map(|paid| worth(Decimal::ONE, Some(paid)).unwrap_or_default());
            let by = |first: &Option<(Decimal, String)>, second: &Option<(Decimal, String)>| {
                paid.or_else(|| worth(pile.quantity, first.as_ref().or(second.as_ref()))).unwrap_or_default()
            };
            count.cost_min += by(&min, &max);
            count.cost_max += by(&max, &min);
        }
        counts.push(count);
    }
    Ok(counts)
}

async fn parts(ctx: &mut Ctx<'_>, given: &Given) -> Result<Vec<Counted>> {
    let (mut conditions, mut params) = (vec!["p.active".to_owned()], Vec::new());
    if let Some(part) = given.get("part").as_int() {
        conditions.push(format!("p.id IN ({})", VARIANTS.keys_at_or_below()));
        params.push(part.into());
    }
    if let Some(category) = given.get("category").as_int() {
        conditions.push(format!("p.category_id IN ({})", category::TREE.keys_at_or_below()));
        params.push(category.into());
    }
    if given.bool("generate_entry") {
        // A part is counted once a day.
        conditions
            .push("NOT EXISTS (SELECT 1 FROM part_partstocktake x WHERE x.part_id = p.id AND x.date >= ?)".into());
        params.push(ctx.today().into());
    }
    let sql = format!(
        "SELECT p.id, x.overall_min, COALESCE(x.overall_min_currency, ''), x.overall_max, \
         COALESCE(x.overall_max_currency, '') FROM part_part p LEFT JOIN part_partpricing x ON x.part_id = p.id \
         WHERE {} ORDER BY p.tree_id, p.lft, p.id",
        conditions.join(" AND ")
    );
    let read = |row: &ironwood_db::Row<'_>| {
        let price = |at: usize| -> ironwood_db::Result<Option<(Decimal, String)>> {
            let (amount, currency) = (row.get::<Option<Decimal>>(at)?, row.get(at + 1)?);
            Ok(amount.filter(|amount| !amount.is_zero()).map(|amount| (amount, currency)))
        };
        Ok(Counted { part: row.get(0)?, price: [price(1)?, price(3)?] })
    };
    Ok(ctx.conn.rows(&sql, &params, read).await?)
}

/// Stock that was paid in one currency, or whose price is not known.
struct Pile {
    items: i64,
    quantity: Decimal,
    /// What all of it cost.
    paid: Option<(Decimal, String)>,
}

/// What is in stock of parts and their variants.
async fn stock(ctx: &mut Ctx<'_>, given: &Given, parts: Vec<i64>, currency: &str) -> Result<HashMap<i64, Vec<Pile>>> {
    let mut conditions = vec![in_stock("s"), ctx.conn.engine().any_of("p.id")];
    let mut params = vec![Param::from(currency), Param::Ints(parts)];
    if ctx.setting_bool(STOCKTAKE_EXCLUDE_EXTERNAL.key(), false).await? {
        conditions.push("s.location_id IN (SELECT k.id FROM stock_stocklocation k WHERE NOT k.external)".into());
    }
    if let Some(place) = given.get("location").as_int() {
        conditions.push(format!("s.location_id IN ({})", location::TREE.keys_at_or_below()));
        params.push(place.into());
    }
    let has_price = "COALESCE(s.purchase_price, 0) <> 0";
    let sql = format!(
        "SELECT c.part, c.paid_in, COUNT(*), SUM(c.quantity), SUM(c.cost) FROM (\
           SELECT p.id AS part, s.quantity AS quantity, s.quantity * s.purchase_price AS cost, \
           CASE WHEN {has_price} THEN COALESCE(NULLIF(s.purchase_price_currency, ''), ?) END AS paid_in \
           FROM part_part p JOIN part_part v ON {} JOIN stock_stockitem s ON s.part_id = v.id WHERE {}) AS c \
         GROUP BY c.part, c.paid_in",
        at_or_below("v", "p"),
        conditions.join(" AND ")
    );
    let read = |row: &ironwood_db::Row<'_>| {
        let paid_in: Option<String> = row.get(1)?;
        let cost = row.get::<Option<Decimal>>(4)?.unwrap_or_default();
        let paid = paid_in.map(|currency| (cost, currency));
        Ok((row.get::<i64>(0)?, Pile { items: row.get(2)?, quantity: row.get(3)?, paid }))
    };
    let mut piles: HashMap<i64, Vec<Pile>> = HashMap::new();
    for (part, pile) in ctx.conn.rows(&sql, &params, read).await? {
        piles.entry(part).or_default().push(pile);
    }
    Ok(piles)
}

/// Keeps the counts as entries of today.
async fn store(ctx: &mut Ctx<'_>, counts: &[Count], currency: &str) -> Result<()> {
    let columns =
        ["part_id", "date", "item_count", "quantity", "cost_min", "cost_min_currency", "cost_max", "cost_max_currency"];
    let today = ctx.today();
    let rows: Vec<Vec<Param>> = counts
        .iter()
        .map(|count| {
            vec![
                count.part.into(),
                today.into(),
                count.items.into(),
                Param::Decimal(count.quantity),
                Param::Decimal(count.cost_min.round_dp(6)),
                currency.into(),
                Param::Decimal(count.cost_max.round_dp(6)),
                currency.into(),
            ]
        })
        .collect();
    if !rows.is_empty() {
        ctx.conn.insert_many("part_partstocktake", &columns, &rows).await.map_err(Error::from)?;
    }
    Ok(())
}
