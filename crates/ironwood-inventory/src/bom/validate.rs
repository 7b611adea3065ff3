//! `bom/<pk>/validate/`: somebody says that a line is right (spec 21 §9).

use ironwood_rest::declare::{Endpoint, Field, Form};
use ironwood_rest::kind::Bool;
use ironwood_rest::{BoxFuture, Ctx, Method, PermissionClass, Reply, Request, Result, read, write};
use serde_json::json;

use super::line::BomLine;
use super::{rules, validity};
use crate::models;

/// The endpoint.
pub(super) fn endpoint() -> Endpoint {
    Endpoint::new("bom/<pk>/validate", "Say whether a line of a bill of materials is right")
        .model(models::BOM_ITEM)
        .on(Method::Put, PermissionClass::Role, form(), handle)
        .on(Method::Patch, PermissionClass::Role, form(), handle)
}

fn form() -> Form {
    Form::new("BomItemValidation").field(Field::input("valid", Bool, "The line is right").default_value(false))
}

fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let key = read::named_row(ctx, &models::BOM_ITEM, request).await?;
        let valid = form().read(&request.body)?.bool("valid");
        mark(ctx, &[key], valid).await?;
        Ok(Reply::value(&if request.method == Method::Put { json!({"valid": false}) } else { json!({}) }))
    })
}

/// Marks lines as checked, or as not checked. They are saved like by any other change, so that what became wrong with one is
/// told; a lock does not matter.
///
/// # Errors
/// What is wrong with a line, or from storage.
pub async fn mark(ctx: &mut Ctx<'_>, keys: &[i64], valid: bool) -> Result<()> {
    let resource = ctx.kernel.declared("bom")?;
    let mut drafts = write::load(ctx, resource, keys).await?;
    rules::sound(ctx, resource, &mut drafts).await?;
    drafts.iter_mut().try_for_each(|draft| std::mem::take(&mut draft.problems).check())?;
    let lines: Vec<BomLine> = drafts.iter().map(BomLine::of).collect();
    let sums = if valid { validity::sums_of(ctx, &lines).await? } else { vec![String::new(); lines.len()] };
    for (draft, sum) in drafts.iter_mut().zip(sums) {
        draft.set("checksum", sum);
    }
    write::save(ctx, resource, &mut drafts).await
}
