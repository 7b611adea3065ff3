//! `metadata/`: a JSON object on a row, for plugins (spec 22 §14).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Endpoint, Field, Form, Model, Shape};
use ironwood_rest::kind::{Json, storable};
use ironwood_rest::{
    Action, BoxFuture, Ctx, Error, JsonWriter, Method, PermissionClass, Problem, Reply, Request, Result,
};
use serde_json::{Map, Value, json};

use crate::models;

/// Models whose rows have metadata, each with the columns besides the primary key by which a row can be found. Other columns are
/// refused: looking for rows by any of them would tell what is in it.
const HOLDERS: &[(Model, &[&str])] = &[
    (models::ATTACHMENT, &[]),
    (models::BOM_ITEM, &["reference"]),
    (models::BOM_ITEM_SUBSTITUTE, &[]),
    (models::BUILD, &["reference"]),
    (models::BUILD_ITEM, &[]),
    (models::COMPANY, &["name"]),
    (models::CONTACT, &["name"]),
    (models::LABEL_TEMPLATE, &["name"]),
    (models::MANUFACTURER_PART, &["MPN"]),
    (models::PARAMETER, &[]),
    (models::PARAMETER_TEMPLATE, &["name"]),
    (models::PART, &["name", "IPN"]),
    (models::PART_CATEGORY, &["name"]),
    (models::PART_CATEGORY_PARAMETER_TEMPLATE, &[]),
    (models::PART_RELATED, &[]),
    (models::PART_TEST_TEMPLATE, &["key"]),
    (models::PLUGIN_CONFIG, &["key", "name"]),
    (models::PROJECT_CODE, &["code"]),
    (models::PURCHASE_ORDER, &["reference"]),
    (models::PURCHASE_ORDER_EXTRA_LINE, &["reference"]),
    (models::PURCHASE_ORDER_LINE_ITEM, &["reference"]),
    (models::REPORT_TEMPLATE, &["name"]),
    (models::RETURN_ORDER, &["reference"]),
    (models::RETURN_ORDER_EXTRA_LINE, &["reference"]),
    (models::RETURN_ORDER_LINE_ITEM, &["reference"]),
    (models::SALES_ORDER, &["reference"]),
    (models::SALES_ORDER_EXTRA_LINE, &["reference"]),
    (models::SALES_ORDER_LINE_ITEM, &["reference"]),
    (models::SALES_ORDER_SHIPMENT, &["reference"]),
    (models::SELECTION_LIST, &["name"]),
    (models::STOCK_ITEM, &[]),
    (models::STOCK_ITEM_TEST_RESULT, &[]),
    (models::STOCK_LOCATION, &["name"]),
    (models::STOCK_LOCATION_TYPE, &["name"]),
    (models::SUPPLIER_PART, &["SKU"]),
    (models::TRANSFER_ORDER, &["reference"]),
    (models::TRANSFER_ORDER_LINE_ITEM, &["reference"]),
    (models::USER_PROFILE, &[]),
];

/// The row that a path speaks of.
struct Holder {
    model: Model,
    id: i64,
}

/// Finds the row of `metadata/<model>/<pk>/` and `metadata/<model>/<lookup_field>/<lookup_value>/`, for callers who may change it: reading
/// needs the same permission.
async fn find(ctx: &mut Ctx<'_>, request: &Request) -> Result<Holder> {
    let name = request.capture(0);
    let Some((model, columns)) = HOLDERS.iter().find(|(model, _)| model.name == name) else {
        let known = ctx.conn.exists("SELECT 1 FROM django_content_type WHERE model = ?", &[name.into()]).await?;
        let unknown = || Error::Invalid(Problem::Messages(vec![format!("There is no model '{name}'")]));
        return Err(if known { Error::not_found() } else { unknown() });
    };
    if !ctx.actor.may(Action::Change, model.key) {
        return Err(Error::denied());
    }
    let (column, value) = match request.captures.as_slice() {
        [_, value] => ("id", value),
        [_, field, value] if matches!(field.as_str(), "pk" | "id") => ("id", value),
        [_, field, value] => match columns.iter().find(|column| *column == field) {
            Some(column) => (*column, value),
            None => return Err(Error::not_found()),
        },
        _ => return Err(Error::not_found()),
    };
    let value = match column {
        "id" => Param::Int(i64::from(value.parse::<i32>().map_err(|_| Error::not_found())?)),
        _ => Param::Text(value.clone()),
    };
    let sql = format!("SELECT id FROM {} WHERE \"{column}\" = ? ORDER BY id LIMIT 1", model.table);
    match ctx.conn.value::<i64>(&sql, &[value]).await? {
        Some(id) => Ok(Holder { model: *model, id }),
        None => Err(Error::no_row(model.class)),
    }
}

/// What is stored, as text; held against other writers until the end of the transaction where `lock` says so.
async fn stored(ctx: &mut Ctx<'_>, holder: &Holder, lock: bool) -> Result<Option<String>> {
    let suffix = if lock { ctx.conn.engine().for_update() } else { "" };
    let sql = format!("SELECT metadata FROM {} WHERE id = ?{suffix}", holder.model.table);
    Ok(ctx.conn.value::<String>(&sql, &[holder.id.into()]).await?)
}

fn answer(metadata: Option<&str>) -> Reply {
    let mut out = JsonWriter::new();
    out.open_object().key("metadata").json(metadata.unwrap_or("null").as_bytes()).close_object();
    Reply::ok(out.into_bytes())
}

fn read<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let holder = find(ctx, request).await?;
        Ok(answer(stored(ctx, &holder, false).await?.as_deref()))
    })
}

/// What a body asks for; `None` when it does not speak of metadata.
fn sent(body: &Map<String, Value>) -> Result<Option<&Map<String, Value>>> {
    let refuse = |message: &str| Err(Error::field("metadata", message));
    match body.get("metadata") {
        None => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(Value::Null) => refuse("This field may not be null."),
        Some(_) => refuse("Metadata has to be a JSON object"),
    }
}

/// PUT replaces the object, PATCH puts its own keys over those that are there.
fn write<'a>(ctx: &'a mut Ctx<'_>, request: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let holder = find(ctx, request).await?;
        let before = stored(ctx, &holder, true).await?;
        let merged = match sent(request.body_object()?)? {
            Some(sent) if request.method == Method::Patch => merge(before.as_deref(), sent),
            Some(sent) => sent.clone(),
            None if request.method == Method::Patch => return Ok(answer(before.as_deref())),
            None => return Err(Error::field("metadata", "This field is required.")),
        };
        let merged = Value::Object(merged);
        let stored = storable(&merged).map_err(|messages| Error::field("metadata", messages.concat()))?;
        let sql = format!("UPDATE {} SET metadata = ? WHERE id = ?", holder.model.table);
        ctx.conn.execute_one(&sql, &[stored, holder.id.into()]).await?;
        ctx.emit(format!("{}.saved", holder.model.key), &json!({"id": holder.id, "model": holder.model.class}));
        Ok(answer(Some(&merged.to_string())))
    })
}

fn merge(stored: Option<&str>, sent: &Map<String, Value>) -> Map<String, Value> {
    let stored = stored.and_then(|text| serde_json::from_str(text).ok());
    let mut merged: Map<String, Value> = stored.unwrap_or_default();
    merged.extend(sent.iter().map(|(key, value)| (key.clone(), value.clone())));
    merged
}

/// `metadata/<model>/<pk>/` and `metadata/<model>/<field>/<value>/`.
pub fn endpoints() -> Vec<Endpoint> {
    let field = || Field::column("metadata", Json).required().help("What plugins keep about the object");
    let shape = Arc::new(Shape::new(models::CONTENT_TYPE, "Metadata").field(field()));
    let paths = [
        ("metadata/<model>/<pk>", ["metadata_pk_retrieve", "metadata_pk_update", "metadata_pk_partial_update"]),
        (
            "metadata/<model>/<lookup_field>/<lookup_value>",
            ["metadata_retrieve", "metadata_update", "metadata_partial_update"],
        ),
    ];
    paths
        .into_iter()
        .map(|(path, [read_name, put_name, patch_name])| {
            let form = || Form::new("Metadata").field(field());
            Endpoint::new(path, "What plugins keep about an object")
                .answers(shape.clone())
                .get(PermissionClass::Authenticated, read)
                .operation(read_name)
                .on(Method::Put, PermissionClass::Authenticated, form(), write)
                .operation(put_name)
                .on(Method::Patch, PermissionClass::Authenticated, form(), write)
                .operation(patch_name)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_keeps_the_other_keys_and_replaces_its_own_whole() {
        let sent = json!({"b": {"d": 3}, "c": null});
        let merged = merge(Some(r#"{"a": 1, "b": {"c": 2}}"#), sent.as_object().expect("an object"));
        assert_eq!(Value::Object(merged), json!({"a": 1, "b": {"d": 3}, "c": null}));
    }

    #[test]
    fn what_was_never_written_starts_empty() {
        let merged = merge(None, json!({"a": 1}).as_object().expect("an object"));
        assert_eq!(Value::Object(merged), json!({"a": 1}));
    }
}
