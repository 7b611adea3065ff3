//! What prices by quantity have in common, whoever sells (spec 20 §20, 31 §7).

use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, Result};

/// A part has one price for a quantity, and that price is named; when it was saved is noted.
pub fn by_quantity(resource: Resource) -> Resource {
    resource.unique(&["part_id", "quantity"], not_unique).rule(has_price).before_save(note_time)
}

fn not_unique() -> Error {
    Error::general("The fields part, quantity must make a unique set.")
}

/// A price must be named, and cannot be null either.
fn has_price<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.get("price").is_null()) {
            draft.refuse("price", "This field cannot be blank.");
        }
        Ok(())
    })
}

fn note_time<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            draft.set("updated", ctx.now);
        }
        Ok(())
    })
}
