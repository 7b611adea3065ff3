//! Whether what a body names is there and may be chosen: rows that foreign keys point to, values that the database knows.

use ironwood_db::Param;

use super::draft::Draft;
use crate::ctx::Ctx;
use crate::declare::{Resource, Target};
use crate::error::{Problem, Problems, Result};
use crate::kind::no_such_row;

/// Checks that the rows which foreign keys name exist and may be chosen: one statement for each key that was sent.
pub(super) async fn existing_rows(ctx: &mut Ctx<'_>, resource: &Resource, drafts: &mut [Draft]) -> Result<()> {
    for field in &resource.shape.fields {
        let (Some(target), Some(column)) = (field.kind.target(), field.stored()) else { continue };
        let keys: Vec<i64> =
            drafts.iter().filter(|draft| draft.was_sent(field.name)).filter_map(|draft| draft.key(column)).collect();
        if keys.is_empty() {
            continue;
        }
        let known = choosable(ctx, target, keys).await?;
        for draft in drafts.iter_mut().filter(|draft| draft.was_sent(field.name)) {
            if let Some(key) = draft.key(column).filter(|key| !known.contains(key)) {
                draft.refuse(field.name, no_such_row(&key.to_string()));
            }
        }
    }
    for (field, form) in resource.shape.fields.iter().filter_map(|field| Some((field, field.kind.form()?))) {
        for (inner, target) in form.fields.iter().filter_map(|inner| Some((inner, inner.kind.target()?))) {
            let named = |draft: &Draft| draft.group(field.name).and_then(|given| given.get(inner.name).as_int());
            let keys: Vec<i64> = drafts.iter().filter_map(named).collect();
            if keys.is_empty() {
                continue;
            }
            let known = choosable(ctx, target, keys).await?;
            for draft in drafts.iter_mut() {
                if let Some(key) = named(draft).filter(|key| !known.contains(key)) {
                    let mut problems = Problems::new();
                    problems.add(inner.name, no_such_row(&key.to_string()));
                    draft.problems.set(field.name, Problem::Object(problems));
                }
            }
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
