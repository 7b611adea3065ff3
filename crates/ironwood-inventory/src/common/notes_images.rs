//! Pictures in notes (spec 22 §10).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Model, Resource, Shape};
use ironwood_rest::kind::{DateTime, File, Int, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, PermissionClass, Result};
use serde_json::Value;

use crate::common::owners::OF_ATTACHMENTS;
use crate::{models, targets};

const IMAGE: File = File::picture(100).kept_at(|_, name| format!("notes/{name}"));

fn shape() -> Shape {
    Shape::new(models::NOTES_IMAGE, "NotesImage")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("image", IMAGE).required().help("The picture"))
        .field(targets::shown_key("user", "user_id", targets::user()))
        .field(Field::column("date", DateTime::MINUTES).read_only())
        .field(
            Field::column("model_type", Text::max(100)).null().blank().help("Kind of the object in whose notes it is"),
        )
        .field(
            Field::column("model_id", Int::between(i64::MIN, i64::MAX))
                .null()
                .default_value(Value::Null)
                .help("Key of the object in whose notes it is"),
        )
}

/// `notes-image-upload/`.
pub fn resource() -> Resource {
    Resource::new("notes-image-upload", Arc::new(shape()), "Pictures in notes")
        .access(PermissionClass::Authenticated)
        .without_detail()
        .creatable()
        .field_rule(model_has_notes)
        .before_save(stamp)
}

/// The model that is named has notes. Letter case does not count.
fn model_has_notes<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            let name = draft.text("model_type").to_owned();
            let known = |model: &Model| model.name.eq_ignore_ascii_case(&name);
            if !name.is_empty() && !OF_ATTACHMENTS.iter().any(known) {
                draft.refuse("model_type", format!("'{name}' is no kind of object that has notes"));
            }
        }
        Ok(())
    })
}

/// Who sent the picture, and when.
fn stamp<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            draft.set("user_id", ctx.user());
            draft.set("date", Param::Timestamp(ctx.now.as_microsecond()));
        }
        Ok(())
    })
}
