//! Currencies: which ones are in use, and the field that names one (spec 00 §8).

use std::collections::HashMap;

use ironwood_db::Decimal;
use ironwood_rest::declare::Field;
use ironwood_rest::kind::Choice;
use ironwood_rest::{BoxFuture, Ctx, Result};
use serde_json::Value;

use crate::common::settings::choices::currency_choices;
use crate::common::settings::definitions::{CURRENCY_CODES, INVENTREE_DEFAULT_CURRENCY};

/// SQL: the default currency.
pub const DEFAULT_SQL: &str = "COALESCE((SELECT st.value FROM common_inventreesetting st \
     WHERE st.key = 'INVENTREE_DEFAULT_CURRENCY'), 'USD')";

/// The field with the default currency as its default.
pub fn with_default(field: Field) -> Field {
    field.default_setting(INVENTREE_DEFAULT_CURRENCY.key(), "USD")
}

/// A currency that belongs to an amount; the default currency when a body does not name one.
pub fn field(name: &'static str) -> Field {
    with_default(Field::column(name, Choice::looked_up(3)))
        .reset_by_put()
        .choices_from(in_use)
        .label("Currency")
        .help("Currency of the amount")
}

/// The currency of a whole order; none means that of the company (spec 40-orders §7.1).
pub fn of_order(name: &'static str) -> Field {
    Field::column(name, Choice::looked_up(3)).null().blank().choices_from(in_use_or_none)
}

/// The currencies in use, and before them none.
fn in_use_or_none<'a>(ctx: &'a mut Ctx<'_>) -> BoxFuture<'a, Result<Vec<(Value, String)>>> {
    Box::pin(async move {
        let mut choices = vec![(Value::String(String::new()), "---------".to_owned())];
        choices.extend(in_use(ctx).await?);
        Ok(choices)
    })
}

/// The currencies in use, each as `CODE - name`.
pub fn in_use<'a>(ctx: &'a mut Ctx<'_>) -> BoxFuture<'a, Result<Vec<(Value, String)>>> {
    Box::pin(async move {
        let codes = CURRENCY_CODES.read(ctx.setting(CURRENCY_CODES.key()).await?.as_deref());
        let choices = currency_choices(&codes);
        Ok(choices.into_iter().map(|choice| (Value::String(choice.value), choice.label)).collect())
    })
}

/// The default currency.
///
/// # Errors
/// From storage.
pub async fn default(ctx: &mut Ctx<'_>) -> Result<String> {
    let stored = ctx.setting(INVENTREE_DEFAULT_CURRENCY.key()).await?;
    Ok(INVENTREE_DEFAULT_CURRENCY.read(stored.as_deref()))
}

/// The exchange rates that were fetched last, for amounts that must be said in another currency.
#[derive(Debug, Clone, Default)]
pub struct Rates {
    /// Units of each currency for one unit of the base currency.
    per_base: HashMap<String, Decimal>,
}

impl Rates {
    /// Reads the rates.
    ///
    /// # Errors
    /// From storage.
    pub async fn load(ctx: &mut Ctx<'_>) -> Result<Self> {
        let sql = "SELECT r.currency, r.value, b.base_currency FROM exchange_rate r \
                   JOIN exchange_exchangebackend b ON b.name = r.backend_id";
        let rows: Vec<(String, Decimal, String)> =
            ctx.conn.rows(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await?;
        let mut rates = Rates::default();
        for (currency, rate, base) in rows {
            rates.per_base.insert(currency, rate);
            rates.per_base.insert(base, Decimal::ONE);
        }
        Ok(rates)
    }

    /// An amount in another currency; `None` when one of the rates is not known.
    pub fn convert(&self, amount: Decimal, from: &str, to: &str) -> Option<Decimal> {
        if from == to {
            return Some(amount);
        }
        let (from, to) = (self.per_base.get(from)?, self.per_base.get(to)?);
        amount.checked_mul(*to)?.checked_div(*from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_goes_through_the_base_currency() {
        let rate = |currency: &str, per_base: i64| (currency.to_owned(), Decimal::from(per_base));
        let rates = Rates { per_base: [rate("USD", 1), rate("EUR", 2), rate("SEK", 10)].into() };
        assert_eq!(rates.convert(Decimal::from(4), "EUR", "SEK"), Some(Decimal::from(20)));
        assert_eq!(rates.convert(Decimal::from(4), "XXX", "XXX"), Some(Decimal::from(4)));
        assert_eq!(rates.convert(Decimal::from(4), "EUR", "XXX"), None);
    }
}
