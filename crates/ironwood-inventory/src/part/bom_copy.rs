//! `POST part/<pk>/bom-copy/`: takes over the bill of materials of another part (spec 21 §10).

use ironwood_rest::declare::{Endpoint, Field, Form};
use ironwood_rest::kind::Bool;
use ironwood_rest::write::check_keys;
use ironwood_rest::{BoxFuture, Ctx, Method, PermissionClass, Reply, Request, Result, read};

use crate::bom::copy::{Copy, copy_lines};
use crate::{models, targets};

/// The endpoint.
pub(super) fn endpoint() -> Endpoint {
    Endpoint::new("part/<pk>/bom-copy", "Take over the bill of materials of another part").model(models::PART).on(
        Method::Post,
        PermissionClass::Role,
        form(),
        handle,
    )
}

fn form() -> Form {
    let option = |name, yes: bool, help| Field::input(name, Bool, help).default_value(yes);
    Form::new("PartCopyBOM")
        .field(Field::input("part", targets::to(targets::part()), "The part to take from").required().without_filters())
        .field(option("remove_existing", true, "Remove the lines that the part has"))
        .field(option("include_inherited", false, "Take over the lines too that the other part inherits"))
        .field(option("skip_invalid", false, "Leave out lines that cannot be taken over"))
        .field(option("copy_substitutes", true, "Take over the substitutes of each line").label("Copy substitutes"))
}

fn handle<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let key = read::named_row(ctx, &models::PART, request).await?;
        let form = form();
        let (given, mut found) = form.inspect(&request.body)?;
        check_keys(ctx, &form, &given, &mut found.fields).await?;
        found.check()?;
        let copy = Copy {
            remove_existing: given.bool("remove_existing"),
            include_inherited: given.bool("include_inherited"),
            skip_invalid: given.bool("skip_invalid"),
            substitutes: given.bool("copy_substitutes"),
        };
        copy_lines(ctx, given.int("part"), key, copy).await?;
        Ok(Reply::created(given.echo().into_bytes()))
    })
}
