//! `part/<pk>/bom-validate/`: whether somebody checked the bill of materials of a part, and when (spec 21 §9).

use std::sync::Arc;

use ironwood_rest::declare::{Endpoint, Field, Shape, Source, embed};
use ironwood_rest::kind::{Bool, Date, Int, Text};
use ironwood_rest::{Action, Method, PermissionClass, Role};

use crate::{models, targets, user};

fn shape() -> Shape {
    Shape::new(models::PART, "PartBomValidate")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("bom_validated", Bool)
                .read_only()
                .default_value(false)
                .label("BOM validated")
                .help("The bill of materials is as it was when it was checked"),
        )
        .field(
            Field::column("bom_checksum", Text::max(128))
                .read_only()
                .label("BOM checksum")
                .help("Digest of the bill of materials when it was checked"),
        )
        .field(
            Field::column("bom_checked_by", targets::shown(targets::user()))
                .stored_as("bom_checked_by_id")
                .read_only()
                .null()
                .lists_filters()
                .label("BOM checked by"),
        )
        .field(embed("bom_checked_by_detail", Arc::new(user::brief()), "t.bom_checked_by_id").for_everyone())
        .field(Field::column("bom_checked_date", Date).read_only().null().label("BOM checked date"))
        .field(
            Field::new("valid", Bool, Source::Input)
                .write_only()
                .write_only_unlisted()
                .default_value(false)
                .help("The bill of materials is right"),
        )
}

/// `part/<pk>/bom-validate/`.
pub fn endpoint() -> Endpoint {
    Endpoint::new("part/<pk>/bom-validate", "Whether the bill of materials of a part was checked")
        .model(models::PART)
        .answers_row(Arc::new(shape()), PermissionClass::Role)
        .with_role(Role::Bom, Action::View)
        .announces(Method::Put, PermissionClass::Role)
        .with_role(Role::Bom, Action::Change)
}
