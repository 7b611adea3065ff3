//! What belongs to a row without a foreign key that says so: parameters, tags, attachments, images in notes. It goes with the row
//! (spec 22 §1).

use ironwood_db::Param;
use ironwood_rest::write::remove as remove_rows;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::common::owners::{OF_ATTACHMENTS, OF_PARAMETERS};
use crate::common::tags::content_type;
use crate::models;

/// Removes what belongs to rows of `table` that are about to be deleted.
pub fn remove<'a>(ctx: &'a mut Ctx<'_>, table: &'a str, keys: &'a [i64]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let Some(model) = models::ALL.iter().find(|model| model.table == table) else { return Ok(()) };
        let has_notes = OF_ATTACHMENTS.contains(model);
        let has_tags = has_notes || matches!(*model, models::STOCK_LOCATION | models::ATTACHMENT);
        let engine = ctx.conn.engine();
        let keys = || Param::Ints(keys.to_vec());
        let (content_type, any_model, any_object) =
            (content_type(model), engine.any_of("model_id"), engine.any_of("object_id"));
        if OF_PARAMETERS.contains(model) {
            let sql = format!("DELETE FROM part_partparameter WHERE model_type_id = {content_type} AND {any_model}");
            ctx.conn.execute(&sql, &[keys()]).await?;
        }
        if has_tags {
            let sql = format!("DELETE FROM taggit_taggeditem WHERE content_type_id = {content_type} AND {any_object}");
            ctx.conn.execute(&sql, &[keys()]).await?;
        }
        if has_notes {
            // Attachments may have tags of their own.
            let sql = format!("SELECT id FROM common_attachment WHERE model_type = ? AND {any_model}");
            let attachments: Vec<i64> = ctx.conn.column(&sql, &[model.name.into(), keys()]).await?;
            if !attachments.is_empty() {
                remove_rows(ctx, "common_attachment", &attachments).await?;
            }
            let sql = format!("SELECT id FROM common_notesimage WHERE LOWER(model_type) = ? AND {any_model}");
            let images: Vec<i64> = ctx.conn.column(&sql, &[model.name.into(), keys()]).await?;
            if !images.is_empty() {
                remove_rows(ctx, "common_notesimage", &images).await?;
            }
        }
        Ok(())
    })
}
