//! Substitutes: parts that may take the place of a line's component (spec 21 §12).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::Error;
use ironwood_rest::declare::{Field, Resource, Shape, embed};
use ironwood_rest::kind::Int;

use crate::bom::rules;
use crate::part::shape as part;
use crate::{models, targets};

/// A substitute.
pub fn shape(engine: Engine) -> Shape {
    Shape::new(models::BOM_ITEM_SUBSTITUTE, "BomItemSubstitute")
        .join("substitute", "part_part", "substitute.id = t.part_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("bom_item", targets::to(targets::bom_item()))
                .stored_as("bom_item_id")
                .required()
                .help("The line whose component may be replaced"),
        )
        .field(
            Field::column("part", targets::to(targets::component_part()))
                .stored_as("part_id")
                .required()
                .help("The part that may take its place"),
        )
        .field(embed("part_detail", Arc::new(part::brief(engine)), "t.part_id").not_null())
        .hidden("metadata", Param::Json("{}".into()))
}

/// `bom/substitute/`.
pub fn resource(engine: Engine) -> Resource {
    Resource::new("bom/substitute", Arc::new(shape(engine)), "Parts that may take the place of another in an assembly")
        .writable()
        .unique(&["part_id", "bom_item_id"], || Error::general("The fields part, bom_item must make a unique set."))
        .rule(rules::another_part)
        .filter(targets::filter_key("part", "part_id", targets::part()))
        .filter(targets::filter_key("bom_item", "bom_item_id", targets::bom_item()))
        .order("pk", "t.id")
        .order("bom_item", "t.bom_item_id")
        .order("part", "substitute.name")
}
