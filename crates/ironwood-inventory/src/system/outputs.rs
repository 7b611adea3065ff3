//! `data-output/`: files that exports and prints made (spec 61).

use std::sync::Arc;

use ironwood_rest::declare::{Clause, Field, Filter, Resource, Shape, embed};
use ironwood_rest::kind::{Bool, Date, File, Int, Json, Text};
use ironwood_rest::{Ctx, PermissionClass, Query};

use crate::{models, targets, user};

fn shape() -> Shape {
    let number = |name, otherwise| Field::column(name, Int::between(0, i64::MAX)).default_value(otherwise);
    let text = |name| Field::column(name, Text::max(100)).null().blank();
    Shape::new(models::DATA_OUTPUT, "DataOutput")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("created", Date).read_only())
        .field(Field::column("user", targets::to(targets::user())).stored_as("user_id").null())
        .field(embed("user_detail", Arc::new(user::brief()), "t.user_id").for_everyone().not_null())
        .field(number("total", 1))
        .field(number("progress", 0))
        .field(Field::column("complete", Bool).default_value(false))
        .field(text("output_type"))
        .field(text("template_name"))
        .field(text("plugin"))
        .field(Field::column("output", File::any(100)).read_only().null())
        .field(Field::column("errors", Json).null())
}

/// Everybody sees what they made, staff all of it.
fn own(ctx: &Ctx<'_>, _: &Query) -> Option<Clause> {
    (!ctx.actor.acts_as_staff()).then(|| Clause::raw("t.user_id = :user"))
}

/// `data-output/`.
pub fn resource() -> Resource {
    Resource::new("data-output", Arc::new(shape()), "Files that exports and prints made")
        .access(PermissionClass::Authenticated)
        .any_key()
        .scope(own)
        .deletable()
        .bulk_delete()
        .filter(Filter::key("user", "t.user_id", targets::user()))
        .order("pk", "t.id")
        .order("user", "t.user_id")
        .order_columns(&["plugin", "output_type", "created"])
}
