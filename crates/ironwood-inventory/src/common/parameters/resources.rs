//! `parameter/` and `parameter/template/` (spec 22 §3, §5).

use std::sync::Arc;

use ironwood_rest::declare::{Clause, Filter, Prepared, Resource};
use ironwood_rest::{BoxFuture, Ctx, Error, PermissionClass, Query, Result};

use super::{owned, parameter, template, template_rules, templates as exists, values};
use crate::common::content_types;
use crate::targets;

/// `parameter/`.
pub fn parameters() -> Resource {
    let template =
        |column: &str| format!("(SELECT pt.{column} FROM part_partparametertemplate pt WHERE pt.id = t.template_id)");
    let (name, units, description) = (template("name"), template("units"), template("description"));
    Resource::new("parameter", Arc::new(parameter()), "Values of properties of objects")
        .access(PermissionClass::Authenticated)
        .filter(Filter::number("model_id", "t.model_id", "=").whole())
        .filter(Filter::key("template", "t.template_id", targets::parameter_template()))
        .filter(Filter::key("updated_by", "t.updated_by_id", targets::user()))
        .filter(Filter::boolean("enabled", template("enabled")).help("Whether the template is in use"))
        .prepare(of_model)
        .parameter("model_type", "string", "Kind of the objects that have the parameters: `app.model` or a bare name")
        .order("name", name.clone())
        .order("units", units.clone())
        .order_by("data", ["t.data_numeric".to_owned(), "t.data".to_owned()])
        .order("template", "t.template_id")
        .order("updated", "t.updated")
        .order("updated_by", "t.updated_by_id")
        .search(&["t.data", &name, &description, &units])
        .writable()
        .bulk_create()
        .bulk_delete()
        .field_rule(owned::find_model)
        .unique(&["model_type_id", "model_id", "template_id"], || {
            Error::general("The fields model_type, model_id, template must make a unique set.")
        })
        .rule(owned::belongs)
        .rule(values::fit)
        .rule(owned::permitted)
        .rule(owned::part_unlocked)
        .before_save(owned::stamp)
        .before_delete(owned::deletable)
}

/// `parameter/template/`.
pub fn templates() -> Resource {
    Resource::new("parameter/template", Arc::new(template()), "Properties that objects can have")
        .access(PermissionClass::Authenticated)
        .filter(Filter::text("name", "t.name"))
        .filter(Filter::text("units", "t.units"))
        .filter(Filter::boolean("checkbox", "t.checkbox"))
        .filter(Filter::boolean("enabled", "t.enabled"))
        .filter(Filter::number("unique", "t.\"unique\"", "=").whole())
        .filter(Filter::truth("has_choices", "t.choices <> ''"))
        .filter(Filter::truth("has_units", "t.units <> ''"))
        .prepare(of_model_and_use)
        .parameter("model_type", "string", "Kind of objects that the templates are for: `app.model` or a bare name")
        .parameter("for_model", "string", "Templates for this kind of objects, those for all kinds included")
        .parameter("exists_for_model", "string", "Templates that some object of this kind has a parameter of")
        .parameter("exists_for_model_id", "number", "Templates that this object has a parameter of")
        .parameter("exists_for_related_model", "string", "Field by which the objects in question point to an owner")
        .parameter("exists_for_related_model_id", "number", "The owner that the objects point to")
        .order_columns(&["name", "units", "checkbox"])
        .search(&["t.name", "t.description"])
        .writable()
        .field_rule(owned::find_model)
        .field_rule(template_rules::of_any_model)
        .field_rule(template_rules::units_exist)
        .unique(&["name"], || Error::field("name", "Parameter Template with this Name already exists."))
        .rule(template_rules::name_differs)
        .rule(template_rules::choices_fit)
        .after_save(template_rules::read_values_again)
}

/// `model_type`: the content type itself.
async fn model_type(ctx: &mut Ctx<'_>, query: &Query, name: &str, column: &str) -> Result<Option<(i64, Clause)>> {
    let Some(text) = query.get(name).filter(|text| !text.is_empty()) else { return Ok(None) };
    match content_types::find(ctx, text).await? {
        Some(found) => Ok(Some((found.id, Clause::new(format!("{column} = ?"), [found.id.into()])))),
        None => Err(Error::general(format!("There is no model '{text}'"))),
    }
}

fn of_model<'a>(ctx: &'a mut Ctx<'_>, query: &'a Query) -> BoxFuture<'a, Result<Prepared>> {
    Box::pin(async move {
        let clause = model_type(ctx, query, "model_type", "t.model_type_id").await?;
        Ok(Prepared { clauses: clause.into_iter().map(|(_, clause)| clause).collect(), order: None })
    })
}

fn of_model_and_use<'a>(ctx: &'a mut Ctx<'_>, query: &'a Query) -> BoxFuture<'a, Result<Prepared>> {
    Box::pin(async move {
        let mut clauses = Vec::new();
        clauses.extend(model_type(ctx, query, "model_type", "t.model_type_id").await?.map(|(_, clause)| clause));
        if let Some((id, _)) = model_type(ctx, query, "for_model", "t.model_type_id").await? {
            clauses.push(Clause::new("t.model_type_id = ? OR t.model_type_id IS NULL", [id.into()]));
        }
        clauses.extend(exists::used_by(ctx, query).await?);
        Ok(Prepared { clauses, order: None })
    })
}
