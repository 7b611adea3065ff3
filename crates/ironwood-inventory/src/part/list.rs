//! The list of parts: filters, orderings, search (spec 20 §6).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Filter, Resource};

use crate::common::{duplicate, parameters, tags};
use crate::company::pack_quantity;
use crate::models;
use crate::part::{copies, filters, first_rows, quantities, removal, rules, shape, upkeep};
use crate::tree::hooks;

/// `part/`.
pub fn resource(engine: Engine) -> Resource {
    let column = |name: &'static str| Filter::boolean(name, format!("t.\"{name}\""));
    Resource::new("part", Arc::new(shape::shape(engine)), "Parts: what can be stocked, made, bought and sold")
        .writable()
        .bulk_update()
        .filters([
            column("active"),
            column("assembly"),
            column("component"),
            column("consumable"),
            column("is_template"),
            column("locked"),
            column("purchaseable"),
            column("salable"),
            column("testable"),
            column("trackable"),
            column("virtual"),
            Filter::boolean("bom_valid", "t.bom_validated"),
        ])
        .filters(filters::relations())
        .filters(filters::texts())
        .filters(filters::stock(engine))
        .filter(tags::filter(&models::PART))
        .prepare(parameters::of_parts)
        .order_columns(&["id", "name", "creation_date", "IPN", "units", "revision"])
        .order("category", "t.category_id")
        .order("default_location", "t.default_location_id")
        .order("ordering", quantities::on_order(engine))
        .order("in_stock", quantities::own_stock())
        .order("total_in_stock", quantities::total_stock())
        .order("unallocated_stock", quantities::unallocated_stock(engine))
        .order("revision_count", quantities::revision_count())
        .order("pricing_min", "pricing.overall_min")
        .order("pricing_max", "pricing.overall_max")
        .order("pricing_updated", "pricing.updated")
        .default_order(&["t.name"])
        .search(&["t.name", "t.description", "t.\"IPN\"", "t.revision", "t.keywords", "category.name"])
        .search_among("SELECT 1 FROM company_manufacturerpart mp WHERE mp.part_id = t.id", &["mp.\"MPN\""])
        .search_among("SELECT 1 FROM part_supplierpart sp WHERE sp.part_id = t.id", &["sp.\"SKU\""])
        .search_among(tags::search_query(&models::PART), &["tag.name", "tag.slug"])
        .search_notes("t.notes")
        .field_rule(rules::unit_exists)
        .field_rule(rules::image_exists)
        .field_rule(first_rows::supplier_fits)
        .unique(&["name", "IPN", "revision"], rules::taken)
        .rule(rules::lock_tree)
        .rule(rules::fits_settings)
        .rule(rules::differs)
        .rule(hooks::no_loop)
        .before_save(upkeep::sign)
        .before_save(copies::image_and_notes)
        .before_save(hooks::place)
        .after_save(hooks::rebuild)
        .after_save(pack_quantity::follow_unit)
        .after_save(tags::store)
        .after_save(upkeep::star)
        .after_save(copies::bill_of_materials)
        .after_save(duplicate::copy_parameters)
        .after_save(copies::tests)
        .after_save(copies::category_parameters)
        .after_save(first_rows::stock)
        .after_save(first_rows::supplier)
        .after_save(upkeep::track_assemblies)
        .before_delete(removal::before_delete)
        .after_delete(hooks::close_gaps)
}
