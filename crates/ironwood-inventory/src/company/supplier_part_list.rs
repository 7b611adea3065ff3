//! The list of supplier parts: filters, orderings, search, and what writing one does (spec 31 §6.3, §6.5).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::Error;
use ironwood_rest::declare::{Clause, Filter, Resource};

use crate::common::{duplicate, parameters, tags};
use crate::company::{pack_quantity, primary, supplier_part, supplier_part_rules as rules};
use crate::{models, targets};

fn not_unique() -> Error {
    Error::general("The fields part, supplier, SKU must make a unique set.")
}

/// `company/part/`.
pub fn resource(engine: Engine) -> Resource {
    let stock = supplier_part::stock();
    Resource::new("company/part", Arc::new(supplier_part::shape(engine)), "Parts as suppliers sell them")
        .writable()
        .bulk_delete()
        .filters([
            targets::filter_key("supplier", "supplier_id", targets::supplier()),
            targets::filter_key("part", "part_id", targets::purchaseable_part()),
            targets::filter_key("manufacturer_part", "manufacturer_part_id", targets::manufacturer_part()),
            Filter::text("SKU", "t.\"SKU\""),
            Filter::same_text("MPN", "mp.\"MPN\""),
            Filter::key("manufacturer", "mp.manufacturer_id", targets::company()),
            Filter::through("company", targets::company(), |_, id| {
                Clause::new("t.supplier_id = ? OR mp.manufacturer_id = ?", [id.into(), id.into()])
            })
            .help("Supplied or made by this company"),
            Filter::boolean("active", "t.active"),
            Filter::boolean("primary", "t.\"primary\""),
            Filter::boolean("part_active", "part.active"),
            Filter::boolean("supplier_active", "supplier.active"),
            Filter::either("has_stock", format!("{stock} > 0"), format!("{stock} <= 0")),
            tags::filter(&models::SUPPLIER_PART),
        ])
        .filters(tags::exact_filters(&models::SUPPLIER_PART))
        .prepare(parameters::of_supplier_parts)
        .order("part", "part.name")
        .order("supplier", "supplier.name")
        .order("manufacturer", "manufacturer.name")
        .order_columns(&["active", "primary"])
        .order("IPN", "part.\"IPN\"")
        .order("MPN", "mp.\"MPN\"")
        .order_columns(&["SKU", "packaging"])
        .order_by("pack_quantity", ["t.pack_quantity_native".to_owned(), "t.pack_quantity".to_owned()])
        .order("in_stock", stock)
        .order_columns(&["updated"])
        .search(&[
            "t.\"SKU\"",
            "supplier.name",
            "manufacturer.name",
            "t.description",
            "mp.\"MPN\"",
            "part.\"IPN\"",
            "part.name",
            "part.description",
            "part.keywords",
        ])
        .search_among(tags::search_query(&models::SUPPLIER_PART), &["tag.name", "tag.slug"])
        .unique(&["part_id", "supplier_id", "SKU"], not_unique)
        .rule(rules::find_manufacturer_part)
        .rule(rules::made_of_the_same_part)
        .rule(pack_quantity::convert)
        .before_save(rules::note_times)
        .before_save(primary::mark_if_alone)
        .after_save(primary::unmark_others)
        .after_save(tags::store)
        .after_save(duplicate::copy_parameters)
}
