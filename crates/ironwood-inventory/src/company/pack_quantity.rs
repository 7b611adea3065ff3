//! How much of a part is in one pack of a supplier part: a text with a unit, and its value in the unit of the part
//! (spec 31 §6.2).

use std::collections::HashMap;

use ironwood_db::{Decimal, Param};
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};
use ironwood_units::Registry;
use rust_decimal::prelude::FromPrimitive;

use crate::common::units;

/// Decimal places of the value in the unit of the part.
const PLACES: u32 = 10;
/// The value has fewer digits than this before the point.
const BOUND: i64 = 10_000_000_000;

/// The value of `text` in `unit`, the unit of a part; none is an empty one. A pure number counts as being in it already.
///
/// # Errors
/// What is wrong with it, for people.
pub fn native(registry: &Registry, text: &str, unit: &str) -> Result<Decimal, String> {
    let magnitude = units::magnitude(registry, text, unit)?;
    let exact = Decimal::from_f64(magnitude).map(|exact| exact.round_dp(PLACES));
    match exact {
        Some(exact) if exact > Decimal::ZERO && exact < Decimal::from(BOUND) => Ok(exact),
        Some(exact) if exact <= Decimal::ZERO => Err(format!("'{text}' is not greater than zero")),
        _ => Err(format!("'{text}' is too large")),
    }
}

/// The units of parts.
async fn units_of(ctx: &mut Ctx<'_>, parts: Vec<i64>) -> Result<HashMap<i64, String>> {
    let sql = format!("SELECT id, COALESCE(units, '') FROM part_part WHERE {}", ctx.conn.engine().any_of("id"));
    let read = |row: &ironwood_db::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(ctx.conn.rows(&sql, &[Param::Ints(parts)], read).await?.into_iter().collect())
}

/// Rule: the pack quantity can be expressed in the unit of the part. None is 1.
pub fn convert<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let registry = units::registry(ctx).await?;
        let parts = drafts.iter().filter_map(|draft| draft.key("part_id")).collect();
        let units = units_of(ctx, parts).await?;
        for draft in drafts {
            let text = match draft.text("pack_quantity").trim() {
                "" => "1".to_owned(),
                text => text.to_owned(),
            };
            let unit = units.get(&draft.int("part_id")).map_or("", String::as_str);
            match native(&registry, &text, unit) {
                Ok(value) => draft.set("pack_quantity_native", value),
                Err(message) => draft.refuse("pack_quantity", message),
            }
            draft.set("pack_quantity", text);
        }
        Ok(())
    })
}

/// Hook of parts: when the unit of a part changes, the packs of its supplier parts are expressed in the new one. Those that
/// cannot be keep their value and are named in the log (spec 31 §10).
pub fn follow_unit<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let changed: HashMap<i64, String> = drafts
            .iter()
            .filter(|draft| !draft.is_new() && draft.changes("units"))
            .filter_map(|draft| Some((draft.id?, draft.text("units").to_owned())))
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let engine = ctx.conn.engine();
        let sql = format!(
            "SELECT id, part_id, pack_quantity FROM part_supplierpart WHERE {} ORDER BY id{}",
            engine.any_of("part_id"),
            engine.for_update()
        );
        let read = |row: &ironwood_db::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let parts = Param::Ints(changed.keys().copied().collect());
        let packs: Vec<(i64, i64, String)> = ctx.conn.rows(&sql, &[parts], read).await?;
        let registry = units::registry(ctx).await?;
        let mut by_value: HashMap<Decimal, Vec<i64>> = HashMap::new();
        for (id, part, text) in packs {
            let unit = changed.get(&part).map_or("", String::as_str);
            match native(&registry, if text.trim().is_empty() { "1" } else { &text }, unit) {
                Ok(value) => by_value.entry(value).or_default().push(id),
                Err(problem) => tracing::warn!(supplier_part = id, part, problem, "a pack quantity has lost its unit"),
            }
        }
        let sql = format!("UPDATE part_supplierpart SET pack_quantity_native = ? WHERE {}", engine.any_of("id"));
        for (value, ids) in by_value {
            ctx.conn.execute(&sql, &[Param::Decimal(value), Param::Ints(ids)]).await?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, unit: &str) -> Result<String, String> {
        native(Registry::standard(), text, unit).map(|exact| exact.normalize().to_string())
    }

    #[test]
    fn packs_are_expressed_in_the_unit_of_the_part() {
        for (text, unit, expected) in [
            ("2 dozen", "", "24"),
            ("1/2", "", "0.5"),
            ("1e3", "", "1000"),
            ("5 m", "mm", "5000"),
            ("10", "mm", "10"),
            ("12\"", "mm", "304.8"),
            ("3'", "m", "0.9144"),
        ] {
            assert_eq!(value(text, unit).as_deref(), Ok(expected), "{text} in {unit}");
        }
    }

    #[test]
    fn packs_that_cannot_be_are_refused() {
        for (text, unit) in [
            ("abc", ""),
            ("5 kg", ""),
            ("1 kg", "mm"),
            ("0", ""),
            ("-3", "m"),
            ("nan", ""),
            ("1e12", ""),
            ("1e-12", ""),
        ] {
            assert!(value(text, unit).is_err(), "{text} in {unit}");
        }
    }
}
