//! Currencies: which ones are in use, and the field that names one (spec 00 §8).

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
fn in_use<'a>(ctx: &'a mut Ctx<'_>) -> BoxFuture<'a, Result<Vec<(Value, String)>>> {
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
