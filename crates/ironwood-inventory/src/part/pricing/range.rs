//! Lowest and highest price, and what a part is valued with in the end (spec 20 §21.3).

use ironwood_db::Decimal;

/// A lowest and a highest price; none where nothing is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Range {
    /// The lowest.
    pub min: Option<Decimal>,
    /// The highest.
    pub max: Option<Decimal>,
}

impl Range {
    /// Both ranges taken together.
    pub fn with(self, other: Range) -> Range {
        let both = |a: Option<Decimal>, b: Option<Decimal>, choose: fn(Decimal, Decimal) -> Decimal| match (a, b) {
            (Some(a), Some(b)) => Some(choose(a, b)),
            (one, other) => one.or(other),
        };
        Range { min: both(self.min, other.min, Decimal::min), max: both(self.max, other.max, Decimal::max) }
    }

    /// This range, as far as it is known, in place of another.
    pub fn or(self, other: Range) -> Range {
        Range { min: self.min.or(other.min), max: self.max.or(other.max) }
    }

    /// Whether anything is known.
    pub fn is_known(self) -> bool {
        self.min.is_some() || self.max.is_some()
    }
}

/// What was found for a part, by source, in the default currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Costs {
    /// What the bill of materials costs.
    pub bom: Range,
    /// What was paid.
    pub purchase: Range,
    /// What it is valued with in-house.
    pub internal: Range,
    /// What suppliers ask.
    pub supplier: Range,
    /// What its variants cost.
    pub variant: Range,
    /// What it is sold at.
    pub sale_price: Range,
    /// What it was sold at.
    pub sale_history: Range,
}

impl Costs {
    /// Each source with the beginning of its columns.
    pub fn columns(&mut self) -> [(&'static str, &mut Range); 7] {
        [
            ("bom_cost", &mut self.bom),
            ("purchase_cost", &mut self.purchase),
            ("internal_cost", &mut self.internal),
            ("supplier_price", &mut self.supplier),
            ("variant_cost", &mut self.variant),
            ("sale_price", &mut self.sale_price),
            ("sale_history", &mut self.sale_history),
        ]
    }
}

/// Which sources count, by the settings.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// `PRICING_USE_SUPPLIER_PRICING`.
    pub suppliers_count: bool,
    /// `PRICING_PURCHASE_HISTORY_OVERRIDES_SUPPLIER`.
    pub purchases_win: bool,
    /// `PRICING_USE_VARIANT_PRICING`.
    pub variants_count: bool,
    /// `PART_BOM_USE_INTERNAL_PRICE`.
    pub internal_wins: bool,
}

/// What a part is valued with: the range of all that counts, or what goes before it. Lowest and highest are settled separately.
pub fn overall(costs: &Costs, policy: Policy) -> Range {
    let mut pool = costs.bom.with(costs.purchase).with(costs.internal);
    if policy.suppliers_count {
        let hidden = |paid: Option<Decimal>| policy.purchases_win && paid.is_some();
        pool = pool.with(Range {
            min: costs.supplier.min.filter(|_| !hidden(costs.purchase.min)),
            max: costs.supplier.max.filter(|_| !hidden(costs.purchase.max)),
        });
    }
    if policy.variants_count {
        pool = pool.with(costs.variant);
    }
    if policy.internal_wins { costs.internal.or(pool) } else { pool }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(min: i64, max: i64) -> Range {
        Range { min: Some(min.into()), max: Some(max.into()) }
    }

    const ALL: Policy =
        Policy { suppliers_count: true, purchases_win: false, variants_count: true, internal_wins: false };

    #[test]
    fn the_range_spans_all_that_counts() {
        let mut costs =
            Costs { purchase: range(4, 6), supplier: range(2, 5), variant: range(1, 9), ..Costs::default() };
        costs.sale_price = range(100, 200);
        assert_eq!(overall(&costs, ALL), range(1, 9));
        assert_eq!(overall(&costs, Policy { variants_count: false, ..ALL }), range(2, 6));
        assert_eq!(overall(&costs, Policy { variants_count: false, purchases_win: true, ..ALL }), range(4, 6));
        assert_eq!(overall(&Costs::default(), ALL), Range::default());
    }

    #[test]
    fn internal_prices_go_before_all_others_where_they_are_to() {
        let costs = Costs { internal: range(7, 8), supplier: range(2, 20), ..Costs::default() };
        assert_eq!(overall(&costs, ALL), range(2, 20));
        assert_eq!(overall(&costs, Policy { internal_wins: true, ..ALL }), range(7, 8));
        let unpriced = Costs { internal: Range::default(), ..costs };
        assert_eq!(overall(&unpriced, Policy { internal_wins: true, ..ALL }), range(2, 20));
    }
}
