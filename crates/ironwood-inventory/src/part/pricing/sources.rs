//! Where prices come from (spec 20 §21.2): one statement for each source, whatever the number of prices.

use std::collections::HashMap;

use ironwood_db::{Decimal, Param};
use ironwood_rest::{Ctx, Result};

use super::range::{Costs, Range};
use crate::bom::belongs_to;
use crate::common::currency::{self, Rates};
use crate::common::settings::definitions::{
    PART_INTERNAL_PRICE, PRICING_ACTIVE_VARIANTS, PRICING_STOCK_ITEM_AGE_DAYS, PRICING_USE_STOCK_PRICING,
};
use crate::tree::{at_or_below, strictly_below};

/// Status of orders that are done.
const COMPLETE: i64 = 30;

/// Finds all prices of one part in its default currency; what cannot be converted is left out.
pub struct Finder {
    part: i64,
    /// The currency of all results.
    pub currency: String,
    /// The exchange rates.
    pub rates: Rates,
}

impl Finder {
    /// For one part.
    ///
    /// # Errors
    /// From storage.
    pub async fn new(ctx: &mut Ctx<'_>, part: i64) -> Result<Self> {
        Ok(Finder { part, currency: currency::default(ctx).await?, rates: Rates::load(ctx).await? })
    }

    /// What all sources say.
    ///
    /// # Errors
    /// From storage.
    pub async fn find(&self, ctx: &mut Ctx<'_>) -> Result<Costs> {
        let sql = "SELECT assembly, purchaseable, is_template FROM part_part WHERE id = ?";
        let read = |row: &ironwood_db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let (is_assembly, is_bought, is_template) =
            ctx.conn.first(sql, &[self.part.into()], read).await?.unwrap_or((false, false, false));
        let internal_counts = ctx.setting_bool(PART_INTERNAL_PRICE.key(), false).await?;
        Ok(Costs {
            bom: if is_assembly { self.bill_of_materials(ctx).await? } else { Range::default() },
            purchase: self.purchases(ctx).await?,
            internal: if internal_counts {
                self.breaks(ctx, "part_partinternalpricebreak").await?
            } else {
                Range::default()
            },
            supplier: if is_bought { self.suppliers(ctx).await? } else { Range::default() },
            variant: if is_template { self.variants(ctx).await? } else { Range::default() },
            sale_price: self.breaks(ctx, "part_partsellpricebreak").await?,
            sale_history: self.sales(ctx).await?,
        })
    }

    /// An amount in the currency of the results.
    pub fn converted(&self, amount: Decimal, currency: &str) -> Option<Decimal> {
        let from = if currency.is_empty() { &self.currency } else { currency };
        self.rates.convert(amount, from, &self.currency).map(|amount| amount.round_dp(6))
    }

    /// The range of `price` in `currency` over the rows `from`.
    async fn range(
        &self,
        ctx: &mut Ctx<'_>,
        (price, currency, from): (&str, &str, &str),
        params: &[Param],
    ) -> Result<Range> {
        let sql = format!(
            "SELECT COALESCE({currency}, ''), MIN({price}), MAX({price}) FROM {from} GROUP BY COALESCE({currency}, '')"
        );
        let read = |row: &ironwood_db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let found: Vec<(String, Option<Decimal>, Option<Decimal>)> = ctx.conn.rows(&sql, params, read).await?;
        let ranges = found.into_iter().map(|(currency, min, max)| Range {
            min: min.and_then(|min| self.converted(min, &currency)),
            max: max.and_then(|max| self.converted(max, &currency)),
        });
        Ok(ranges.fold(Range::default(), Range::with))
    }

    async fn breaks(&self, ctx: &mut Ctx<'_>, table: &str) -> Result<Range> {
        let from = format!("{table} x WHERE x.part_id = ?");
        self.range(ctx, ("x.price", "x.price_currency", &from), &[self.part.into()]).await
    }

    /// Prices of suppliers, for one unit of the pack.
    async fn suppliers(&self, ctx: &mut Ctx<'_>) -> Result<Range> {
        let price = format!("{} / sp.pack_quantity_native", ctx.conn.engine().float("x.price"));
        let from = "part_supplierpricebreak x JOIN part_supplierpart sp ON sp.id = x.part_id \
                    WHERE sp.part_id = ? AND sp.pack_quantity_native > 0";
        self.range(ctx, (&price, "x.price_currency", from), &[self.part.into()]).await
    }

    /// What was paid by orders that are done, and what stock says that it cost.
    async fn purchases(&self, ctx: &mut Ctx<'_>) -> Result<Range> {
        let price = format!("{} / sp.pack_quantity_native", ctx.conn.engine().float("l.purchase_price"));
        let from = "order_purchaseorderlineitem l JOIN order_purchaseorder o ON o.id = l.order_id \
                    JOIN part_supplierpart sp ON sp.id = l.part_id WHERE sp.part_id = ? AND o.status = ? \
                    AND l.received > 0 AND l.purchase_price IS NOT NULL AND sp.pack_quantity_native > 0";
        let params = [self.part.into(), COMPLETE.into()];
        let ordered = self.range(ctx, (&price, "l.purchase_price_currency", from), &params).await?;
        if !ctx.setting_bool(PRICING_USE_STOCK_PRICING.key(), true).await? {
            return Ok(ordered);
        }
        let days = ctx.setting_int(PRICING_STOCK_ITEM_AGE_DAYS.key(), 0).await?;
        let mut from = "stock_stockitem s WHERE s.part_id = ? AND s.purchase_price IS NOT NULL".to_owned();
        let mut params = vec![self.part.into()];
        if days > 0
            && let Some(since) = midnight_before(ctx, days)
        {
            from.push_str(" AND s.updated >= ?");
            params.push(since);
        }
        let stocked = self.range(ctx, ("s.purchase_price", "s.purchase_price_currency", &from), &params).await?;
        Ok(ordered.with(stocked))
    }

    /// What the variants below are valued with.
    async fn variants(&self, ctx: &mut Ctx<'_>) -> Result<Range> {
        let active = if ctx.setting_bool(PRICING_ACTIVE_VARIANTS.key(), false).await? { " AND v.active" } else { "" };
        let from = format!(
            "part_part p JOIN part_part v ON {} JOIN part_partpricing x ON x.part_id = v.id WHERE p.id = ?{active}",
            strictly_below("v", "p")
        );
        let low = self.range(ctx, ("x.overall_min", "x.overall_min_currency", &from), &[self.part.into()]).await?;
        let high = self.range(ctx, ("x.overall_max", "x.overall_max_currency", &from), &[self.part.into()]).await?;
        Ok(Range { min: low.min, max: high.max })
    }

    /// What the part or a variant of it was sold at.
    async fn sales(&self, ctx: &mut Ctx<'_>) -> Result<Range> {
        let from = format!(
            "part_part p JOIN part_part v ON {} JOIN order_salesorderlineitem l ON l.part_id = v.id \
             JOIN order_salesorder o ON o.id = l.order_id \
             WHERE p.id = ? AND o.status = ? AND l.sale_price IS NOT NULL",
            at_or_below("v", "p")
        );
        let params = [self.part.into(), COMPLETE.into()];
        self.range(ctx, ("l.sale_price", "l.sale_price_currency", &from), &params).await
    }

    /// The sum over all lines of what the cheapest and the dearest part costs that the line accepts.
    async fn bill_of_materials(&self, ctx: &mut Ctx<'_>) -> Result<Range> {
        let sql = format!(
            "WITH line AS (SELECT l.id, l.quantity, l.sub_part_id, l.allow_variants \
               FROM part_part p JOIN part_bomitem l ON {} WHERE p.id = ?), \
             named AS (SELECT id AS line, sub_part_id AS part, allow_variants FROM line \
               UNION ALL SELECT line.id, x.part_id, line.allow_variants \
               FROM line JOIN part_bomitemsubstitute x ON x.bom_item_id = line.id), \
             candidate AS (SELECT line, part FROM named UNION SELECT n.line, v.id \
               FROM named n JOIN part_part s ON s.id = n.part JOIN part_part v ON {} WHERE n.allow_variants) \
             SELECT line.id, line.quantity, pr.overall_min, COALESCE(pr.overall_min_currency, ''), \
               pr.overall_max, COALESCE(pr.overall_max_currency, '') \
             FROM line JOIN part_part m ON m.id = line.sub_part_id JOIN candidate k ON k.line = line.id \
             JOIN part_part c ON c.id = k.part AND c.trackable = m.trackable AND (c.id = m.id OR c.active) \
             JOIN part_partpricing pr ON pr.part_id = c.id",
            belongs_to("l", "p"),
            strictly_below("v", "s")
        );
        let read = |row: &ironwood_db::Row<'_>| {
            let min: (Option<Decimal>, String) = (row.get(2)?, row.get(3)?);
            let max: (Option<Decimal>, String) = (row.get(4)?, row.get(5)?);
            Ok((row.get::<i64>(0)?, row.get::<Decimal>(1)?, min, max))
        };
        let mut lines: HashMap<i64, (Decimal, Range)> = HashMap::new();
        for (line, quantity, min, max) in ctx.conn.rows(&sql, &[self.part.into()], read).await? {
            let range = Range {
                min: min.0.and_then(|amount| self.converted(amount, &min.1)),
                max: max.0.and_then(|amount| self.converted(amount, &max.1)),
            };
            let known = lines.entry(line).or_insert((quantity, Range::default()));
            known.1 = known.1.with(range);
        }
        let total =
            |amounts: Vec<Option<Decimal>>| amounts.into_iter().flatten().reduce(|sum, one| sum.saturating_add(one));
        let of = |choose: fn(Range) -> Option<Decimal>| {
            let lines = lines.values();
            lines.map(|(quantity, range)| choose(*range)?.checked_mul(*quantity)).collect()
        };
        let rounded = |amount: Option<Decimal>| amount.map(|amount| amount.round_dp(6));
        Ok(Range { min: rounded(total(of(|range| range.min))), max: rounded(total(of(|range| range.max))) })
    }
}

/// The beginning of the day so many days ago, in the server's time zone.
fn midnight_before(ctx: &Ctx<'_>, days: i64) -> Option<Param> {
    let day = ctx.today().checked_sub(jiff::Span::new().try_days(days).ok()?).ok()?;
    let midnight = ctx.site.zone.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
    Some(Param::Timestamp(midnight.as_microsecond()))
}
