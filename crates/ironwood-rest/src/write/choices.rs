//! Whether what a body names is there and may be chosen: rows that foreign keys point to, values that the database knows.

use ironwood_db::Param;

use super::draft::Draft;
use crate::ctx::Ctx;
use crate::declare::{Form, Given, Resource, Target};
use crate::error::{Problems, Result};
use crate::kind::no_such_row;

/// Checks that the rows which foreign keys name exist and may be chosen: one statement for each key that was sent.
pub(super) async fn existing_rows(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    for field in &resource.shape.fields {
        let one = field.kind.target().filter(|_| field.stored().is_some());
        let Some(target) = one.or_else(|| field.kind.many_targets()) else { continue };
        let sent = drafts.iter().filter(|draft| draft.was_sent(field.name));
        let keys: Vec<i64> = sent.flat_map(|draft| draft.keys_of(field)).collect();
        if keys.is_empty() {
            continue;
        }
        let known = choosable(ctx, target, keys).await?;
        for draft in drafts.iter_mut().filter(|draft| draft.was_sent(field.name)) {
            if let Some(key) = draft.keys_of(field).into_iter().find(|key| !known.contains(key)) {
                draft.refuse(field.name, no_such_row(&key.to_string()));
            }
        }
    }
    for (field, form) in resource.shape.fields.iter().filter_map(|field| Some((field, field.kind.form()?))) {
        for draft in drafts.iter_mut() {
            let mut problems = Problems::new();
            if let Some(given) = draft.group(field.name) {
                check_keys(ctx, form, given, &mut problems).await?;
            }
            draft.problems.add_within(field.name, problems);
        }
    }
    Ok(())
}

/// Checks that the rows which the keys of a form name exist and may be chosen; for actions. One statement for each key.
///
/// # Errors
/// From storage.
pub async fn check_keys(ctx: &mut Ctx<'_>, form: &Form, given: &Given, problems: &mut Problems) -> Result<()> {
    for (field, target) in form.fields.iter().filter_map(|field| Some((field, field.kind.target()?))) {
        let Some(key) = given.get(field.name).as_int() else { continue };
        if choosable(ctx, target, vec![key]).await?.is_empty() {
            problems.add(field.name, no_such_row(&key.to_string()));
        }
    }
    Ok(())
}

/// Those of `keys` that are rows which may be chosen.
async fn choosable(ctx: &mut Ctx<'_>, target: &Target, keys: Vec<i64>) -> Result<Vec<i64>> {
    let restriction = target.restriction.map_or_else(String::new, |condition| format!(" AND {condition}"));
    let any = ctx.conn.engine().any_of("r.id");
    let sql = format!("SELECT r.id FROM {} AS r WHERE {any}{restriction}", target.model.table);
    Ok(ctx.conn.column(&sql, &[Param::Ints(keys)]).await?)
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
