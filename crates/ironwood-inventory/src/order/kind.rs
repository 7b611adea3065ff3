//! What the kinds of orders have in common, and the words in which they differ (spec 40-orders §2-§5, §11).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{DefaultFrom, Field, Form, Model, Prepare, Resource, Shape, Target, embed};
use ironwood_rest::kind::{Bool, Date, DateTime, Decimal, Int, Opaque, Text, Url};
use serde_json::Value;

use crate::common::states::Class;
use crate::common::{currency, duplicate, parameters, project_codes, tags};
use crate::company::{address, companies, contact};
use crate::order::{filters, quantities};
use crate::{targets, user};

/// A kind of order.
pub struct Kind {
    /// Its model.
    pub model: Model,
    /// Path of its list.
    pub path: &'static str,
    /// Component of the OpenAPI document.
    pub component: &'static str,
    /// A sentence for people.
    pub summary: &'static str,
    /// Its rows as targets of foreign keys.
    pub target: fn() -> Target,
    /// The codes of its status.
    pub status: &'static Class,
    /// SQL: the list of the codes of orders that are not finished.
    pub open: &'static str,
    /// The company at the other end, if there is one: then it is about money.
    pub partner: Option<Partner>,
    /// The model of its lines.
    pub lines: Model,
    /// SQL: nothing is left to do for the line `l`.
    pub is_done: &'static str,
    /// The field with the day on which it was finished.
    pub finished: &'static str,
    /// What a copy takes over besides parameters.
    pub copies: &'static [Copied],
    /// Component of the OpenAPI document for the options of a copy.
    pub copy_component: &'static str,
    /// The next reference.
    pub next_reference: DefaultFrom,
    /// Filters and orderings by parameters.
    pub by_parameters: Prepare,
}

/// The company that an order is placed with or comes from.
pub struct Partner {
    /// The field with it.
    pub field: &'static str,
    /// Its column.
    pub column: &'static str,
    /// The field with its description.
    pub detail: &'static str,
    /// The field with the number that the company gave the order.
    pub reference: &'static str,
    /// The ordering by its name.
    pub by_name: &'static str,
    /// Which companies there are to choose from.
    pub target: fn() -> Target,
}

/// What a copy of an order takes over (spec 40-orders §5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// The lines.
    Lines,
    /// The extra lines.
    ExtraLines,
}

impl Kind {
    /// SQL: its lines `l`, as what follows `FROM`, with the condition.
    pub fn lines_of(&self) -> String {
        format!("{} l WHERE l.order_id = t.id", self.lines.table)
    }

    /// An order with everything that all kinds have; what a kind has besides is added to it.
    pub fn shape(&self) -> Shape {
        let shape = Shape::new(self.model, self.component)
            .join("project", "common_projectcode", "project.id = t.project_code_id")
            .fields(self.own_fields())
            .fields(date_fields())
            .fields(self.status_fields())
            .fields(self.figure_fields())
            .fields(embedded_fields())
            .fields(project_codes::details("project_code_label"))
            .field(tags::field(&self.model))
            .field(parameters::field(&self.model))
            .hidden("reference_int", 0i64)
            .hidden("created_by_id", Param::Null)
            .hidden("barcode_data", "")
            .hidden("metadata", Param::Json("{}".into()));
        match &self.partner {
            None => shape.hidden("updated_at", Param::Null),
            Some(partner) => shape
                .join("company", "company_company", format!("company.id = t.{}", partner.column))
                .fields(partner.fields())
                .fields(money_fields())
                .hidden("total_price_currency", Param::Null),
        }
    }

    fn own_fields(&self) -> Vec<Field> {
        let key =
            |name, column, target, help| Field::column(name, targets::to(target)).stored_as(column).null().help(help);
        vec![
            Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"),
            Field::column("reference", Text::max(64))
                .required()
                .default_from(self.next_reference)
                .help("Number of the order"),
            Field::column("description", Text::max(250)).blank().help("What it is about"),
            Field::column("link", Url { max: 2000 }).blank().help("Web page about it"),
            key("project_code", "project_code_id", targets::project_code(), "The project that it belongs to"),
            key("responsible", "responsible_id", targets::owner(), "User or group that is responsible for it"),
            key("contact", "contact_id", targets::contact(), "Whom to ask at the company"),
            key("address", "address_id", targets::address(), "Address of the company that it goes by"),
            Field::column("notes", Text::notes()).null().blank().only_in_detail().help("Remarks, in Markdown"),
            Field::column("barcode_hash", Text::max(128)).read_only().help("Digest of the assigned barcode"),
            Field::group("duplicate", self.copy_form()).help("Copy from another order"),
        ]
    }

    fn copy_form(&self) -> Form {
        let mut form = duplicate::form(self.copy_component, (self.target)());
        for copied in self.copies {
            let (name, help) = match copied {
                Copied::Lines => ("copy_lines", "Copy the lines too"),
                Copied::ExtraLines => ("copy_extra_lines", "Copy the extra lines too"),
            };
            form = form.field(Field::input(name, Bool, help).default_value(true));
        }
        form
    }

    fn status_fields(&self) -> Vec<Field> {
        vec![
            Field::column("status", Int::ANY).read_only().default_value(10).help("What has become of the order"),
            Field::computed(
                "status_text",
                Opaque(Text::any()),
                self.status.label_of("t.status", "t.status_custom_key"),
            )
            .not_null(),
            Field::column("status_custom_key", Int::ANY)
                .null()
                .default_value(Value::Null)
                .help("Custom state that stands for the status"),
        ]
    }

    fn figure_fields(&self) -> Vec<Field> {
        let figure = |name, fragment| Field::computed(name, Int::ANY, fragment).null_on_create();
        vec![
            figure("line_items", quantities::line_count(self)),
            figure("completed_lines", quantities::completed_line_count(self)),
            Field::computed("overdue", Bool, quantities::overdue(self)).null_on_create(),
        ]
    }

    /// The list, and what all kinds can be filtered, ordered and searched by.
    pub fn resource(&self, shape: Shape) -> Resource {
        let resource = Resource::new(self.path, Arc::new(shape), self.summary)
            .writable()
            .announced_only()
            .filters(filters::common(self))
            .filter(tags::filter(&self.model))
            .prepare(self.by_parameters)
            .order("created_by", "t.created_by_id")
            .order_by("reference", ["t.reference_int".to_owned(), "t.reference".to_owned()])
            .order("project_code", "project.code")
            .order("line_items", quantities::line_count(self))
            .order_columns(&["creation_date", "start_date", "target_date", "status", self.finished])
            .default_order(&["-t.reference_int", "-t.reference"])
            .search(&["t.reference", "t.description", "project.code"]);
        match &self.partner {
            None => resource,
            Some(partner) => resource
                .filter(targets::filter_key(partner.field, partner.column, (partner.target)()))
                .order(partner.by_name, "company.name")
                .order_columns(&["updated_at"])
                .search(&["company.name", &format!("t.{}", partner.reference)]),
        }
    }
}

impl Partner {
    fn fields(&self) -> Vec<Field> {
        vec![
            Field::column(self.field, targets::to((self.target)()))
                .stored_as(self.column)
                .null()
                .help("The company at the other end of the order"),
            embed(self.detail, Arc::new(companies::brief()), format!("t.{}", self.column)).on_demand(self.detail),
            Field::column(self.reference, Text::max(64)).blank().help("Number that the company gave the order"),
        ]
    }
}

fn date_fields() -> Vec<Field> {
    let date = |name, help| Field::column(name, Date).null().help(help);
    vec![
        // Bodies may name it, though forms are told otherwise.
        Field::column("creation_date", Date).null().told_read_only(),
        date("issue_date", "When it was issued"),
        date("start_date", "When work on it is to begin"),
        date("target_date", "When it is to be finished"),
    ]
}

fn money_fields() -> Vec<Field> {
    vec![
        Field::column("total_price", Decimal::money().unbounded())
            .read_only()
            .null()
            .help("What all lines cost together"),
        currency::of_order("order_currency").help("Currency of the total; empty for that of the company"),
        Field::column("updated_at", DateTime::MINUTES).read_only().null().help("When it was saved last"),
    ]
}

fn embedded_fields() -> Vec<Field> {
    vec![
        embed("created_by", Arc::new(user::brief()), "t.created_by_id").for_everyone().not_null().lists_filters(),
        embed("address_detail", Arc::new(address::brief()), "t.address_id").unless_refused("address_detail"),
        embed("contact_detail", Arc::new(contact::shape()), "t.contact_id").unless_refused("contact_detail"),
        embed("responsible_detail", Arc::new(user::owner()), "t.responsible_id")
            .for_everyone()
            .unless_refused("responsible_detail"),
    ]
}
