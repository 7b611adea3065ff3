//! People at companies (spec 31 §3).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Resource, Shape};
use ironwood_rest::kind::{Email, Int, Text};

use crate::{models, targets};

/// A contact.
pub fn shape() -> Shape {
    Shape::new(models::CONTACT, "Contact")
        .join("company", "company_company", "company.id = t.company_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("company", targets::to(targets::company())).stored_as("company_id").required())
        .field(Field::computed("company_name", Text::any(), "company.name").not_null())
        .field(Field::column("name", Text::max(100)).required())
        .field(Field::column("phone", Text::max(100)).blank())
        .field(Field::column("email", Email { max: 254 }).blank())
        .field(Field::column("role", Text::max(100)).blank())
        .hidden("metadata", Param::Json("{}".into()))
}

/// `company/contact/`.
pub fn resource() -> Resource {
    Resource::new("company/contact", Arc::new(shape()), "People to talk to at companies")
        .writable()
        .bulk_delete()
        .filter(targets::filter_key("company", "company_id", targets::company()))
        .order_columns(&["name"])
        .default_order(&["t.name"])
        .search(&["company.name", "t.name"])
}
