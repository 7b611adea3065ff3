//! Checks that judge a whole row by its declaration, together with the rules of the model (spec 00 §9).

use ironwood_db::Param;

use super::draft::Draft;
use crate::ctx::Ctx;
use crate::declare::Resource;
use crate::error::Result;

/// Checks the bounds that belong to the model, of the values that were sent (spec 00 §9).
pub(super) fn within_limits(resource: &Resource, drafts: &mut [Draft]) {
    for field in &resource.shape.fields {
        let Some(column) = field.stored() else { continue };
        for draft in drafts.iter_mut().filter(|draft| draft.was_sent(field.name)) {
            let messages = field.kind.limits(draft.get(column));
            messages.into_iter().for_each(|message| draft.refuse(field.name, message));
        }
    }
}

/// Checks the rows that foreign keys with a restriction already point to: every write judges the whole row (spec 00 §9), so one
/// that lost its flag meanwhile is refused until the key is repaired. One statement for each such key.
pub(super) async fn still_eligible(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    for field in &resource.shape.fields {
        let (Some(target), Some(column)) = (field.kind.target(), field.stored()) else { continue };
        let Some(restriction) = target.restriction.filter(|_| field.is_writable()) else { continue };
        let unsaid = |draft: &Draft| !draft.is_new() && !draft.was_sent(field.name);
        let keys: Vec<i64> =
            drafts.iter().filter(|draft| unsaid(draft)).filter_map(|draft| draft.key(column)).collect();
        if keys.is_empty() {
            continue;
        }
        let any = ctx.conn.engine().any_of("r.id");
        let sql = format!("SELECT r.id FROM {} AS r WHERE {any} AND {restriction}", target.model.table);
        let eligible: Vec<i64> = ctx.conn.column(&sql, &[Param::Ints(keys)]).await?;
        for draft in drafts.iter_mut().filter(|draft| unsaid(draft)) {
            if let Some(key) = draft.key(column).filter(|key| !eligible.contains(key)) {
                let model = target.model.verbose;
                draft.refuse(field.name, format!("{model} instance with id {key} is not a valid choice."));
            }
        }
    }
    Ok(())
}
