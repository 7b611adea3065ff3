//! `supplier/*`: parts from the catalogues of suppliers, offered by plugins (spec 32 §11). None is built in, so there is nothing to
//! list and no plugin to find.

use std::sync::Arc;

use ironwood_auth::{Action, Role};
use ironwood_rest::declare::{Answer, Endpoint, Field, Form, Shape, Source};
use ironwood_rest::kind::{Bool, Int, Kind, Text};
use ironwood_rest::write::check_keys;
use ironwood_rest::{BoxFuture, Ctx, Error, Method, PermissionClass, Reply, Request, Result};
use serde_json::json;

use crate::{models, targets};

fn import_form() -> Form {
    Form::new("ImportRequest")
        .field(Field::input("plugin", Text::any(), "Slug of the plugin").required())
        .field(Field::input("supplier", Text::any(), "Slug of the supplier").required())
        .field(Field::input("part_import_id", Text::any(), "What the supplier knows the part by").required())
        .field(Field::input("category_id", targets::to(targets::category()), "Category of the new part").null())
        .field(
            Field::input("part_id", targets::to(targets::part()), "The part that it is, when there is one already")
                .null(),
        )
}

/// The three of them. Even reading needs the right to add parts.
pub fn endpoints() -> Vec<Endpoint> {
    let open = PermissionClass::Authenticated;
    vec![
        Endpoint::new("supplier/list", "Suppliers that parts can be imported from")
            .get(open, list)
            .replies(200, Answer::List(Arc::new(offered())))
            .with_role(Role::Part, Action::Add),
        Endpoint::new("supplier/search", "Search in the catalogue of a supplier")
            .get(open, search)
            .replies(200, Answer::List(Arc::new(found())))
            .parameter("plugin", "string", "The plugin that knows the supplier")
            .parameter("supplier", "string", "The supplier")
            .parameter("term", "string", "Words to look for")
            .with_role(Role::Part, Action::Add),
        Endpoint::new("supplier/import", "Import a part from the catalogue of a supplier")
            .on(Method::Post, open, import_form(), import)
            .with_role(Role::Part, Action::Add),
    ]
}

fn told(name: &'static str, kind: impl Kind + 'static) -> Field {
    Field::new(name, kind, Source::Input).writable().required()
}

/// A supplier that a plugin can import from.
fn offered() -> Shape {
    let texts = ["plugin_slug", "supplier_slug", "supplier_name"];
    Shape::new(models::SUPPLIER_PART, "SupplierList").fields(texts.map(|name| told(name, Text::any())))
}

/// An entry of a supplier's catalogue.
fn found() -> Shape {
    let texts = ["id", "sku", "name", "description", "price", "link", "image_url"];
    Shape::new(models::SUPPLIER_PART, "SearchResult")
        .fields(texts.map(|name| told(name, Text::any())))
        .field(told("exact", Bool))
        .field(Field::new("existing_part_id", Int::ANY, Source::Input).null().help("The part, when it is here already"))
}

fn list<'a>(_: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move { Ok(Reply::value(&json!([]))) })
}

fn no_plugin(slug: &str) -> Error {
    Error::NotFound(format!("There is no plugin '{slug}'"))
}

fn search<'a>(_: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move { Err(no_plugin(request.query.get("plugin").unwrap_or_default())) })
}

fn import<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let form = import_form();
        let (given, mut found) = form.inspect(&request.body)?;
        check_keys(ctx, &form, &given, &mut found.fields).await?;
        found.check()?;
        Err(no_plugin(given.text("plugin").unwrap_or_default()))
    })
}
