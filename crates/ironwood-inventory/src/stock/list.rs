//! The list of stock items, and what its writes do (spec 30-stock §8-§11).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::Resource;

use crate::common::tags;
use crate::models;
use crate::stock::{create, filters, removal, rules, shape};

/// `stock/`.
pub fn resource(engine: Engine) -> Resource {
    let terms = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    Resource::new("stock", Arc::new(shape::shape(engine)), "Stock items: quantities and single units of parts")
        .writable()
        .create_with(create::handle)
        .creates_list()
        .bulk_update()
        .bulk_delete()
        .filters(filters::places())
        .filters(filters::relations())
        .filters(filters::states(engine))
        .filters(filters::values())
        .filter(tags::filter(&models::STOCK_ITEM))
        .filters(tags::exact_filters(&models::STOCK_ITEM))
        .order_columns(&[
            "batch",
            "updated",
            "purchase_price",
            "creation_date",
            "stocktake_date",
            "expiry_date",
            "packaging",
            "quantity",
            "status",
        ])
        .order("part", "part.name")
        .order("part__name", "part.name")
        .order("part__IPN", "part.\"IPN\"")
        .order("IPN", "part.\"IPN\"")
        .order("location", "location.pathstring")
        .order("SKU", "sp.\"SKU\"")
        .order("MPN", "mp.\"MPN\"")
        .order_by("stock", terms(&["t.quantity", "t.serial_int", "t.serial"]))
        .default_order(&["part.name", "t.quantity", "location.tree_id", "location.lft", "location.name"])
        .search(&[
            "t.serial",
            "t.batch",
            "location.name",
            "part.name",
            "part.\"IPN\"",
            "part.description",
            "sp.\"SKU\"",
            "supplier.name",
            "mp.\"MPN\"",
            "maker.name",
        ])
        .search_among(tags::search_query(&models::STOCK_ITEM), &["tag.name", "tag.slug"])
        .search_notes("t.notes")
        .rule(rules::status_is_known)
        .rule(rules::serial_is_free)
        .rule(rules::location_takes_stock)
        .rule(rules::serial_may_change)
        .rule(rules::fits_its_part)
        .rule(rules::belongs_and_builds)
        .before_save(rules::derive)
        .after_save(rules::remember)
        .after_save(tags::store)
        .before_delete(removal::before_delete)
}
