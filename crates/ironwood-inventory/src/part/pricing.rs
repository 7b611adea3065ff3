//! The cached pricing of a part (spec 20 §21): what it shows, and how its recomputation is asked for.

mod range;
mod sources;
mod update;

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Endpoint, Field, Shape, Source};
use ironwood_rest::kind::{Bool, Choice, DateTime, Decimal};
use ironwood_rest::{Ctx, Method, PermissionClass, Result};

use crate::common::currency;
use crate::common::settings::definitions::PRICING_AUTO_UPDATE;
use crate::models;

/// Pairs of amounts, each a lowest and a highest, in the order of the answer.
const COMPUTED: [(&str, &str, &str); 5] = [
    ("bom_cost_min", "bom_cost_max", "Cost of what the bill of materials lists"),
    ("purchase_cost_min", "purchase_cost_max", "Price of past purchases"),
    ("internal_cost_min", "internal_cost_max", "Internal price"),
    ("supplier_price_min", "supplier_price_max", "Price that suppliers quote"),
    ("variant_cost_min", "variant_cost_max", "Price of variants"),
];
const CONCLUDED: [(&str, &str, &str); 3] = [
    ("overall_min", "overall_max", "Price that the part is valued with"),
    ("sale_price_min", "sale_price_max", "Price at which it is sold"),
    ("sale_history_min", "sale_history_max", "Price of past sales"),
];

/// An amount of the row joined as `pricing`.
fn amount(name: &'static str, help: &'static str) -> Field {
    Field::computed(name, Decimal::money().unbounded(), format!("pricing.{name}")).help(help)
}

fn amounts(pairs: &[(&'static str, &'static str, &'static str)]) -> Vec<Field> {
    pairs.iter().flat_map(|(min, max, help)| [amount(min, help), amount(max, help)]).collect()
}

/// An override may be given; its currency is the default one until somebody names another.
fn overriding(name: &'static str, currency_name: &'static str, help: &'static str) -> [Field; 2] {
    let stored = format!("COALESCE(NULLIF(pricing.{currency_name}, ''), {})", currency::DEFAULT_SQL);
    let mut currency = currency::field(currency_name);
    currency.source = Source::Expr(stored);
    currency.help = None;
    [amount(name, help).writable(), currency]
}

/// The pricing of a part, seen from the part: one without a row has prices too, all of them unknown.
fn shape() -> Shape {
    let currency = Field::computed(
        "currency",
        Choice::looked_up(10),
        format!("COALESCE(NULLIF(pricing.currency, ''), {})", currency::DEFAULT_SQL),
    );
    Shape::new(models::PART, "PartPricing")
        .join("pricing", "part_partpricing", "pricing.part_id = t.id")
        .field(currency::with_default(currency).label("Currency").help("Currency of all amounts but the overrides"))
        .field(Field::computed("updated", DateTime::MINUTES, "pricing.updated").help("When the prices were found"))
        .field(
            Field::computed("scheduled_for_update", Bool, "COALESCE(pricing.scheduled_for_update, FALSE)")
                .not_null()
                .default_value(false),
        )
        .fields(amounts(&COMPUTED))
        .fields(overriding("override_min", "override_min_currency", "Lowest price, whatever was found"))
        .fields(overriding("override_max", "override_max_currency", "Highest price, whatever was found"))
        .fields(amounts(&CONCLUDED))
        .field(
            Field::new("update", Bool, Source::Input)
                .write_only()
                .write_only_unlisted()
                .default_value(false)
                .null()
                .help("Find the prices anew at once"),
        )
}

/// `part/<pk>/pricing/`.
pub fn endpoint() -> Endpoint {
    Endpoint::new("part/<pk>/pricing", "What a part costs and is sold for")
        .model(models::PART_PRICING)
        .answers_row(Arc::new(shape()), PermissionClass::Role)
        .changes_row(Method::Put, PermissionClass::Role, update::handle)
        .changes_row(Method::Patch, PermissionClass::Role, update::handle)
}

/// What to do for a part that has no pricing row yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingRow {
    /// Make one: something that has a price was saved.
    Create,
    /// Leave it: something that had a price was deleted.
    Leave,
}

/// Asks for the prices of parts to be found anew, unless that is asked already or the setting `PRICING_AUTO_UPDATE` says no
/// (spec 20 §21.4): two statements, however many parts there are.
///
/// # Errors
/// From storage.
pub async fn schedule(ctx: &mut Ctx<'_>, parts: &[i64], missing: MissingRow) -> Result<()> {
    if parts.is_empty() || !ctx.setting_bool(PRICING_AUTO_UPDATE.key(), true).await? {
        return Ok(());
    }
    let now = Param::Timestamp(ctx.now.as_microsecond());
    let keys = Param::Ints(parts.to_vec());
    let engine = ctx.conn.engine();
    let sql = format!(
        "UPDATE part_partpricing SET scheduled_for_update = TRUE, updated = ? WHERE NOT scheduled_for_update AND {}",
        engine.any_of("part_id")
    );
    ctx.conn.execute(&sql, &[now.clone(), keys.clone()]).await?;
    if missing == MissingRow::Create {
        let currency = currency::default(ctx).await?;
        let sql = format!(
            "INSERT INTO part_partpricing (part_id, currency, updated, scheduled_for_update)
             SELECT p.id, ?, ?, TRUE FROM part_part p
             WHERE {} AND NOT EXISTS (SELECT 1 FROM part_partpricing x WHERE x.part_id = p.id)",
            engine.any_of("p.id")
        );
        ctx.conn.execute(&sql, &[currency.into(), now, keys]).await?;
    }
    Ok(())
}
