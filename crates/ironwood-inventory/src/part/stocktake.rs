//! Stocktakes: how much of a part there was on a day, and what it was worth (spec 20 §25.1).

pub mod generate;
mod report;

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Field, Resource, Shape, embed};
use ironwood_rest::kind::{Date, Decimal, DecimalStyle, Int, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::common::currency;
use crate::part::shape as part;
use crate::{models, targets};

fn shape(engine: Engine) -> Shape {
    let cost = |name, help| Field::column(name, Decimal::money()).null().help(help);
    Shape::new(models::PART_STOCKTAKE, "PartStocktake")
        .join("part", "part_part", "part.id = t.part_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("part", targets::to(targets::part()))
                .stored_as("part_id")
                .required()
                .help("The part that was counted"),
        )
        .field(Field::computed("part_name", Text::any(), "part.name").not_null())
        .field(Field::computed("part_ipn", Text::any(), "part.\"IPN\"").label("Part IPN"))
        .field(Field::computed("part_description", Text::any(), "part.description"))
        .field(Field::column("date", Date).read_only().help("The day of the count"))
        .field(
            Field::column("item_count", Int::between(i64::MIN, i64::MAX))
                .default_value(1)
                .help("How many stock items there were"),
        )
        .field(
            Field::column("quantity", Decimal::quantity(19, 5).at_least(0).style(DecimalStyle::Number))
                .required()
                .help("How much there was in all"),
        )
        .field(cost("cost_min", "Lowest estimate of its worth"))
        .field(currency::field("cost_min_currency"))
        .field(cost("cost_max", "Highest estimate of its worth"))
        .field(currency::field("cost_max_currency"))
        .field(embed("part_detail", Arc::new(part::brief(engine)), "t.part_id").on_demand("part_detail"))
}

/// `part/stocktake/`.
pub fn resource(engine: Engine) -> Resource {
    Resource::new("part/stocktake", Arc::new(shape(engine)), "How much of a part there was, day by day")
        .writable()
        .bulk_delete()
        .filter(targets::filter_key("part", "part_id", targets::part()))
        .order("part", "part.name")
        .order_columns(&["item_count", "quantity", "date"])
        .order("pk", "t.id")
        .default_order(&["-t.id"])
        .before_save(note_day)
}

/// An entry is of the day on which it is made.
fn note_day<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let today = ctx.today();
        for draft in drafts.iter_mut().filter(|draft| draft.is_new()) {
            draft.set("date", today);
        }
        Ok(())
    })
}
