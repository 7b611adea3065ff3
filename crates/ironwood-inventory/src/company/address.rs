//! Addresses of companies (spec 31 §4).

use std::sync::Arc;

use ironwood_rest::declare::{Field, Resource, Shape};
use ironwood_rest::kind::{Bool, Int, Text, Url};

use crate::company::primary;
use crate::{models, targets};

/// An address.
pub fn shape() -> Shape {
    let line = |name, max, help| Field::column(name, Text::max(max)).blank().help(help);
    Shape::new(models::ADDRESS, "Address")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("company", targets::to(targets::company()))
                .stored_as("company_id")
                .required()
                .help("The company at this address"),
        )
        .field(Field::column("title", Text::max(100)).required().help("What the address is called"))
        .field(Field::column("primary", Bool).default_value(false).help("Used unless another address is chosen"))
        .field(line("line1", 50, "First line of the address").label("Line 1"))
        .field(line("line2", 50, "Second line of the address").label("Line 2"))
        .field(line("postal_code", 10, "Postal code"))
        .field(line("postal_city", 50, "Town or city").label("City"))
        .field(line("province", 50, "Province, state or region"))
        .field(line("country", 50, "Country"))
        .field(line("shipping_notes", 100, "Remarks for the carrier"))
        .field(line("internal_shipping_notes", 100, "Remarks on shipping, for your own use"))
        .field(Field::column("link", Url { max: 2000 }).blank().help("Web page about the address, such as a map"))
}

/// An address as its company embeds it.
pub fn brief() -> Shape {
    let lines = [
        "pk",
        "line1",
        "line2",
        "postal_code",
        "postal_city",
        "province",
        "country",
        "shipping_notes",
        "internal_shipping_notes",
    ];
    shape().only("AddressBrief", &lines)
}

/// `company/address/`.
pub fn resource() -> Resource {
    Resource::new("company/address", Arc::new(shape()), "Addresses of companies")
        .writable()
        .bulk_delete()
        .filter(targets::filter_key("company", "company_id", targets::company()))
        .order_columns(&["title"])
        .default_order(&["t.title"])
        .before_save(primary::mark_if_alone)
        .after_save(primary::unmark_others)
}
