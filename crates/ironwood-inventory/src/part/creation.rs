//! What a new part may be given besides its own fields: copies of another part, first stock, a first supplier (spec 20 §7).

use ironwood_rest::declare::{Field, Form, Source};
use ironwood_rest::kind::{Bool, Decimal, DecimalStyle, Text};

use crate::targets;

/// Names of the fields.
pub const NAMES: [&str; 4] = ["duplicate", "initial_stock", "initial_supplier", "copy_category_parameters"];

/// The fields, taken by creates only.
pub fn fields() -> [Field; 4] {
    let input = |name, form: Form| Field::group(name, form).listed_for_create();
    [
        input("duplicate", duplicate()).label("Duplicate part").help("Take things over from another part"),
        input("initial_stock", initial_stock()).help("Put stock of the new part on a shelf at once"),
        input("initial_supplier", initial_supplier()).label("Supplier").help("Say at once who sells or makes the part"),
        Field::new("copy_category_parameters", Bool, Source::Input)
            .write_only()
            .only_on_create()
            .listed_for_create()
            .default_value(true)
            .help("Give the part the parameters that its category lists"),
    ]
}

/// What to take over from another part.
fn duplicate() -> Form {
    let option = |name, yes: bool, help| Field::input(name, Bool, help).default_value(yes);
    Form::new("PartDuplicate")
        .field(
            Field::input("original", targets::to(targets::part()), "The part to take from")
                .required()
                .without_filters(),
        )
        .field(option("copy_image", false, "Take over the image"))
        .field(option("copy_bom", false, "Take over the bill of materials").label("Copy BOM"))
        .field(option("copy_notes", true, "Take over the notes"))
        .field(option("copy_tests", false, "Take over the test templates"))
        .field(option("copy_parameters", true, "Take over the parameters"))
}

/// A first stock item.
fn initial_stock() -> Form {
    Form::new("PartInitialStock")
        .field(
            Field::input(
                "quantity",
                Decimal::quantity(15, 5).at_least(0).style(DecimalStyle::Plain),
                "How much there is; 0 for no stock item",
            )
            .required(),
        )
        .field(Field::input("location", targets::to(targets::location()), "Where it is").null().without_filters())
}

/// A first supplier part and manufacturer part.
fn initial_supplier() -> Form {
    let company = |name, help| Field::input(name, targets::to(targets::company()), help).null().without_filters();
    let number = |name, help| Field::input(name, Text::max(100), help).blank();
    Form::new("PartInitialSupplier")
        .field(company("supplier", "Who sells it; empty for nobody"))
        .field(number("sku", "Number that the supplier gave it").label("SKU"))
        .field(company("manufacturer", "Who makes it; empty for nobody"))
        .field(number("mpn", "Number that the manufacturer gave it").label("MPN"))
}
