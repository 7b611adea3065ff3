//! Manufacturer parts: a part as its manufacturer makes it (spec 31 §5).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Field, Filter, Resource, Shape, embed};
use ironwood_rest::kind::{Int, Text, Url};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, Result};
use serde_json::Value;

use crate::common::{duplicate, parameters, tags};
use crate::company::companies;
use crate::part::shape::brief_with_prices;
use crate::{models, targets};

/// A manufacturer part.
pub fn shape(engine: Engine) -> Shape {
    Shape::new(models::MANUFACTURER_PART, "ManufacturerPart")
        .join("part", "part_part", "part.id = t.part_id")
        .join("manufacturer", "company_company", "manufacturer.id = t.manufacturer_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("part", targets::to(targets::purchaseable_part()))
                .stored_as("part_id")
                .required()
                .label("Base part")
                .help("The part that it is"),
        )
        .field(embed("part_detail", Arc::new(brief_with_prices(engine)), "t.part_id").flagged(
            "part_detail",
            false,
            true,
        ))
        .field(Field::computed("pretty_name", Text::any(), "NULL").on_demand("pretty"))
        .field(
            Field::column("manufacturer", targets::to(targets::manufacturer()))
                .stored_as("manufacturer_id")
                .required()
                .help("The company that makes it"),
        )
        .field(embed("manufacturer_detail", Arc::new(companies::brief()), "t.manufacturer_id").flagged(
            "manufacturer_detail",
            false,
            true,
        ))
        .field(Field::column("description", Text::max(250)).null().blank().help("What the manufacturer calls it"))
        .field(duplicate::field("ManufacturerPartDuplicateOptions", targets::manufacturer_part()))
        .field(
            Field::column("MPN", Text::max(100))
                .null()
                .default_value(Value::Null)
                .label("MPN")
                .help("Number that the manufacturer gives it"),
        )
        .field(Field::column("link", Url { max: 2000 }).null().blank().help("Web page of the manufacturer about it"))
        // Clients may send it, but barcodes are assigned by actions of their own (spec 31 §5.2).
        .field(
            Field::computed("barcode_hash", Text::max(128), "t.barcode_hash")
                .writable()
                .not_null()
                .blank()
                .help("Digest of the assigned barcode"),
        )
        .field(Field::column("notes", Text::notes()).null().blank().only_in_detail().help("Remarks, in Markdown"))
        .field(tags::field(&models::MANUFACTURER_PART))
        .field(parameters::field(&models::MANUFACTURER_PART))
        .hidden("barcode_hash", "")
        .hidden("barcode_data", "")
        .hidden("metadata", Param::Json("{}".into()))
}

/// A manufacturer part as supplier parts embed it: with its manufacturer and notes, without its part.
pub fn embedded(engine: Engine) -> Shape {
    shape(engine)
        .with("part_detail", |field| field.on_demand("part_detail"))
        .with("manufacturer_detail", |field| field.unless_refused("manufacturer_detail"))
}

fn not_unique() -> Error {
    Error::general("The fields part, manufacturer, MPN must make a unique set.")
}

/// The number may be left out of a body, but not of the row.
fn has_number<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.text("MPN").is_empty()) {
            draft.refuse("MPN", "This field cannot be blank.");
        }
        Ok(())
    })
}

/// `company/part/manufacturer/`.
pub fn resource(engine: Engine) -> Resource {
    Resource::new("company/part/manufacturer", Arc::new(shape(engine)), "Parts as their manufacturers make them")
        .writable()
        .bulk_delete()
        .filter(targets::filter_key("manufacturer", "manufacturer_id", targets::manufacturer()))
        .filter(Filter::text("MPN", "t.\"MPN\""))
        .filter(targets::filter_key("part", "part_id", targets::purchaseable_part()))
        .filter(tags::filter(&models::MANUFACTURER_PART))
        .filters(tags::exact_filters(&models::MANUFACTURER_PART))
        .filter(Filter::boolean("part_active", "part.active"))
        .filter(Filter::boolean("manufacturer_active", "manufacturer.active"))
        .prepare(parameters::of_manufacturer_parts)
        .order("part", "part.name")
        .order("IPN", "part.\"IPN\"")
        .order_columns(&["MPN"])
        .order("manufacturer", "manufacturer.name")
        .search(&["manufacturer.name", "t.description", "t.\"MPN\"", "part.\"IPN\"", "part.name", "part.description"])
        .search_among(tags::search_query(&models::MANUFACTURER_PART), &["tag.name", "tag.slug"])
        .unique(&["part_id", "manufacturer_id", "MPN"], not_unique)
        .rule(has_number)
        .after_save(tags::store)
        .after_save(duplicate::copy_parameters)
}
