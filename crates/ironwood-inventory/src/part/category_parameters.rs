//! Parameters that new parts of a category get (spec 20 §17).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Clause, Field, Filter, Resource, Selection, Shape, embed};
use ironwood_rest::kind::{Int, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, Result};

use crate::common::settings::definitions::PARAMETER_ENFORCE_UNITS;
use crate::common::{parameters, units};
use crate::part::category;
use crate::tree::at_or_below;
use crate::{models, targets};

fn shape() -> Shape {
    Shape::new(models::PART_CATEGORY_PARAMETER_TEMPLATE, "CategoryParameterTemplate")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("category", targets::to(targets::category()))
                .stored_as("category_id")
                .required()
                .help("The category whose new parts get the parameter"),
        )
        .field(
            embed("category_detail", Arc::new(category::embedded()), "t.category_id").unless_refused("category_detail"),
        )
        .field(
            Field::column("template", targets::to(targets::parameter_template())).stored_as("template_id").required(),
        )
        .field(
            embed("template_detail", Arc::new(parameters::template()), "t.template_id")
                .not_null()
                .unless_refused("template_detail"),
        )
        .field(Field::column("default_value", Text::max(500)).blank().help("Value that the parameter begins with"))
        .hidden("metadata", Param::Json("{}".into()))
}

/// `part/category/parameters/`.
pub fn resource() -> Resource {
    Resource::new("part/category/parameters", Arc::new(shape()), "Parameters that new parts of a category get")
        .writable()
        .filter(Filter::custom("category", "integer", |selection, value| Ok(of_category(selection, value))))
        .filter(Filter::custom("fetch_parent", "boolean", |_, _| Ok(None)).help("Include those of categories above"))
        .order("pk", "t.id")
        .unique(&["category_id", "template_id"], || {
            Error::general("The fields category, template must make a unique set.")
        })
        .rule(default_fits_template)
}

/// Those of the category and of all above it; what names no category filters nothing.
fn of_category(selection: &Selection<'_>, value: &str) -> Option<Clause> {
    let id = value.trim().parse::<i64>().ok()?;
    let unknown = "NOT EXISTS (SELECT 1 FROM part_partcategory c WHERE c.id = ?)";
    let wanted = if selection.flag("fetch_parent", true) {
        let below = at_or_below("c", "a");
        format!(
            "t.category_id IN (SELECT a.id FROM part_partcategory a JOIN part_partcategory c ON {below} WHERE c.id = ?)"
        )
    } else {
        "t.category_id = ?".to_owned()
    };
    Some(Clause::new(format!("({wanted} OR {unknown})"), [Param::Int(id), Param::Int(id)]))
}

/// A default must be a value in the unit of its template, if the setting asks for that of parameters at all.
fn default_fits_template<'a>(
    ctx: &'a mut Ctx<'_>,
    _: &'a Resource,
    drafts: &'a mut [Draft],
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        if !ctx.setting_bool(PARAMETER_ENFORCE_UNITS.key(), true).await? {
            return Ok(());
        }
        let registry = units::registry(ctx).await?;
        for draft in drafts.iter_mut().filter(|draft| !draft.text("default_value").is_empty()) {
            let sql = "SELECT units FROM part_partparametertemplate WHERE id = ?";
            let unit: String = ctx.conn.value(sql, &[draft.int("template_id").into()]).await?.unwrap_or_default();
            if unit.is_empty() {
                continue;
            }
            if let Err(error) = registry.convert(draft.text("default_value"), Some(&unit)) {
                draft.refuse("default_value", error.to_string());
            }
        }
        Ok(())
    })
}
