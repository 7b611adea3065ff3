//! The rules of a part, in the order of spec 20 §8.

use std::collections::HashMap;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, Result};

use crate::common::settings::definitions::{PART_ALLOW_DUPLICATE_IPN, PART_IPN_REGEX, PART_REVISION_ASSEMBLY_ONLY};
use crate::common::units;
use crate::part::filters::VARIANTS;
use crate::part::shape::{IMAGES, LONGEST_UNIT};

type Answer<'a> = BoxFuture<'a, Result<()>>;

/// The answer to a name, number and revision that another part has already.
pub(super) fn taken() -> Error {
    Error::general("The fields name, IPN, revision must make a unique set.")
}

/// Units must be such.
pub(super) fn unit_exists<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(units::check(ctx, drafts, LONGEST_UNIT))
}

/// `existing_image`: the file must be there. Only the last segment of what is sent counts.
pub(super) fn image_exists<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        for draft in drafts {
            let Some(sent) = draft.input("existing_image").and_then(Param::as_text) else { continue };
            let name = sent.rsplit('/').next().unwrap_or_default();
            let path = format!("{IMAGES}/{name}");
            if ctx.site.media.has(&path) {
                draft.set("image", path);
            } else {
                let message = format!("There is no picture '{name}' among those of parts");
                draft.refuse("existing_image", message);
            }
        }
        Ok(())
    })
}

/// Keeps other writers of the tree out where the tree changes.
pub(super) fn lock_tree<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let moves = |draft: &Draft| draft.changes("variant_of_id") || draft.changes("name");
        let one_number_each = !ctx.setting_bool(PART_ALLOW_DUPLICATE_IPN.key(), true).await?;
        if drafts.iter().any(|draft| moves(draft) || one_number_each && draft.changes("IPN")) {
            VARIANTS.lock(ctx).await?;
        }
        Ok(())
    })
}

/// What must be known of the part that another one is a revision of.
struct Origin {
    is_template: bool,
    assembly: bool,
    variant_of: Option<i64>,
}

/// Category, revision and number: of each part the first fault is told.
pub(super) fn fits_settings<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let structural = structural_categories(ctx, drafts).await?;
        let origins = origins(ctx, drafts).await?;
        let assemblies_only = ctx.setting_bool(PART_REVISION_ASSEMBLY_ONLY.key(), false).await?;
        let pattern = ctx.setting(PART_IPN_REGEX.key()).await?.unwrap_or_default();
        let number = match pattern.as_str() {
            "" => None,
            text => Some(regex::Regex::new(text).map_err(|_| {
                Error::general(format!("The pattern for numbers of parts in the settings is no good: {text}"))
            })?),
        };
        let twins = number_twins(ctx, drafts).await?;
        for (at, draft) in drafts.iter_mut().enumerate() {
            if draft.key("category_id").is_some_and(|key| structural.contains(&key)) {
                draft.refuse("category", "The category is structural: it holds categories, but no parts");
                continue;
            }
            let origin = draft.key("revision_of_id").and_then(|key| origins.get(&key));
            if let Some(origin) = origin
                && let Some((field, message)) = revision_fault(draft, origin, assemblies_only)
            {
                draft.refuse(field, message);
                continue;
            }
            if number.as_ref().is_some_and(|number| !number.is_match(draft.text("IPN"))) {
                draft.refuse_all(format!("The number of a part must match {pattern}"));
                continue;
            }
            if twins.contains(&at) {
                let message =
                    format!("Another part has the number '{}', and each must have its own", draft.text("IPN"));
                draft.refuse("IPN", message);
            }
        }
        Ok(())
    })
}

async fn structural_categories(ctx: &mut Ctx<'_>, drafts: &[Draft]) -> Result<Vec<i64>> {
    let keys: Vec<i64> = drafts.iter().filter_map(|draft| draft.key("category_id")).collect();
    if keys.is_empty() {
        return Ok(keys);
    }
    let sql = format!("SELECT id FROM part_partcategory WHERE structural AND {}", ctx.conn.engine().any_of("id"));
    Ok(ctx.conn.column(&sql, &[Param::Ints(keys)]).await?)
}

/// The parts that drafts are revisions of, locked: of two who give the same code at once, the second sees the first.
async fn origins(ctx: &mut Ctx<'_>, drafts: &[Draft]) -> Result<HashMap<i64, Origin>> {
    let keys: Vec<i64> = drafts.iter().filter_map(|draft| draft.key("revision_of_id")).collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let engine = ctx.conn.engine();
    let sql = format!(
        "SELECT id, is_template, assembly, variant_of_id FROM part_part WHERE {} ORDER BY id{}",
        engine.any_of("id"),
        engine.for_update()
    );
    let read = |row: &ironwood_db::Row<'_>| {
        Ok((row.get(0)?, Origin { is_template: row.get(1)?, assembly: row.get(2)?, variant_of: row.get(3)? }))
    };
    Ok(ctx.conn.rows(&sql, &[Param::Ints(keys)], read).await?.into_iter().collect())
}

/// What is wrong with a revision, by field (spec 20 §12).
fn revision_fault(draft: &Draft, origin: &Origin, assemblies_only: bool) -> Option<(&'static str, &'static str)> {
    if draft.id.is_some() && draft.key("revision_of_id") == draft.id {
        return Some(("revision_of", "A part cannot be a revision of itself"));
    }
    if draft.text("revision").is_empty() {
        return Some(("revision", "A revision needs a code of its own"));
    }
    if assemblies_only && !(draft.bool("assembly") && origin.assembly) {
        return Some(("revision_of", "Only assemblies may have revisions, and be such"));
    }
    if origin.is_template {
        return Some(("revision_of", "A template has variants, not revisions"));
    }
    if origin.variant_of != draft.key("variant_of_id") {
        return Some(("revision_of", "A revision is a variant of the same template as the part that it revises"));
    }
    None
}

/// Positions of the drafts whose number another part has, letter case aside, where that is forbidden.
async fn number_twins(ctx: &mut Ctx<'_>, drafts: &[Draft]) -> Result<Vec<usize>> {
    if ctx.setting_bool(PART_ALLOW_DUPLICATE_IPN.key(), true).await? {
        return Ok(Vec::new());
    }
    let condition = ctx.conn.engine().same_text("p.\"IPN\"");
    let (mut texts, mut params, mut twins) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen: Vec<String> = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        let number = draft.text("IPN");
        if number.is_empty() {
            continue;
        }
        if seen.contains(&number.to_lowercase()) {
            twins.push(at);
        }
        seen.push(number.to_lowercase());
        texts.push(format!("SELECT ? FROM part_part p WHERE {condition} AND p.id <> ?"));
        params.push(Param::Int(i64::try_from(at).unwrap_or_default()));
        params.push(Engine::same_text_pattern(number).into());
        params.push(draft.id.unwrap_or(0).into());
    }
    if !texts.is_empty() {
        let found: Vec<i64> = ctx.conn.column(&texts.join(" UNION "), &params).await?;
        twins.extend(found.into_iter().filter_map(|at| usize::try_from(at).ok()));
    }
    Ok(twins)
}

/// A code is given once among the revisions of a part; and where the constraint of the table sees no equality, because it takes
/// no value for another one than no value, name, number and revision still tell parts apart.
pub(super) fn differs<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let revision = "p.revision_of_id = ? AND p.revision = ?";
        let triple = "p.name = ? AND p.revision IS NOT DISTINCT FROM ? AND p.\"IPN\" IS NOT DISTINCT FROM ?";
        let (mut texts, mut params) = (Vec::new(), Vec::new());
        for (at, draft) in drafts.iter().enumerate() {
            let (own, at) = (draft.id.unwrap_or(0), i64::try_from(at).unwrap_or_default());
            let value = |column: &str| draft.get(column).clone();
            if draft.key("revision_of_id").is_some() && !draft.text("revision").is_empty() {
                texts.push(format!("SELECT 0, ? FROM part_part p WHERE {revision} AND p.id <> ?"));
                params.extend([at.into(), value("revision_of_id"), value("revision"), own.into()]);
            }
            if !draft.text("revision").is_empty() || !draft.text("IPN").is_empty() {
                texts.push(format!("SELECT 1, ? FROM part_part p WHERE {triple} AND p.id <> ?"));
                params.extend([at.into(), value("name"), value("revision"), value("IPN"), own.into()]);
            }
        }
        if texts.is_empty() {
            return Ok(());
        }
        let read = |row: &ironwood_db::Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?));
        for (what, at) in ctx.conn.rows(&texts.join(" UNION "), &params, read).await? {
            let Some(draft) = usize::try_from(at).ok().and_then(|at| drafts.get_mut(at)) else { continue };
            draft.refuse_all(match what {
                0 => "The part that this one revises has a revision of this code already",
                _ => "Part with this Name, IPN and Revision already exists.",
            });
        }
        Ok(())
    })
}
