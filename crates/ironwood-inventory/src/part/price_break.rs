//! Sale and internal prices of parts (spec 20 §20).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Given, Model, Resource, Shape, Target};
use ironwood_rest::kind::{Decimal, DecimalStyle, Int};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::common::{currency, price_breaks};
use crate::part::pricing;
use crate::{models, targets};

fn shape(model: Model, component: &'static str, part: Target) -> Shape {
    Shape::new(model, component)
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("part", targets::to(part)).stored_as("part_id").required())
        .field(
            Field::column("quantity", Decimal::quantity(15, 5).at_least(1).style(DecimalStyle::Rounded))
                .required()
                .default_value(1)
                .help("From which quantity on the price holds"),
        )
        .field(Field::column("price", Decimal::money()).null().help("Price of one unit"))
        .field(currency::field("price_currency"))
        .hidden("updated", Param::Null)
}

/// A sale price.
pub fn sale_shape() -> Shape {
    shape(models::PART_SELL_PRICE_BREAK, "PartSalePrice", targets::salable_part())
}

/// An internal price.
pub fn internal_shape() -> Shape {
    shape(models::PART_INTERNAL_PRICE_BREAK, "PartInternalPrice", targets::part())
}

/// `part/sale-price/`.
pub fn sale() -> Resource {
    prices("part/sale-price", sale_shape(), "Prices at which parts are sold, by quantity")
}

/// `part/internal-price/`.
pub fn internal() -> Resource {
    prices("part/internal-price", internal_shape(), "Prices at which parts are valued in-house, by quantity")
}

fn prices(path: &'static str, shape: Shape, summary: &'static str) -> Resource {
    price_breaks::by_quantity(Resource::new(path, Arc::new(shape), summary))
        .writable()
        .filter(targets::filter_key("part", "part_id", targets::part()))
        .order_columns(&["quantity", "price"])
        .default_order(&["t.quantity"])
        .after_save(schedule)
        .before_delete(schedule_before)
}

fn schedule<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let parts: Vec<i64> = drafts.iter().filter_map(|draft| draft.key("part_id")).collect();
        pricing::schedule(ctx, &parts, pricing::MissingRow::Create).await
    })
}

fn schedule_before<'a>(
    ctx: &'a mut Ctx<'_>,
    resource: &'a Resource,
    keys: &'a [i64],
    _: &'a Given,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let any = ctx.conn.engine().any_of("id");
        let sql = format!("SELECT DISTINCT part_id FROM {} WHERE {any}", resource.model().table);
        let parts: Vec<i64> = ctx.conn.column(&sql, &[Param::Ints(keys.to_vec())]).await?;
        pricing::schedule(ctx, &parts, pricing::MissingRow::Leave).await
    })
}
