//! What the lines of all kinds of orders have in common (spec 40-orders §7). A line `t` belongs to the order `ord`.

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Filter, Model, Resource, Shape, embed};
use ironwood_rest::kind::{Date, Decimal, DecimalStyle, Int, Kind as FieldKind, Text, Url};

use crate::common::{currency, project_codes};
use crate::order::{Kind, quantities};
use crate::targets;

/// How much a line is about, where more places than the column has are rounded away.
pub const QUANTITY: Decimal = Decimal::quantity(15, 5).at_least(0).style(DecimalStyle::Rounded);

/// The same where more places are refused.
pub const EXACT_QUANTITY: Decimal = Decimal::quantity(15, 5).at_least(0).style(DecimalStyle::Number);

/// A line with everything that the lines of all orders have. `order` is the order as lines embed it, `quantity` the kind of the
/// field of that name.
pub fn shape(
    kind: &Kind,
    model: Model,
    component: &'static str,
    order: Shape,
    quantity: impl FieldKind + 'static,
) -> Shape {
    Shape::new(model, component)
        .join("ord", kind.model.table, "ord.id = t.order_id")
        .join("project", "common_projectcode", "project.id = t.project_code_id")
        .fields(own_fields(kind, quantity))
        .fields(project_codes::details("project_code_label"))
        .field(embed("order_detail", Arc::new(order.without_figures()), "t.order_id").on_demand("order_detail"))
        .hidden("line_int", 0i64)
        .hidden("metadata", Param::Json("{}".into()))
}

fn own_fields(kind: &Kind, quantity: impl FieldKind + 'static) -> Vec<Field> {
    vec![
        Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"),
        Field::column("order", targets::to((kind.target)()))
            .stored_as("order_id")
            .required()
            .help("The order that the line belongs to"),
        Field::column("line", Text::max(20))
            .blank()
            .default_value("")
            .label("Line number")
            .help("Where in the order the line stands"),
        Field::column("quantity", quantity).required().default_value(1).help("How much of it"),
        Field::column("reference", Text::max(100)).blank().help("What the line is called"),
        Field::column("notes", Text::max(500)).blank().help("A remark on the line"),
        Field::column("link", Url { max: 2000 }).blank().help("Web page about it"),
        Field::column("project_code", targets::to(targets::project_code()))
            .stored_as("project_code_id")
            .null()
            .help("The project that it belongs to"),
        Field::column("target_date", Date).null().help("When it is needed; empty for when the order is"),
    ]
}

/// How much of the price is let off.
pub fn discount() -> Field {
    Field::column("discount", Decimal::quantity(5, 2).at_least(0).at_most(100))
        .default_value(0)
        .help("How much of the price is let off, in percent")
}

/// The price of one unit, and its currency.
pub fn price(name: &'static str, kind: Decimal, currency: &'static str) -> [Field; 2] {
    [Field::column(name, kind).null().help("Price of one unit"), currency::field(currency)]
}

/// What the line costs by the price in the column `price`.
pub fn total_price(price: &str) -> Field {
    Field::computed("total_price", Decimal::money().unbounded(), quantities::line_total(price))
}

/// The list of lines, with what all of them can be filtered and ordered by.
pub fn resource(kind: &Kind, path: &'static str, shape: Shape, summary: &'static str) -> Resource {
    Resource::new(path, Arc::new(shape), summary)
        .writable()
        .bulk_delete()
        .announced_only()
        .filter(targets::filter_key("order", "order_id", (kind.target)()))
        .order_columns(&["quantity", "reference"])
        .search(&["t.reference"])
}

/// Filters by the status of the order.
pub fn of_order() -> [Filter; 2] {
    [
        Filter::number("order_status", "ord.status", "=").whole().help("Lines of orders in this status"),
        Filter::truth("order_complete", quantities::ORDER_COMPLETE),
    ]
}

/// A filter by whether the order is open.
pub fn is_open(name: &'static str, kind: &Kind) -> Filter {
    Filter::truth(name, format!("ord.status IN {}", kind.open)).help("Lines of open orders")
}

/// The ordering by the place in the order; `last` decides between lines without one.
pub fn order_by_place(resource: Resource, last: &str) -> Resource {
    let place = ["t.line_int", "t.line", last].into_iter().filter(|term| !term.is_empty());
    resource.order_by("line", place.map(str::to_owned))
}
