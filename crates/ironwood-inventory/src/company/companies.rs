//! Companies: suppliers, manufacturers and customers, or several of these at once (spec 31 §2).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::Error;
use ironwood_rest::declare::{Field, Filter, Resource, Shape, embed};
use ironwood_rest::kind::{Bool, Email, File, Int, Text, Url};

use crate::common::pictures::{self, extension};
use crate::common::settings::definitions::INVENTREE_DEFAULT_CURRENCY;
use crate::common::{currency, duplicate, parameters, tags};
use crate::company::address;
use crate::part::shape::thumbnail;
use crate::{models, targets};

/// SQL: how many supplier parts the company supplies.
fn parts_supplied() -> String {
    "(SELECT COUNT(*) FROM part_supplierpart sp WHERE sp.supplier_id = t.id)".into()
}

/// SQL: how many manufacturer parts the company makes.
fn parts_manufactured() -> String {
    "(SELECT COUNT(*) FROM company_manufacturerpart mp WHERE mp.manufacturer_id = t.id)".into()
}

/// SQL: the key of the primary address. There should be one at most; the oldest counts.
const PRIMARY_ADDRESS: &str =
    "(SELECT MIN(a.id) FROM company_address a WHERE a.company_id = t.id AND a.\"primary\" = TRUE)";

/// The picture of a company, named after its key.
const IMAGE: File = File::picture(100)
    .kept_at(|draft, name| format!("company_images/company_{}_img.{}", draft.id.unwrap_or_default(), extension(name)))
    .with_smaller(pictures::SMALLER);

/// A company with everything that is known of it.
pub fn shape() -> Shape {
    Shape::new(models::COMPANY, "Company")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(100)).required().help("What the company is called"))
        .field(Field::column("description", Text::max(500)).blank().help("What the company does"))
        .field(Field::column("website", Url { max: 2000 }).blank().help("Web site of the company"))
        .field(Field::column("phone", Text::max(50)).blank().help("Telephone number"))
        .field(
            Field::column("email", Email { max: 254 })
                .null()
                .blank()
                .default_value("")
                .reset_by_put()
                .help("E-mail address"),
        )
        .field(
            currency::field("currency").required().label("Currency").help("Currency that the company usually deals in"),
        )
        .field(Field::column("contact", Text::max(100)).blank().help("Whom to ask for"))
        .field(Field::column("link", Url { max: 2000 }).blank().help("Further information about the company"))
        .field(Field::column("image", IMAGE).null())
        .field(Field::column("active", Bool).default_value(true).help("The company is dealt with"))
        .field(Field::column("is_customer", Bool).default_value(false).help("Buys from you"))
        .field(Field::column("is_manufacturer", Bool).default_value(false).help("Makes parts"))
        .field(Field::column("is_supplier", Bool).default_value(true).help("Sells to you"))
        .field(Field::column("notes", Text::notes()).null().blank().help("Remarks, in Markdown"))
        .field(Field::computed("parts_supplied", Int::ANY, parts_supplied()).not_null().absent_on_create())
        .field(Field::computed("parts_manufactured", Int::ANY, parts_manufactured()).not_null().absent_on_create())
        .field(embed("primary_address", Arc::new(address::brief()), PRIMARY_ADDRESS).on_demand("address_detail"))
        .field(Field::column("tax_id", Text::max(50)).blank().label("Tax ID").help("Number for tax authorities"))
        .field(duplicate::field("CompanyDuplicateOptions", targets::company()))
        .field(parameters::field(&models::COMPANY))
        .field(tags::field(&models::COMPANY))
        .hidden("metadata", Param::Json("{}".into()))
}

/// A company in few words, as other rows embed it.
pub fn brief() -> Shape {
    let shape = shape();
    let [pk, active, name, description, currency, tax_id] =
        ["pk", "active", "name", "description", "currency", "tax_id"].map(|name| shape.find(name).cloned());
    let image = Field::column("image", IMAGE).read_only();
    let currency = currency.map(|field| {
        Field::column("currency", Text::max(3))
            .read_only()
            .default_setting(INVENTREE_DEFAULT_CURRENCY.key(), "USD")
            .help(field.help.unwrap_or_default())
    });
    let fields = [pk, active, name, description, Some(image), Some(thumbnail()), currency, tax_id];
    Shape { component: "CompanyBrief", fields: fields.into_iter().flatten().collect(), ..shape }
}

/// The answer to a name and e-mail address that another company has already. Without an address none collides.
fn name_taken() -> Error {
    Error::general("The fields name, email must make a unique set.")
}

/// `company/`.
pub fn resource() -> Resource {
    let column = |name: &'static str| Filter::boolean(name, format!("t.\"{name}\""));
    Resource::new("company", Arc::new(shape()), "Companies that supply, make or buy parts")
        .writable()
        .filters([column("is_customer"), column("is_manufacturer"), column("is_supplier"), column("active")])
        .filter(Filter::text("name", "t.name"))
        .filter(tags::filter(&models::COMPANY))
        .prepare(parameters::of_companies)
        .order_columns(&["active", "name"])
        .order("parts_supplied", parts_supplied())
        .order("parts_manufactured", parts_manufactured())
        .default_order(&["t.name"])
        .search(&["t.name", "t.description", "t.website", "t.tax_id"])
        .unique(&["name", "email"], name_taken)
        .after_save(tags::store)
        .after_save(duplicate::copy_parameters)
}
