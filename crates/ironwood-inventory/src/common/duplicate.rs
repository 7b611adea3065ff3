//! `duplicate`: a new row as a copy of another. The client sends the fields itself; what hangs on the original is copied here
//! (spec 31 §2.5, 22 §5).

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Form, Resource, Target};
use ironwood_rest::kind::Bool;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::common::tags::content_type;
use crate::{models, targets};

/// The options of a copy: which row is the original, and whether its parameters are copied.
pub fn form(component: &'static str, original: Target) -> Form {
    Form::new(component)
        .field(Field::input("original", targets::to(original), "The object to copy from").required().without_filters())
        .field(Field::input("copy_parameters", Bool, "Copy the parameters too").default_value(true))
}

/// The field `duplicate` with these options.
pub fn field(component: &'static str, original: Target) -> Field {
    Field::group("duplicate", form(component, original)).help("Copy from another object")
}

/// Copies the parameters of the original, except those whose values must differ. Values of the same templates that the new row
/// has already are replaced.
pub fn copy_parameters<'a>(
    ctx: &'a mut Ctx<'_>,
    resource: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let wanted = drafts.iter().filter_map(|draft| {
            let options = draft.group("duplicate").filter(|options| options.bool("copy_parameters"))?;
            Some((draft.id?, options.int("original")))
        });
        for (copy, original) in wanted.collect::<Vec<_>>() {
            let model = content_type(resource.model());
            let copied = format!(
                "part_partparameter p JOIN part_partparametertemplate x ON x.id = p.template_id \
                 WHERE p.model_type_id = {model} AND p.model_id = ? AND x.\"unique\" = 0"
            );
            let replaced = format!(
                "DELETE FROM part_partparameter WHERE model_type_id = {model} AND model_id = ? \
                 AND template_id IN (SELECT p.template_id FROM {copied})"
            );
            ctx.conn.execute(&replaced, &[copy.into(), original.into()]).await?;
            let sql = format!(
                "INSERT INTO part_partparameter \
                 (template_id, model_type_id, model_id, data, data_numeric, note, updated, updated_by_id, metadata) \
                 SELECT p.template_id, p.model_type_id, ?, p.data, p.data_numeric, p.note, ?, ?, '{{}}' \
                 FROM {copied} ORDER BY p.id"
            );
            // What parts take over from each other nobody has entered, as clients know it.
            let (now, user) = match *resource.model() == models::PART {
                true => (Param::Null, Param::Null),
                false => (Param::Timestamp(ctx.now.as_microsecond()), ctx.user().into()),
            };
            ctx.conn.execute(&sql, &[copy.into(), now, user, original.into()]).await?;
        }
        Ok(())
    })
}
