//! `icons/`: the packs that icon fields can name (spec 22 §16).

use std::sync::Arc;

use ironwood_assets::icons;
use ironwood_rest::declare::{Answer, Endpoint, Field, Shape, Source};
use ironwood_rest::kind::{MapOf, Nested, SequenceOf, Text};
use ironwood_rest::read::made_list;
use ironwood_rest::{BoxFuture, Ctx, PermissionClass, Reply, Request, Result};

use crate::models;

/// `icons/`.
pub fn endpoint() -> Endpoint {
    let text = |name| Field::new(name, Text::any(), Source::Input).writable().required();
    let icon = Shape::new(models::CONTENT_TYPE, "Icon")
        .field(text("name"))
        .field(text("category"))
        .field(Field::new("tags", SequenceOf(Text::any()), Source::Input).writable().required())
        .field(Field::new("variants", MapOf(Text::any()), Source::Input).writable().required());
    let icon = MapOf(Nested { shape: Arc::new(icon) });
    let pack = Shape::new(models::CONTENT_TYPE, "IconPackage")
        .field(text("name"))
        .field(text("prefix"))
        .field(Field::new("fonts", MapOf(Text::any()), Source::Input).writable().required())
        .field(Field::new("icons", icon, Source::Input).writable().required());
    let pack = Arc::new(pack);
    Endpoint::new("icons", "Packs of icons")
        .answers_list(pack.clone())
        .get(PermissionClass::Any, packs)
        .replies(200, Answer::Page(pack))
}

fn packs<'a>(_: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let list = icons::packs_json();
        // The list has one pack; its text is the list's without the brackets.
        let pack = list.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")).unwrap_or(list);
        Ok(made_list(request, &[pack]).header("Cache-Control", "public, max-age=86400"))
    })
}
