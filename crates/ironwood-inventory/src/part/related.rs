//! Relations between parts (spec 20 §19).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Clause, Field, Filter, Resource, Shape, embed};
use ironwood_rest::kind::{Int, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, Result};

use crate::part::shape as part;
use crate::{models, targets};

fn shape(engine: Engine) -> Shape {
    let detail = Arc::new(part::without_figures(engine));
    Shape::new(models::PART_RELATED, "PartRelation")
        .join("first", "part_part", "first.id = t.part_1_id")
        .join("second", "part_part", "second.id = t.part_2_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("part_1", targets::to(targets::part())).stored_as("part_1_id").required())
        .field(embed("part_1_detail", detail.clone(), "t.part_1_id").not_null())
        .field(
            Field::column("part_2", targets::to(targets::part()))
                .stored_as("part_2_id")
                .required()
                .help("The part it is related to"),
        )
        .field(embed("part_2_detail", detail, "t.part_2_id").not_null())
        .field(Field::column("note", Text::max(500)).blank().help("In what way they are related"))
        .hidden("metadata", Param::Json("{}".into()))
}

/// `part/related/`.
pub fn resource(engine: Engine) -> Resource {
    Resource::new("part/related", Arc::new(shape(engine)), "Parts that have to do with each other")
        .writable()
        .filter(targets::filter_key("part_1", "part_1_id", targets::part()))
        .filter(targets::filter_key("part_2", "part_2_id", targets::part()))
        .filter(
            Filter::through("part", targets::part(), |_, id| {
                Clause::new("(t.part_1_id = ? OR t.part_2_id = ?)", [id.into(), id.into()])
            })
            .help("Relations with this part on either side"),
        )
        .order("pk", "t.id")
        .order("part_1", "first.name")
        .order("part_2", "second.name")
        .order("note", "t.note")
        .search(&["first.name", "second.name"])
        .unique(&["part_1_id", "part_2_id"], || Error::general("The fields part_1, part_2 must make a unique set."))
        .rule(two_parts_once)
}

/// Two different parts, and not the same two the other way round.
fn two_parts_once<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            let (first, second) = (draft.int("part_1_id"), draft.int("part_2_id"));
            let reverse = "SELECT 1 FROM part_partrelated WHERE part_1_id = ? AND part_2_id = ? AND id <> ?";
            if first == second {
                draft.refuse_all("A part cannot be related to itself");
            } else if ctx
                .conn
                .exists(reverse, &[second.into(), first.into(), draft.id.unwrap_or_default().into()])
                .await?
            {
                draft.refuse_all("These two parts are related already, the other way round");
            }
        }
        Ok(())
    })
}
