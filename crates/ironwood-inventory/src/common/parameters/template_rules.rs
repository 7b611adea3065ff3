//! Rules of parameter templates (spec 22 §3).

use std::collections::HashSet;

use ironwood_db::Param;
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use super::values;
use crate::common::units;

/// Longest text of a unit.
pub(super) const LONGEST_UNIT: i64 = 25;

/// Units must be such.
pub(super) fn units_exist<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(units::check(ctx, drafts, LONGEST_UNIT))
}

/// No two templates differ in letter case only.
pub(super) fn name_differs<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.changes("name")) {
            let engine = ctx.conn.engine();
            let sql =
                format!("SELECT 1 FROM part_partparametertemplate WHERE {} AND id <> ?", engine.same_text("name"));
            let name = ironwood_db::Engine::same_text_pattern(draft.text("name"));
            if ctx.conn.exists(&sql, &[name.into(), draft.id.unwrap_or(0).into()]).await? {
                draft.refuse("name", "Another template has this name in other letters");
            }
        }
        Ok(())
    })
}

/// What is yes or no has neither units nor choices, and no choice stands twice.
pub(super) fn choices_fit<'a>(
    _: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            let choices = draft.text("choices").to_owned();
            let offered: Vec<&str> = choices.split(',').map(str::trim).filter(|choice| !choice.is_empty()).collect();
            let different: HashSet<&str> = offered.iter().copied().collect();
            if draft.bool("checkbox") && !draft.text("units").is_empty() {
                draft.refuse("units", "A value that is yes or no has no units");
            } else if draft.bool("checkbox") && !offered.is_empty() {
                draft.refuse("choices", "A value that is yes or no has no choices");
            } else if different.len() != offered.len() {
                draft.refuse("choices", "A choice stands here twice");
            }
        }
        Ok(())
    })
}

/// The numbers of the values follow the units.
pub(super) fn read_values_again<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter().filter(|draft| !draft.is_new()) {
            let differs = ["units", "checkbox"].iter().any(|column| draft.changes(column));
            if let Some(id) = draft.id.filter(|_| differs) {
                values::read_again(ctx, id).await?;
            }
        }
        Ok(())
    })
}

/// A template that says nothing about its model is for all of them.
pub(super) fn of_any_model<'a>(
    _: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| matches!(draft.input("model_type"), Some(Param::Null))) {
            draft.set("model_type_id", Param::Null);
        }
        Ok(())
    })
}
