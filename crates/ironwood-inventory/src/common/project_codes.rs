//! Project codes: labels for orders and builds (spec 22 §12).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Filter, Resource, Shape, embed};
use ironwood_rest::kind::{Bool, Int, Text};
use ironwood_rest::{Error, PermissionClass};

use crate::{models, targets, user};

/// A project code with whoever is responsible for it.
pub fn shape() -> Shape {
    Shape::new(models::PROJECT_CODE, "ProjectCode")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("code", Text::max(50)).required().label("Project code").help("What the project is called"))
        .field(Field::column("description", Text::max(200)).blank().help("What the project is about"))
        .field(Field::column("active", Bool).default_value(true).help("The project is going on"))
        .field(
            Field::column("responsible", targets::to(targets::owner()))
                .stored_as("responsible_id")
                .null()
                .help("User or group that is responsible for the project"),
        )
        .field(embed("responsible_detail", Arc::new(user::owner()), "t.responsible_id").for_everyone())
        .hidden("metadata", Param::Json("{}".into()))
}

/// What rows with a project code tell of it; they join it as `project`. The label goes by the flag `label_flag`.
pub fn details(label_flag: &'static str) -> [Field; 2] {
    [
        embed("project_code_detail", Arc::new(shape()), "t.project_code_id")
            .for_everyone()
            .unless_refused("project_code_detail"),
        Field::computed("project_code_label", Text::any(), "project.code").unless_refused(label_flag),
    ]
}

fn code_taken() -> Error {
    Error::field("code", "Project Code with this Project Code already exists.")
}

/// `project-code/`.
pub fn resource() -> Resource {
    Resource::new("project-code", Arc::new(shape()), "Projects that orders and builds are labelled with")
        .access(PermissionClass::StaffOrReadOnly)
        .writable()
        .filter(Filter::boolean("active", "t.active"))
        .order_columns(&["code"])
        .search(&["t.code", "t.description"])
        .unique(&["code"], code_taken)
}
