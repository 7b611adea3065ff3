//! What parts cost: the stored price ranges, by the rules of spec 20 §21 with their default settings.

use ironwood_db::{Conn, DbError, Decimal, Param};

use crate::companies::MAIN_CURRENCY;
use crate::load::{columns, key, load};
use crate::parts::Parts;
use crate::sourcing::Sourcing;
use crate::stock::Stock;

/// Lowest and highest.
pub(crate) type Range = (Decimal, Decimal);

/// Lowest and highest of some prices; none when there is no price.
pub(crate) fn range(prices: impl Iterator<Item = Decimal>) -> Option<Range> {
    prices.fold(None, |range, price| Some(widen(range, (price, price))))
}

fn widen(range: Option<Range>, (low, high): Range) -> Range {
    range.map_or((low, high), |(lowest, highest)| (lowest.min(low), highest.max(high)))
}

/// The prices of one part.
#[derive(Debug, Clone, Copy, Default)]
struct Pricing {
    part: usize,
    bom: Option<Range>,
    purchase: Option<Range>,
    supplier: Option<Range>,
    variant: Option<Range>,
    overall: Option<Range>,
}

/// The prices of all parts that have some.
fn work_out(parts: &Parts, sourcing: &Sourcing, stock: &Stock) -> Vec<Pricing> {
    let mut all: Vec<Pricing> = (0..parts.all.len())
        .map(|part| Pricing { part, supplier: sourcing.range(part), ..Pricing::default() })
        .collect();
    for (part, price) in stock.purchases(sourcing) {
        all[part].purchase = Some(widen(all[part].purchase, (price, price)));
    }
    let mut variants: Vec<Vec<usize>> = vec![Vec::new(); parts.all.len()];
    let mut lines: Vec<Vec<usize>> = vec![Vec::new(); parts.all.len()];
    for (at, part) in parts.all.iter().enumerate() {
        if let Some(template) = part.variant_of {
            variants[template].push(at);
        }
    }
    for (at, line) in parts.lines.iter().enumerate() {
        lines[line.part].push(at);
    }
    let mut done = vec![false; all.len()];
    let mut work = Work { parts, variants, lines, all: &mut all, done: &mut done };
    (0..parts.all.len()).for_each(|part| work.price(part));
    all.into_iter().filter(|pricing| pricing.overall.is_some()).collect()
}

struct Work<'w> {
    parts: &'w Parts,
    variants: Vec<Vec<usize>>,
    lines: Vec<Vec<usize>>,
    all: &'w mut Vec<Pricing>,
    done: &'w mut Vec<bool>,
}

impl Work<'_> {
    /// Prices a part, first whatever it is made of. Bills of materials are a few levels deep and never circular.
    fn price(&mut self, part: usize) {
        if std::mem::replace(&mut self.done[part], true) {
            return;
        }
        self.all[part].bom = self.bom_cost(part);
        for variant in self.variants[part].clone() {
            self.price(variant);
            if let Some(range) = self.all[variant].overall {
                self.all[part].variant = Some(widen(self.all[part].variant, range));
            }
        }
        let pricing = &mut self.all[part];
        let pool = [pricing.bom, pricing.purchase, pricing.supplier, pricing.variant];
        pricing.overall = pool.into_iter().flatten().fold(None, |range, one| Some(widen(range, one)));
    }

    /// The sum over own and inherited lines, each at the price of whatever may be taken for it.
    fn bom_cost(&mut self, part: usize) -> Option<Range> {
        let mut sum = None;
        let inherited = self.parts.all[part].variant_of.map_or_else(Vec::new, |template| self.lines[template].clone());
        for line in self.lines[part].clone().into_iter().chain(inherited) {
            let line = &self.parts.lines[line];
            let mut range = None;
            let mut candidates = vec![line.sub_part];
            if line.allow_variants {
                candidates.extend(&self.variants[line.sub_part]);
            }
            for candidate in candidates {
                self.price(candidate);
                if let Some(one) = self.all[candidate].overall {
                    range = Some(widen(range, one));
                }
            }
            if let Some((low, high)) = range {
                let (lowest, highest) = sum.unwrap_or((Decimal::ZERO, Decimal::ZERO));
                sum = Some((lowest + low * line.quantity, highest + high * line.quantity));
            }
        }
        sum.map(|(low, high)| (low.round_dp(6), high.round_dp(6)))
    }
}

/// Works prices out and stores them. How many parts have one.
pub(crate) async fn store(
    conn: &mut Conn,
    parts: &Parts,
    sourcing: &Sourcing,
    stock: &Stock,
    updated: i64,
) -> Result<u64, DbError> {
    let low = |range: Option<Range>| Param::from(range.map(|range| range.0));
    let high = |range: Option<Range>| Param::from(range.map(|range| range.1));
    load(conn, "part_partpricing", &work_out(parts, sourcing, stock), |_, pricing| {
        columns![
            "part_id" => key(pricing.part),
            "currency" => MAIN_CURRENCY,
            "updated" => Param::Timestamp(updated),
            "scheduled_for_update" => false,
            "bom_cost_min" => low(pricing.bom),
            "bom_cost_min_currency" => MAIN_CURRENCY,
            "bom_cost_max" => high(pricing.bom),
            "bom_cost_max_currency" => MAIN_CURRENCY,
            "purchase_cost_min" => low(pricing.purchase),
            "purchase_cost_min_currency" => MAIN_CURRENCY,
            "purchase_cost_max" => high(pricing.purchase),
            "purchase_cost_max_currency" => MAIN_CURRENCY,
            "supplier_price_min" => low(pricing.supplier),
            "supplier_price_min_currency" => MAIN_CURRENCY,
            "supplier_price_max" => high(pricing.supplier),
            "supplier_price_max_currency" => MAIN_CURRENCY,
            "variant_cost_min" => low(pricing.variant),
            "variant_cost_min_currency" => MAIN_CURRENCY,
            "variant_cost_max" => high(pricing.variant),
            "variant_cost_max_currency" => MAIN_CURRENCY,
            "overall_min" => low(pricing.overall),
            "overall_min_currency" => MAIN_CURRENCY,
            "overall_max" => high(pricing.overall),
            "overall_max_currency" => MAIN_CURRENCY,
        ]
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_spans_all_prices() {
        let prices = [3, 1, 2].map(Decimal::from);
        assert_eq!(range(prices.into_iter()), Some((Decimal::ONE, Decimal::from(3))));
        assert_eq!(range(std::iter::empty()), None);
    }
}
