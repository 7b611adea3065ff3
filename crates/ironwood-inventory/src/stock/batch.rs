//! Batch codes: the default of new stock, by the setting `STOCK_BATCH_CODE_TEMPLATE` (spec 30-stock §12.5).

use std::collections::BTreeMap;

use ironwood_rest::{BoxFuture, Ctx, Result};
use serde_json::Value;

use crate::common::settings::definitions::STOCK_BATCH_CODE_TEMPLATE;

/// Most steps a template may take.
const FUEL: u64 = 20_000;

/// The batch code of this moment; empty when the template is, or cannot be followed.
///
/// # Errors
/// From storage.
pub async fn code(ctx: &mut Ctx<'_>) -> Result<String> {
    code_about(ctx, &BTreeMap::new()).await
}

/// The batch code of this moment for what the template may speak of by name.
///
/// # Errors
/// From storage.
pub async fn code_about(ctx: &mut Ctx<'_>, about: &BTreeMap<&'static str, Value>) -> Result<String> {
    let template = ctx.setting(STOCK_BATCH_CODE_TEMPLATE.key()).await?.unwrap_or_default();
    Ok(render(&template, ctx.site.zone.to_datetime(ctx.now), about).unwrap_or_default())
}

/// The batch code as the default that forms show.
pub fn default<'a>(ctx: &'a mut Ctx<'_>) -> BoxFuture<'a, Result<Value>> {
    Box::pin(async move { Ok(Value::String(code(ctx).await?)) })
}

/// Words that name nothing, and what is said of them, are empty.
fn render(template: &str, now: jiff::civil::DateTime, about: &BTreeMap<&'static str, Value>) -> Option<String> {
    if template.is_empty() {
        return None;
    }
    let mut environment = minijinja::Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Chainable);
    let values = minijinja::context! {
        date => ironwood_db::date_text(now.date()),
        year => now.year(),
        month => now.month(),
        day => now.day(),
        hour => now.hour(),
        minute => now.minute(),
        week => now.date().iso_week_date().week(),
        ..minijinja::Value::from(minijinja::value::Serde(about))
    };
    environment.render_str(template, values).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_names_the_parts_of_the_date() {
        let now = jiff::civil::date(2026, 3, 7).at(9, 5, 0, 0);
        let none = BTreeMap::new();
        assert_eq!(render("B-{{ year }}-{{ month }}-{{ day }}", now, &none).as_deref(), Some("B-2026-3-7"));
        assert_eq!(render("{{ week }}/{{ hour }}:{{ minute }}", now, &none).as_deref(), Some("10/9:5"));
        assert_eq!(render("{{ oops", now, &none), None);
        assert_eq!(render("", now, &none), None);
    }

    #[test]
    fn a_template_names_what_the_code_is_about() {
        let now = jiff::civil::date(2026, 3, 7).at(9, 5, 0, 0);
        let about = BTreeMap::from([("part", serde_json::json!({"name": "Bolt"})), ("quantity", 3.0.into())]);
        let template = "{{ part.name }}/{{ quantity }}/{{ item.serial }}";
        assert_eq!(render(template, now, &about).as_deref(), Some("Bolt/3.0/"));
    }
}
