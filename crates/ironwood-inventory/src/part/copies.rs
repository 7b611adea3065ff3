//! `duplicate`: what a new part takes over from another one (spec 20 §7.1), and the parameters of its category (§7.4).

use std::collections::{HashMap, HashSet};

use ironwood_db::Param;
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::bom::copy::{Copy, copy_lines};
use crate::common::tags::content_type;
use crate::models;
use crate::tree::at_or_below;

type Answer<'a> = BoxFuture<'a, Result<()>>;

/// The new parts for which `option` is chosen, with the keys of their originals.
fn wanted(drafts: &[Draft], option: &str) -> Vec<(usize, i64)> {
    let original = |(at, draft): (usize, &Draft)| {
        let options = draft.group("duplicate").filter(|options| options.bool(option))?;
        Some((at, options.int("original")))
    };
    drafts.iter().enumerate().filter_map(original).collect()
}

/// Takes over the picture, which both parts then share, and the notes, in place of notes that were sent.
pub(super) fn image_and_notes<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        for (option, column) in [("copy_image", "image"), ("copy_notes", "notes")] {
            let wanted = wanted(drafts, option);
            if wanted.is_empty() {
                continue;
            }
            let sql = format!("SELECT id, {column} FROM part_part WHERE {}", ctx.conn.engine().any_of("id"));
            let keys = wanted.iter().map(|(_, original)| *original).collect();
            let read = |row: &ironwood_db::Row<'_>| Ok((row.get::<i64>(0)?, row.cell(1).to_param()));
            let values: HashMap<i64, Param> =
                ctx.conn.rows(&sql, &[Param::Ints(keys)], read).await?.into_iter().collect();
            for (at, original) in wanted {
                if let (Some(draft), Some(value)) = (drafts.get_mut(at), values.get(&original)) {
                    draft.set(column, value.clone());
                }
            }
        }
        Ok(())
    })
}

/// Takes over the own lines of the bill of materials, except those by which the part would contain itself.
pub(super) fn bill_of_materials<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let copy = Copy { remove_existing: false, include_inherited: false, skip_invalid: true, substitutes: true };
        for (at, original) in wanted(drafts, "copy_bom") {
            if let Some(part) = drafts.get(at).and_then(|draft| draft.id) {
                copy_lines(ctx, original, part, copy).await?;
            }
        }
        Ok(())
    })
}

/// Takes over the tests that a testable part does not have by a template above it.
pub(super) fn tests<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        for (at, original) in wanted(drafts, "copy_tests") {
            let Some(id) = drafts.get(at).filter(|draft| draft.bool("testable")).and_then(|draft| draft.id) else {
                continue;
            };
            let columns =
                "test_name, key, description, enabled, required, requires_value, requires_attachment, choices";
            let known = at_or_below("p", "a");
            let sql = format!(
                "INSERT INTO part_parttesttemplate (part_id, {columns}, metadata) \
                 SELECT ?, {columns}, '{{}}' FROM part_parttesttemplate o WHERE o.part_id = ? AND NOT EXISTS (\
                   SELECT 1 FROM part_parttesttemplate x JOIN part_part a ON a.id = x.part_id JOIN part_part p ON {known} \
                   WHERE p.id = ? AND x.key = o.key) ORDER BY o.id"
            );
            ctx.conn.execute(&sql, &[id.into(), original.into(), id.into()]).await?;
        }
        Ok(())
    })
}

/// Gives new parts the parameters that their category and those above it list, the nearest default of each template. What was
/// copied from another part stays, and values that must differ are nothing to give to many.
pub(super) fn category_parameters<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let model = content_type(&models::PART);
        for draft in drafts.iter().filter(|draft| draft.is_new()) {
            let (Some(part), Some(category)) = (draft.id, draft.key("category_id")) else { continue };
            if draft.input("copy_category_parameters").and_then(Param::as_bool) == Some(false) {
                continue;
            }
            let above = at_or_below("c", "a");
            let sql = format!(
                "SELECT x.template_id, x.default_value FROM part_partcategoryparametertemplate x \
                 JOIN part_partcategory a ON a.id = x.category_id JOIN part_partcategory c ON {above} \
                 JOIN part_partparametertemplate t ON t.id = x.template_id \
                 WHERE c.id = ? AND t.\"unique\" = 0 AND NOT EXISTS (SELECT 1 FROM part_partparameter p \
                   WHERE p.template_id = x.template_id AND p.model_id = ? AND p.model_type_id = {model}) \
                 ORDER BY a.level DESC, x.id"
            );
            let read = |row: &ironwood_db::Row<'_>| Ok((row.get::<i64>(0)?, row.get::<String>(1)?));
            let defaults = ctx.conn.rows(&sql, &[category.into(), part.into()], read).await?;
            let type_id: Option<i64> = ctx.conn.value(&format!("SELECT {model}"), &[]).await?;
            let mut seen = HashSet::new();
            // The numbers of the values follow when somebody saves them, as clients know it.
            let rows: Vec<Vec<Param>> = defaults
                .into_iter()
                .filter(|(template, _)| seen.insert(*template))
                .map(|(template, data)| {
                    let metadata = Param::Json("{}".into());
                    vec![template.into(), type_id.into(), part.into(), data.into(), "".into(), metadata]
                })
                .collect();
            if !rows.is_empty() {
                let columns = ["template_id", "model_type_id", "model_id", "data", "note", "metadata"];
                ctx.conn.insert_many("part_partparameter", &columns, &rows).await?;
            }
        }
        Ok(())
    })
}
