//! Companies and what they supply and make (spec 31).

pub mod address;
pub mod companies;
pub mod contact;
pub mod manufacturer_part;
pub mod pack_quantity;
pub mod price_break;
mod primary;
mod supplier_import;
pub mod supplier_part;
mod supplier_part_list;
mod supplier_part_rules;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

/// The resources of companies.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![
        companies::resource(),
        contact::resource(),
        address::resource(),
        manufacturer_part::resource(engine),
        supplier_part_list::resource(engine),
        price_break::resource(engine),
    ]
}

/// The endpoints of companies.
pub fn endpoints() -> Vec<Endpoint> {
    supplier_import::endpoints()
}
