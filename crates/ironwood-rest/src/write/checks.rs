//! Checks of drafts that follow from the declaration alone: rows that must be there, values that must be unique or within bounds.

use ironwood_db::Param;

use super::draft::Draft;
use crate::ctx::Ctx;
use crate::declare::Resource;
use crate::error::{Error, Problem, Result};

/// Checks that the rows which foreign keys name exist and may be chosen: one statement for each key that was sent.
pub(super) async fn existing_rows(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    for field in &resource.shape.fields {
        let (Some(target), Some(column)) = (field.kind.target(), field.stored()) else { continue };
        let keys: Vec<i64> =
            drafts.iter().filter(|draft| draft.was_sent(field.name)).filter_map(|draft| draft.key(column)).collect();
        if keys.is_empty() {
            continue;
        }
        let restriction = target.restriction.map_or_else(String::new, |condition| format!(" AND {condition}"));
        let sql = format!(
            "SELECT r.id FROM {} AS r WHERE {}{restriction}",
            target.model.table,
            ctx.conn.engine().any_of("r.id")
        );
        let known: Vec<i64> = ctx.conn.column(&sql, &[Param::Ints(keys)]).await?;
        for draft in drafts.iter_mut().filter(|draft| draft.was_sent(field.name)) {
            if let Some(key) = draft.key(column).filter(|key| !known.contains(key)) {
                draft.refuse(field.name, crate::kind::no_such_row(&key.to_string()));
            }
        }
    }
    Ok(())
}

/// Checks values whose choices the database knows: one look-up for each such field that was sent.
pub(super) async fn known_choices(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    for field in &resource.shape.fields {
        let Some(look_up) = field.choices.filter(|_| drafts.iter().any(|draft| draft.was_sent(field.name))) else {
            continue;
        };
        let choices = look_up(ctx).await?;
        for draft in drafts.iter_mut().filter(|draft| draft.was_sent(field.name)) {
            let given = match field.stored() {
                Some(column) => draft.get(column),
                None => draft.input(field.name).unwrap_or(&Param::Null),
            };
            let Some(text) = given.as_text().map(str::to_owned) else { continue };
            if !choices.iter().any(|(value, _)| value.as_str() == Some(text.as_str())) {
                draft.refuse(field.name, format!("\"{text}\" is not a valid choice."));
            }
        }
    }
    Ok(())
}

/// Looks for rows that have the same values in columns that must differ. This is a courtesy that gives all problems at once;
/// the constraint of the database is the guard.
pub(super) async fn unique(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    let table = resource.model().table;
    for unique in &resource.writes.unique {
        let mut asked = Vec::new();
        let (mut texts, mut params) = (Vec::new(), Vec::new());
        for (at, draft) in drafts.iter().enumerate() {
            let touched = unique.columns.iter().any(|column| draft.changes(column));
            if !touched || unique.columns.iter().any(|column| draft.get(column).is_null()) {
                continue;
            }
            let mut conditions = Vec::new();
            params.push(Param::Int(i64::try_from(at).unwrap_or_default()));
            for column in &unique.columns {
                let quoted = format!("\"{column}\"");
                if unique.ignore_case {
                    conditions.push(format!("LOWER({quoted}) = LOWER(?)"));
                } else {
                    conditions.push(format!("{quoted} = ?"));
                }
                params.push(draft.get(column).clone());
            }
            params.push(Param::Int(draft.id.unwrap_or(0)));
            texts.push(format!("SELECT ? FROM {table} WHERE {} AND id <> ?", conditions.join(" AND ")));
            asked.push(at);
        }
        if asked.is_empty() {
            continue;
        }
        let taken: Vec<i64> = ctx.conn.column(&texts.join(" UNION "), &params).await?;
        for at in taken {
            if let Some(draft) = usize::try_from(at).ok().and_then(|at| drafts.get_mut(at))
                && let Error::Invalid(Problem::Object(problems)) = (unique.answer)()
            {
                draft.problems.merge(problems);
            }
        }
    }
    Ok(())
}

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
