//! What the object is called that a generic reference points to, for people.

use ironwood_db::Cell;
use ironwood_db::schema::model_label;
use ironwood_rest::JsonWriter;
use ironwood_rest::declare::{Field, Source};
use ironwood_rest::kind::{MapOf, Opaque, Unchecked};
use ironwood_rest::read::Render;

use crate::models;

/// SQL: a text that names the object of a content type (application, model) and a key, null when it is not there. Each table is
/// only looked into for its own model.
fn name_sql(app: &str, model: &str, key: &str) -> String {
    let id = format!("CAST({key} AS INTEGER)");
    let company =
        |column: &str| format!("COALESCE((SELECT c.name FROM company_company c WHERE c.id = o.{column}), '')");
    let location =
        |column: &str| format!("COALESCE((SELECT l.name FROM stock_stocklocation l WHERE l.id = o.{column}), '')");
    let order = |column: &str| format!("o.reference || ' - ' || {}", company(column));
    let text = "CAST(o.id AS TEXT)";
    let named = [
        (models::BUILD, "o.reference".to_owned()),
        (models::PURCHASE_ORDER, order("supplier_id")),
        (models::SALES_ORDER, order("customer_id")),
        (models::RETURN_ORDER, order("customer_id")),
        (
            models::TRANSFER_ORDER,
            format!(
                "o.reference || ' - ' || {} || ' --> ' || {}",
                location("take_from_id"),
                location("destination_id")
            ),
        ),
        (models::PART, "o.name".to_owned()),
        (models::PART_CATEGORY, "o.pathstring".to_owned()),
        (models::STOCK_LOCATION, "o.pathstring".to_owned()),
        (models::STOCK_ITEM, "COALESCE((SELECT p.name FROM part_part p WHERE p.id = o.part_id), '')".to_owned()),
        (models::COMPANY, "o.name".to_owned()),
        (models::PLUGIN_CONFIG, "COALESCE(o.name, o.key)".to_owned()),
        (models::USER, "o.username".to_owned()),
        (models::GROUP, "o.name".to_owned()),
        (models::ERROR_REPORT, format!("'Error object (' || {text} || ')'")),
        (models::DATA_OUTPUT, format!("'DataOutput object (' || {text} || ')'")),
    ];
    let cases: Vec<String> = named
        .iter()
        .map(|(known, name)| {
            format!(
                "WHEN {app} = '{}' AND {model} = '{}' THEN (SELECT {name} FROM {} o WHERE o.id = {id})",
                known.app, known.name, known.table
            )
        })
        .collect();
    format!("(CASE {} END)", cases.join(" "))
}

/// A field with the object of a generic reference: its name, kind and key, and `link` where there is one; null when the object
/// is gone.
pub fn field(name: &'static str, content_type: &str, key: &str, link: Option<&str>) -> Field {
    let part = |column: &str| format!("(SELECT ct.{column} FROM django_content_type ct WHERE ct.id = {content_type})");
    let (app, model) = (part("app_label"), part("model"));
    let inputs = vec![
        name_sql(&app, &model, key),
        app,
        model,
        key.to_owned(),
        link.map_or_else(|| "NULL".to_owned(), str::to_owned),
    ];
    Field::new(name, Opaque(MapOf(Unchecked)), Source::Derived { inputs, write })
}

fn write(cells: &[Cell<'_>], _: &Render<'_>, out: &mut JsonWriter) {
    let [name, app, model, key, link] = cells else { return };
    let Some(name) = name.text() else {
        out.null();
        return;
    };
    let (app, model) = (app.text().unwrap_or_default(), model.text().unwrap_or_default());
    out.open_object().key("name").text(name);
    out.key("model_name").text(model_label(app, model).unwrap_or(model)).key("model_type").text(model);
    out.key("model_id");
    let key = key.text().unwrap_or_default();
    match key.parse() {
        Ok(number) => out.int(number),
        Err(_) => out.text(key),
    };
    if let Some(link) = link.text().filter(|link| !link.is_empty()) {
        out.key("link").text(link);
    }
    out.close_object();
}
