//! Whose parameter it is: the model that is named, the permission on it, parts that are locked (spec 22 §2, §5).

use ironwood_db::Param;
use ironwood_rest::declare::{Given, Resource};
use ironwood_rest::write::Draft;
use ironwood_rest::{Action, BoxFuture, Ctx, Error, Result};

use crate::common::content_types::{self, Found};
use crate::common::owners;
use crate::common::settings::definitions::PART_ENABLE_LOCKING;
use crate::models;

/// The content type that a `model_type` names: `app.model`, a model, or the key of a content type as text.
async fn named(ctx: &mut Ctx<'_>, text: &str) -> Result<Option<Found>> {
    if let Ok(id) = text.parse::<i32>() {
        let found = content_types::by_keys(ctx, &[i64::from(id)]).await?;
        return Ok(found.into_iter().next());
    }
    // Other than in filters, letter case counts.
    if text.chars().any(char::is_uppercase) {
        return Ok(None);
    }
    content_types::find(ctx, text).await
}

/// Finds the content type for the `model_type` that was sent.
pub(super) fn find_model<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut() {
            let Some(sent) = draft.input("model_type") else { continue };
            let text = sent.as_text().unwrap_or_default().to_owned();
            if text.is_empty() {
                draft.set("model_type_id", Param::Null);
                continue;
            }
            match named(ctx, &text).await? {
                None => draft.refuse("model_type", format!("There is no model '{text}'")),
                Some(found) if found.known().is_none_or(|model| !owners::OF_PARAMETERS.contains(&model)) => {
                    draft.refuse("model_type", format!("'{text}' has no parameters"));
                }
                Some(found) => draft.set("model_type_id", found.id),
            }
        }
        Ok(())
    })
}

/// A parameter belongs to something, and no two of a request to the same object and template.
pub(super) fn belongs<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.key("model_type_id").is_none()) {
            let sent = draft.was_sent("model_type");
            draft.refuse("model_type", if sent { "This field cannot be null." } else { "This field is required." });
        }
        let place = |draft: &Draft| (draft.int("model_type_id"), draft.int("model_id"), draft.int("template_id"));
        let places: Vec<_> = drafts.iter().map(place).collect();
        for (draft, own) in drafts.iter_mut().zip(&places).filter(|(draft, _)| draft.is_new()) {
            if places.iter().filter(|other| *other == own).count() > 1 {
                for field in ["model_type", "model_id", "template"] {
                    draft.refuse(field, "This field must be unique.");
                }
            }
        }
        Ok(())
    })
}

/// Whoever writes a parameter must be allowed to change the object; told only when nothing else is wrong.
pub(super) fn permitted<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        if drafts.iter().any(|draft| !draft.problems.is_empty()) {
            return Ok(());
        }
        let keys: Vec<i64> = drafts.iter().filter_map(|draft| draft.key("model_type_id")).collect();
        for found in content_types::by_keys(ctx, &keys).await? {
            if !ctx.actor.may(Action::Change, &format!("{}_{}", found.app, found.model)) {
                let message = format!("You may not change the parameters of a {}", found.label());
                return Err(Error::Denied(message));
            }
        }
        Ok(())
    })
}

/// Parameters of a locked part stay as they are.
pub(super) fn part_unlocked<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let parts =
            locked_parts(ctx, drafts.iter().map(|draft| (draft.int("model_type_id"), draft.int("model_id")))).await?;
        for draft in
            drafts.iter_mut().filter(|draft| parts.contains(&(draft.int("model_type_id"), draft.int("model_id"))))
        {
            draft.refuse_all("The part is locked: its parameters cannot be changed");
        }
        Ok(())
    })
}

/// Parameters of a locked part are not deleted.
pub(super) fn deletable<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    keys: &'a [i64],
    _: &'a Given,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let sql =
            format!("SELECT model_type_id, model_id FROM part_partparameter WHERE {}", ctx.conn.engine().any_of("id"));
        let objects: Vec<(i64, i64)> =
            ctx.conn.rows(&sql, &[Param::Ints(keys.to_vec())], |row| Ok((row.get(0)?, row.get(1)?))).await?;
        if !locked_parts(ctx, objects.into_iter()).await?.is_empty() {
            return Err(Error::general("The part is locked: its parameters cannot be deleted"));
        }
        Ok(())
    })
}

/// Those of the objects (content type and key) that are locked parts, where locking is in use.
async fn locked_parts(ctx: &mut Ctx<'_>, objects: impl Iterator<Item = (i64, i64)>) -> Result<Vec<(i64, i64)>> {
    if !ctx.setting_bool(PART_ENABLE_LOCKING.key(), true).await? {
        return Ok(Vec::new());
    }
    let objects: Vec<(i64, i64)> = objects.collect();
    let sql = format!(
        "SELECT ct.id, p.id FROM part_part p, django_content_type ct \
         WHERE p.locked AND {} AND ct.app_label = ? AND ct.model = ?",
        ctx.conn.engine().any_of("p.id")
    );
    let keys = objects.iter().map(|(_, id)| *id).collect();
    let params = [Param::Ints(keys), models::PART.app.into(), models::PART.name.into()];
    let mut locked: Vec<(i64, i64)> = ctx.conn.rows(&sql, &params, |row| Ok((row.get(0)?, row.get(1)?))).await?;
    locked.retain(|part| objects.contains(part));
    Ok(locked)
}

/// When the value was written, and by whom.
pub(super) fn stamp<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            draft.set("updated", Param::Timestamp(ctx.now.as_microsecond()));
            draft.set("updated_by_id", ctx.user());
        }
        Ok(())
    })
}
