//! Pictures in notes (spec 22 §10).

use std::sync::Arc;

use ironwood_rest::PermissionClass;
use ironwood_rest::declare::{Field, Resource, Shape};
use ironwood_rest::kind::{DateTime, File, Int, Text};
use serde_json::Value;

use crate::{models, targets};

fn shape() -> Shape {
    Shape::new(models::NOTES_IMAGE, "NotesImage")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("image", File { image: true, max: 100 }).required().help("The picture"))
        .field(
            Field::column("user", targets::shown(targets::user()))
                .stored_as("user_id")
                .read_only()
                .null()
                .lists_filters(),
        )
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
}
