//! Rules of supplier parts, and what their save derives (spec 31 §6.3).

use std::collections::HashMap;

use ironwood_db::Param;
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

/// A new supplier part may name its manufacturer part by the name of the manufacturer and the number. One of the same part is
/// preferred.
pub fn find_manufacturer_part<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.is_new()) {
            let named = |field| draft.input(field).and_then(Param::as_text).filter(|text| !text.is_empty());
            let (Some(company), Some(number)) = (named("manufacturer"), named("MPN")) else { continue };
            let (company, number) = (company.to_owned(), number.to_owned());
            let sql = "SELECT mp.id FROM company_manufacturerpart mp JOIN company_company c ON c.id = mp.manufacturer_id \
                       WHERE c.name = ? AND mp.\"MPN\" = ? \
                       ORDER BY CASE WHEN mp.part_id = ? THEN 0 ELSE 1 END, mp.id LIMIT 1";
            let params = [Param::from(&company), Param::from(&number), draft.get("part_id").clone()];
            match ctx.conn.value::<i64>(sql, &params).await? {
                Some(found) => draft.set("manufacturer_part_id", found),
                None => {
                    draft.refuse("manufacturer_part", format!("'{company}' makes no part with the number '{number}'"))
                }
            }
        }
        Ok(())
    })
}

/// What the supplier gets from the manufacturer is the same part, whichever of the two was changed.
pub fn made_of_the_same_part<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let keys: Vec<i64> = drafts.iter().filter_map(|draft| draft.key("manufacturer_part_id")).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let sql = format!("SELECT id, part_id FROM company_manufacturerpart WHERE {}", ctx.conn.engine().any_of("id"));
        let read = |row: &ironwood_db::Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?));
        let parts: HashMap<i64, i64> = ctx.conn.rows(&sql, &[Param::Ints(keys)], read).await?.into_iter().collect();
        for draft in drafts {
            let made_of = draft.key("manufacturer_part_id").and_then(|key| parts.get(&key));
            if made_of.is_some_and(|part| *part != draft.int("part_id")) {
                draft.refuse("manufacturer_part", "The manufacturer part is another part: choose one of the same part");
            }
        }
        Ok(())
    })
}

/// Notes when the row was saved, and when the supplier's stock was told.
pub fn note_times<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let now = Param::Timestamp(ctx.now.as_microsecond());
        for draft in drafts {
            draft.set("updated", now.clone());
            if draft.was_sent("available") {
                draft.set("availability_updated", now.clone());
            }
        }
        Ok(())
    })
}
