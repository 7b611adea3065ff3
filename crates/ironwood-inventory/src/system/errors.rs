//! `error-report/`: what went wrong in the server (spec 60-system §4).

use std::sync::Arc;

use ironwood_rest::declare::{Field, Resource, Shape};
use ironwood_rest::kind::{DateTime, Int, Text, Url, is_url};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, PermissionClass, Result};

use crate::models;

fn shape() -> Shape {
    Shape::new(models::ERROR_REPORT, "ErrorMessage")
        .field(Field::column("when", DateTime::MINUTES).read_only())
        .field(Field::column("info", Text::any()).read_only())
        .field(Field::column("data", Text::any()).read_only().null())
        .field(Field::column("path", Url { max: 200 }).read_only().null())
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
}

/// `error-report/`.
pub fn resource() -> Resource {
    Resource::new("error-report", Arc::new(shape()), "Errors of the server")
        .access(PermissionClass::Staff)
        .any_key()
        .updatable()
        .deletable()
        .bulk_delete()
        .rule(path_is_an_address)
        .order_columns(&["when", "info"])
        .default_order(&["-t.\"when\""])
        .search(&["t.info", "t.data"])
}

/// Nothing can be written here, yet a write checks the row as it is: nearly every path is one of ours and no web address.
fn path_is_an_address<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| !is_url(draft.text("path"))) {
            draft.refuse("path", "Enter a valid URL.");
        }
        Ok(())
    })
}
