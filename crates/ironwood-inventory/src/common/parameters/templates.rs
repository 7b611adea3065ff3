//! Which templates are in use on some objects: the filters `exists_for_...` (spec 22 §3).

use ironwood_db::Param;
use ironwood_rest::declare::{Clause, Model, number};
use ironwood_rest::{Ctx, Error, Query, Result};

use crate::common::content_types;
use crate::tree::at_or_below;

/// Models that are trees: a node counts with everything below it.
const TREES: [&str; 4] = ["part_part", "part_partcategory", "stock_stocklocation", "build_build"];

/// The number that a parameter of the query holds.
fn key(query: &Query, name: &str) -> Result<Option<i64>> {
    match query.get(name) {
        None | Some("") => Ok(None),
        Some(text) => number(name, text).map(|number| Some(number as i64)),
    }
}

/// SQL: the keys of row `?` of a table and, in a tree, of what is below it.
fn node(table: &str) -> String {
    if TREES.contains(&table) {
        format!("SELECT d.id FROM {table} d JOIN {table} a ON {} WHERE a.id = ?", at_or_below("d", "a"))
    } else {
        format!("SELECT d.id FROM {table} d WHERE d.id = ?")
    }
}

/// Templates with a value on some object of a model, on one object, or on the objects that belong to another one.
///
/// # Errors
/// When a parameter names no model, object or relation.
pub(super) async fn used_by(ctx: &mut Ctx<'_>, query: &Query) -> Result<Option<Clause>> {
    let id = key(query, "exists_for_model_id")?;
    let related_id = key(query, "exists_for_related_model_id")?;
    let related = query.get("exists_for_related_model").filter(|name| !name.is_empty());
    let model = query.get("exists_for_model").filter(|name| !name.is_empty());
    if model.is_none() && id.is_none() && related_id.is_none() && related.is_none() {
        return Ok(None);
    }
    let name = model.unwrap_or_default();
    let found = content_types::find(ctx, name).await?;
    let known = found.as_ref().and_then(|found| Some((found.id, found.known()?)));
    let Some((content_type, model)) = known else {
        return Err(Error::field(
            "exists_for_model",
            format!("There is no model '{name}' whose objects have parameters"),
        ));
    };
    let mut text =
        "SELECT 1 FROM part_partparameter pp WHERE pp.template_id = t.id AND pp.model_type_id = ?".to_owned();
    let mut params = vec![Param::Int(content_type)];
    if let Some(id) = id {
        let exists = format!("SELECT 1 FROM {} WHERE id = ?", model.table);
        if !ctx.conn.exists(&exists, &[id.into()]).await? {
            return Err(Error::field("exists_for_model_id", format!("There is no {} {id}", model.verbose)));
        }
        text = format!("{text} AND pp.model_id IN ({})", node(model.table));
        params.push(id.into());
    }
    if let (Some(related), Some(id)) = (related, related_id) {
        let Some((column, table)) = relation(ctx, &model, related) else {
            let message = format!("'{related}' is no relation of a {}", model.verbose);
            return Err(Error::field("exists_for_related_model", message));
        };
        let owners = format!("SELECT o.id FROM {} o WHERE o.\"{column}\" IN ({})", model.table, node(table));
        text = format!("{text} AND pp.model_id IN ({owners})");
        params.push(id.into());
    }
    Ok(Some(Clause::new(format!("EXISTS ({text})"), params)))
}

/// The column and the table that a foreign key of the model's rows is stored in and points to.
fn relation(ctx: &Ctx<'_>, model: &Model, name: &str) -> Option<(&'static str, &'static str)> {
    let resource = ctx.kernel.resource_of(model.name)?;
    let field = resource.shape.find(name)?;
    Some((field.stored()?, field.kind.target()?.model.table))
}
