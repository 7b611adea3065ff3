//! Parameters of objects and their templates, as other resources embed them and filter by them (spec 22 §3, §5, §6).

mod owned;
mod resources;
mod template_rules;
mod templates;
mod values;

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Clause, Field, Item, Model, Prepared, Shape, embed, many};
use ironwood_rest::kind::{Bool, Choice, DateTime, Float, Int, Text, Told};
use ironwood_rest::query::loose_bool;
use ironwood_rest::{BoxFuture, Ctx, Error, Query, Result};
use serde_json::Value;

use crate::common::owners::ContentTypeOf;
use crate::common::tags::content_type;
use crate::{models, targets, user};

/// How far the values of a template must differ.
const UNIQUENESS: [(i64, &str); 3] =
    [(0, "No uniqueness required"), (1, "Unique for model type"), (2, "Globally unique")];

/// `app.model` of the content type that a column points to.
pub fn model_name(column: &str) -> String {
    format!("(SELECT ct.app_label || '.' || ct.model FROM django_content_type ct WHERE ct.id = t.\"{column}\")")
}

/// A parameter template.
pub fn template() -> Shape {
    Shape::new(models::PARAMETER_TEMPLATE, "ParameterTemplate")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(100)).required().help("What the property is called"))
        .field(
            Field::column("units", Told(Text::any(), &[("max_length", template_rules::LONGEST_UNIT)]))
                .blank()
                .help("Unit of the values; values in other units are converted to it"),
        )
        .field(Field::column("description", Text::max(250)).blank().help("What the property means"))
        .field(
            Field::computed("model_type", ContentTypeOf { optional: true }, model_name("model_type_id"))
                .writable()
                .default_value("")
                .help("Kind of object that this template is for; empty for all"),
        )
        .field(Field::column("checkbox", Bool).default_value(false).help("The value is yes or no"))
        .field(Field::column("choices", Text::max(5000)).blank().help("Values to choose from, separated by commas"))
        .field(
            Field::column("selectionlist", targets::to(targets::selection_list()))
                .stored_as("selectionlist_id")
                .null()
                .label("Selection list")
                .help("List of values to choose from"),
        )
        .field(Field::column("enabled", Bool).default_value(true).help("Offered for new parameters"))
        .field(
            Field::column("unique", Choice::numbers(&UNIQUENESS))
                .default_value(0)
                .help("Among which objects a value may occur only once"),
        )
        .hidden("model_type_id", Param::Null)
        .hidden("metadata", Param::Json("{}".into()))
}

/// A parameter with its template and the user who changed it last.
pub fn parameter() -> Shape {
    Shape::new(models::PARAMETER, "Parameter")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("template", targets::to(targets::parameter_template()))
                .stored_as("template_id")
                .required()
                .help("The property that the value is of"),
        )
        .field(
            Field::computed("model_type", ContentTypeOf { optional: false }, model_name("model_type_id"))
                .writable()
                .not_null()
                .default_value(""),
        )
        .field(
            Field::column("model_id", Int::between(0, i64::MAX))
                .required()
                .help("Key of the object that has the parameter"),
        )
        .field(Field::column("data", Text::between(1, 500)).required().help("The value, as it was entered"))
        .field(Field::column("data_numeric", Float).null().default_value(Value::Null))
        .field(Field::column("note", Text::max(500)).blank().help("A remark on the value"))
        .field(
            Field::column("updated", DateTime::MINUTES)
                .read_only()
                .null()
                .default_value(Value::Null)
                .help("When the value was changed last"),
        )
        .field(
            Field::column("updated_by", targets::shown(targets::user()))
                .stored_as("updated_by_id")
                .read_only()
                .null()
                .lists_filters()
                .help("Who changed the value last"),
        )
        .field(
            embed("template_detail", Arc::new(template()), "t.template_id")
                .not_null()
                .unless_refused("template_detail"),
        )
        .field(
            embed("updated_by_detail", Arc::new(user::brief()), "t.updated_by_id")
                .for_everyone()
                .unless_refused("updated_by_detail"),
        )
        .hidden("model_type_id", Param::Null)
        .hidden("metadata", Param::Json("{}".into()))
}

/// The parameters of an object of `model`, on demand.
pub fn field(model: &Model) -> Field {
    let from = format!(
        "part_partparameter AS item ON item.model_id = page.value AND item.model_type_id = {}",
        content_type(model)
    );
    let mut field = many("parameters", Item::Rows(Arc::new(parameter())), from, "item.template_id, item.id")
        .on_demand("parameters");
    field.null = true;
    field
}

pub use resources::{parameters, templates};

/// Which parameter a filter or ordering speaks of, and how.
struct Asked {
    template: i64,
    operator: &'static str,
}

const OPERATORS: [(&str, &str); 6] =
    [("gte", ">="), ("lte", "<="), ("gt", ">"), ("lt", "<"), ("ne", "<>"), ("icontains", "contains")];

/// `parameter_<template>[_<operator>]`; anything else is no filter by parameter.
fn asked(name: &str) -> Option<Asked> {
    let rest = name.strip_prefix("parameter_")?;
    let (number, operator) = match rest.split_once('_') {
        None => (rest, "="),
        Some((number, suffix)) => (number, OPERATORS.iter().find(|(known, _)| *known == suffix)?.1),
    };
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    Some(Asked { template: digits.then(|| number.parse().ok()).flatten()?, operator })
}

macro_rules! prepare_for {
    ($($(#[$doc:meta])* $name:ident => $model:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name<'a>(ctx: &'a mut Ctx<'_>, query: &'a Query) -> BoxFuture<'a, Result<Prepared>> {
            Box::pin(prepare(ctx, query, &models::$model))
        }
    )*};
}

prepare_for! {
    /// Filters and orderings of parts by their parameters.
    of_parts => PART;
    /// Filters and orderings of companies by their parameters.
    of_companies => COMPANY;
    /// Filters and orderings of supplier parts by their parameters.
    of_supplier_parts => SUPPLIER_PART;
    /// Filters and orderings of manufacturer parts by their parameters.
    of_manufacturer_parts => MANUFACTURER_PART;
    /// Filters and orderings of builds by their parameters.
    of_builds => BUILD;
    /// Filters and orderings of purchase orders by their parameters.
    of_purchase_orders => PURCHASE_ORDER;
    /// Filters and orderings of sales orders by their parameters.
    of_sales_orders => SALES_ORDER;
    /// Filters and orderings of shipments by their parameters.
    of_shipments => SALES_ORDER_SHIPMENT;
    /// Filters and orderings of return orders by their parameters.
    of_return_orders => RETURN_ORDER;
    /// Filters and orderings of transfer orders by their parameters.
    of_transfer_orders => TRANSFER_ORDER;
}

async fn prepare(ctx: &mut Ctx<'_>, query: &Query, model: &Model) -> Result<Prepared> {
    let mut prepared = Prepared::default();
    for (name, value) in query.pairs() {
        if let Some(asked) = asked(name) {
            prepared.clauses.push(condition(ctx, name, &asked, value, model).await?);
        }
    }
    prepared.order = query.get("ordering").and_then(|order| ordering(order, model));
    Ok(prepared)
}

/// Objects that have the parameter first, then by number, then by text; the direction is of these two only.
fn ordering(order: &str, model: &Model) -> Option<Vec<(String, bool)>> {
    let (name, descending) = order.trim().strip_prefix('-').map_or((order.trim(), false), |rest| (rest, true));
    let template = asked(name).filter(|asked| asked.operator == "=")?.template;
    let of = |what: &str, otherwise: &str| {
        let content_type = content_type(model);
        format!(
            "COALESCE((SELECT {what} FROM part_partparameter pp WHERE pp.model_id = t.id \
             AND pp.model_type_id = {content_type} AND pp.template_id = {template} LIMIT 1), {otherwise})"
        )
    };
    Some(vec![
        (of("0", "1"), false),
        (of("pp.data_numeric", "0"), descending),
        (of("pp.data", "''"), descending),
        ("t.id".to_owned(), descending),
    ])
}

async fn condition(ctx: &mut Ctx<'_>, name: &str, asked: &Asked, value: &str, model: &Model) -> Result<Clause> {
    let sql = "SELECT units, checkbox FROM part_partparametertemplate WHERE id = ?";
    let found =
        ctx.conn.first(sql, &[asked.template.into()], |row| Ok((row.get::<String>(0)?, row.get::<bool>(1)?))).await?;
    let Some((units, checkbox)) = found else {
        return Err(Error::field(name, format!("There is no parameter template {}.", asked.template)));
    };
    let (mut operator, mut text) = (asked.operator, value.to_owned());
    let mut number = value.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    if checkbox {
        let yes = loose_bool(value);
        (operator, text, number) = ("=", if yes { "True" } else { "False" }.to_owned(), Some(f64::from(u8::from(yes))));
    } else if number.is_none() && !units.is_empty() {
        let registry = crate::common::units::registry(ctx).await?;
        match registry.convert(value, Some(&units)) {
            Ok(converted) => number = Some(converted),
            Err(_) => return Ok(Clause::raw("FALSE")),
        }
    }
    let negate = operator == "<>";
    let compare = matching(ctx.conn.engine(), if negate { "=" } else { operator }, number, &text);
    let exists = format!(
        "EXISTS (SELECT 1 FROM part_partparameter pp WHERE pp.model_id = t.id AND pp.model_type_id = {} \
         AND pp.template_id = ? AND ({}))",
        content_type(model),
        compare.text
    );
    let mut params = vec![Param::Int(asked.template)];
    params.extend(compare.params);
    Ok(Clause::new(exists, params).when(!negate))
}

fn matching(engine: Engine, operator: &str, number: Option<f64>, text: &str) -> Clause {
    match number {
        _ if operator == "contains" => Clause::new(engine.contains("pp.data"), [Engine::contains_pattern(text).into()]),
        None => Clause::new(format!("pp.data {operator} ?"), [text.into()]),
        Some(number) => {
            // Doubles that were computed on different ways differ in their last digits.
            let numeric = if operator == "=" {
                format!("ABS(pp.data_numeric - ?) <= {:e}", number.abs() * 1e-9)
            } else {
                format!("pp.data_numeric {operator} ?")
            };
            Clause::new(
                format!(
                    "(pp.data_numeric IS NOT NULL AND {numeric}) OR (pp.data_numeric IS NULL AND pp.data {operator} ?)"
                ),
                [Param::Real(number), text.into()],
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_well_formed_names_are_filters_by_parameter() {
        assert_eq!(asked("parameter_4").map(|asked| (asked.template, asked.operator)), Some((4, "=")));
        assert_eq!(asked("parameter_12_gte").map(|asked| (asked.template, asked.operator)), Some((12, ">=")));
        for name in ["parameter_4__gt", "parameter_x", "parameter_", "parameter_4_like", "parameter_-4", "part"] {
            assert!(asked(name).is_none(), "{name}");
        }
    }
}
