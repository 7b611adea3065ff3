//! Prices of supplier parts by quantity (spec 31 §7).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Field, Filter, Resource, Shape, embed};
use ironwood_rest::kind::{DateTime, Decimal, Int, Opaque};

use crate::common::{currency, price_breaks};
use crate::company::{companies, supplier_part};
use crate::{models, targets};

/// A price as its supplier part embeds it.
pub fn brief() -> Shape {
    Shape::new(models::SUPPLIER_PRICE_BREAK, "SupplierPriceBreakBrief")
        .join("sp", "part_supplierpart", "sp.id = t.part_id")
        .join("supplier", "company_company", "supplier.id = sp.supplier_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("part", targets::to(targets::supplier_part())).stored_as("part_id").required())
        .field(
            Field::column("quantity", Decimal::quantity(15, 5).at_least(1))
                .required()
                .default_value(1)
                .help("From how many packs on the price holds"),
        )
        .field(Field::column("price", Decimal::money()).required().null().help("Price of one pack"))
        .field(currency::field("price_currency"))
        .field(Field::computed("supplier", Opaque(Int::ANY), "sp.supplier_id").not_null())
        .field(Field::column("updated", DateTime::MINUTES).read_only().null().help("When the price was saved last"))
}

/// A price with its supplier and supplier part.
pub fn shape(engine: Engine) -> Shape {
    let full = Shape { component: "SupplierPriceBreak", ..brief() };
    full.field(embed("supplier_detail", Arc::new(companies::brief()), "sp.supplier_id").on_demand("supplier_detail"))
        .field(embed("part_detail", Arc::new(supplier_part::brief(engine)), "t.part_id").on_demand("part_detail"))
}

/// `company/price-break/`.
pub fn resource(engine: Engine) -> Resource {
    let prices = Resource::new("company/price-break", Arc::new(shape(engine)), "Prices of supplier parts, by quantity");
    price_breaks::by_quantity(prices)
        .writable()
        .filter(targets::filter_key("part", "part_id", targets::supplier_part()))
        .filter(Filter::key("base_part", "sp.part_id", targets::part()).help("The part that the supplier part is"))
        .filter(Filter::key("supplier", "sp.supplier_id", targets::company()))
        .filter(Filter::number("quantity", "t.quantity", "="))
        .order_columns(&["quantity"])
        .order("supplier", "supplier.name")
        .order("SKU", "sp.\"SKU\"")
        .order_columns(&["price"])
        .default_order(&["t.quantity"])
        .search(&["sp.\"SKU\"", "supplier.name"])
}
