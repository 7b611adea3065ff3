//! Content types: the rows that name the models of the schema, for generic references (spec 22 §15).

use std::sync::Arc;

use ironwood_db::schema::model_label;
use ironwood_db::{Cell, Param};
use ironwood_rest::declare::{Endpoint, Field, Model, Resource, Shape, Source};
use ironwood_rest::kind::{Bool, Int, Opaque, Text};
use ironwood_rest::read::{Purpose, Render, rows};
use ironwood_rest::{BoxFuture, Ctx, Error, JsonWriter, PermissionClass, Reply, Request, Result};

use crate::models;

/// Applications whose name for people is not just their label with capital letters.
const APPS: [(&str, &str); 11] = [
    ("account", "Accounts"),
    ("admin", "Administration"),
    ("auth", "Authentication and Authorization"),
    ("contenttypes", "Content Types"),
    ("django_mailbox", "Mail Box"),
    ("django_q", "Background Tasks"),
    ("flags", "Django Flags"),
    ("mfa", "MFA"),
    ("oauth2_provider", "Django OAuth Toolkit"),
    ("socialaccount", "Social Accounts"),
    ("usersessions", "User Sessions"),
];

/// The label with every word in capitals: `otp_static` -> `Otp_Static`.
fn title(label: &str) -> String {
    let mut out = String::with_capacity(label.len());
    let mut starts = true;
    for letter in label.chars() {
        out.push(if starts { letter.to_ascii_uppercase() } else { letter });
        starts = !letter.is_ascii_alphanumeric();
    }
    out
}

/// What a content type is called: `Part | BOM Item`, or the bare model when the schema no longer has it.
fn labeled_name(app: &str, model: &str) -> String {
    let Some(name) = model_label(app, model) else { return model.to_owned() };
    let known = APPS.iter().find(|(label, _)| *label == app).map(|(_, name)| (*name).to_owned());
    format!("{} | {name}", known.unwrap_or_else(|| title(app)))
}

/// A computed field with the name for people of the model that two fragments (application, model) tell.
pub fn name_field(name: &'static str, app: &str, model: &str) -> Field {
    let inputs = vec![app.to_owned(), model.to_owned()];
    Field::new(name, Text::any(), Source::Derived { inputs, write: write_name })
}

fn write_name(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    match cells {
        [app, model] if !model.is_null() => {
            let (app, model) = (app.text().unwrap_or_default(), model.text().unwrap_or_default());
            out.text(model_label(app, model).unwrap_or(model));
        }
        _ => {
            out.null();
        }
    }
}

fn write_labeled_name(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    let text = |at: usize| cells.get(at).and_then(|cell| cell.text()).unwrap_or_default();
    out.text(&labeled_name(text(0), text(1)));
}

fn shape() -> Shape {
    let labeled = Source::Derived { inputs: vec!["t.app_label".into(), "t.model".into()], write: write_labeled_name };
    Shape::new(models::CONTENT_TYPE, "ContentType")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("app_label", Text::max(100)).read_only())
        .field(Field::column("model", Text::max(100)).read_only().label("Python model class name"))
        .field(Field::new("app_labeled_name", Text::any(), labeled))
        .field(Field::computed("is_plugin", Opaque(Bool), "FALSE").not_null())
}

/// A content type by its key and the model that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The key.
    pub id: i64,
    /// Application.
    pub app: String,
    /// Lower-case model name.
    pub model: String,
}

impl Found {
    /// What the model is called for people.
    pub fn label(&self) -> &str {
        model_label(&self.app, &self.model).unwrap_or(&self.model)
    }

    /// The model, when the schema has it.
    pub fn known(&self) -> Option<Model> {
        models::ALL.iter().copied().find(|model| model.app == self.app && model.name == self.model)
    }
}

/// The content type that a text names: `app.model`, or a bare model name in any case.
///
/// # Errors
/// From storage.
pub async fn find(ctx: &mut Ctx<'_>, text: &str) -> Result<Option<Found>> {
    let (condition, params) = match text.split_once('.') {
        Some((app, model)) => ("app_label = ? AND model = ?", vec![Param::from(app), Param::from(model)]),
        None => ("model = ?", vec![Param::Text(text.to_lowercase())]),
    };
    let sql = format!("SELECT id, app_label, model FROM django_content_type WHERE {condition} ORDER BY id LIMIT 1");
    let read = |row: &ironwood_db::Row<'_>| Ok(Found { id: row.get(0)?, app: row.get(1)?, model: row.get(2)? });
    Ok(ctx.conn.first(&sql, &params, read).await?)
}

/// The content types of these keys.
///
/// # Errors
/// From storage.
pub async fn by_keys(ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<Vec<Found>> {
    let any = ctx.conn.engine().any_of("id");
    let sql = format!("SELECT id, app_label, model FROM django_content_type WHERE {any}");
    let read = |row: &ironwood_db::Row<'_>| Ok(Found { id: row.get(0)?, app: row.get(1)?, model: row.get(2)? });
    Ok(ctx.conn.rows(&sql, &[Param::Ints(keys.to_vec())], read).await?)
}

/// `contenttype/`.
pub fn resource() -> Resource {
    Resource::new("contenttype", Arc::new(shape()), "Kinds of objects that the database knows")
        .access(PermissionClass::Authenticated)
        .order("pk", "t.id")
        .order_columns(&["app_label", "model"])
        .search(&["t.app_label", "t.model"])
}

/// `contenttype/model/<model>/`.
pub fn endpoint() -> Endpoint {
    Endpoint::new("contenttype/model/<model>", "The content type of a model")
        .model(models::CONTENT_TYPE)
        .answers(Arc::new(shape()))
        .get(PermissionClass::Authenticated, by_model)
        .operation("contenttype_retrieve_model")
}

/// Where several applications have a model of the name, the first one is meant.
fn by_model<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let sql = "SELECT id FROM django_content_type WHERE model = ? ORDER BY id LIMIT 1";
        let key = ctx.conn.value::<i64>(sql, &[Param::from(request.capture(0))]).await?.ok_or_else(Error::not_found)?;
        let resource = ctx.kernel.resource("contenttype").ok_or_else(Error::not_found)?;
        let out = rows(ctx, &resource.shape, &[key], Purpose::Detail, &request.query).await?;
        Ok(Reply::ok(out.into_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_are_called_by_application_and_model() {
        assert_eq!(labeled_name("part", "bomitem"), "Part | BOM Item");
        assert_eq!(labeled_name("otp_static", "staticdevice"), "Otp_Static | static device");
        assert_eq!(labeled_name("auth", "user"), "Authentication and Authorization | user");
        assert_eq!(labeled_name("label", "partlabel"), "partlabel");
    }
}
