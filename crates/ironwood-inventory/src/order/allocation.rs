//! Allocations: stock that is set aside for the lines of sales and transfer orders (spec 40-orders §18, 41 §10). An allocation `t`
//! of the item `stock` belongs to the line `ln` of the order `ord`.

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Clause, Field, Filter, Model, Resource, Shape, Target, embed};
use ironwood_rest::kind::{Int, Opaque, Text};

use crate::order::{Kind, line};
use crate::part::filters::{filter_part, include_variants};
use crate::part::shape::brief_with_prices;
use crate::stock::location;
use crate::stock::shape as stock;
use crate::targets;

/// The allocations of one kind of orders.
pub struct Allocations {
    /// Their model.
    pub model: Model,
    /// Path of their list.
    pub path: &'static str,
    /// Component of the OpenAPI document.
    pub component: &'static str,
    /// The lines that they belong to.
    pub lines: fn() -> Target,
    /// The items that can be allocated.
    pub items: fn() -> Target,
    /// A sentence for people.
    pub summary: &'static str,
}

impl Allocations {
    /// An allocation with everything that both kinds have.
    pub fn shape(&self, kind: &Kind, order: Shape, engine: Engine) -> Shape {
        let key = |name, fragment: &str| Field::computed(name, Opaque(Int::ANY), fragment).not_null();
        Shape::new(self.model, self.component)
            .join("ln", kind.lines.table, "ln.id = t.line_id")
            .join("ord", kind.model.table, "ord.id = ln.order_id")
            .join("stock", "stock_stockitem", "stock.id = t.item_id")
            .join("part", "part_part", "part.id = stock.part_id")
            .join("place", "stock_stocklocation", "place.id = stock.location_id")
            .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
            .field(
                Field::column("item", targets::to((self.items)()))
                    .stored_as("item_id")
                    .required()
                    .help("The stock that is set aside"),
            )
            .field(
                Field::column("quantity", line::EXACT_QUANTITY)
                    .required()
                    .default_value(1)
                    .help("How much of it is set aside"),
            )
            .field(
                Field::column("line", targets::shown((self.lines)())).stored_as("line_id").read_only().lists_filters(),
            )
            .field(key("part", "stock.part_id"))
            .field(key("order", "ln.order_id"))
            // Clients know it as always empty.
            .field(Field::computed("serial", Text::any(), "NULL"))
            .field(key("location", "stock.location_id"))
            .field(embed("item_detail", Arc::new(stock::without_part(engine)), "t.item_id").on_demand("item_detail"))
            .field(embed("part_detail", Arc::new(brief_with_prices(engine)), "stock.part_id").on_demand("part_detail"))
            .field(embed("order_detail", Arc::new(order.without_figures()), "ln.order_id").on_demand("order_detail"))
            .field(
                embed("location_detail", Arc::new(location::brief()), "stock.location_id").on_demand("location_detail"),
            )
    }

    /// The list. How allocations are written is said already, so that forms and tables can be made; the rules of that are to come.
    pub fn resource(&self, kind: &Kind, shape: Shape) -> Resource {
        Resource::new(self.path, Arc::new(shape), self.summary)
            .updatable()
            .deletable()
            .bulk_update()
            .announced_only()
            .filter(Filter::key("order", "ln.order_id", (kind.target)()))
            .filter(targets::filter_key("line", "line_id", (self.lines)()))
            .filter(targets::filter_key("item", "item_id", (self.items)()))
            .filter(filter_part("part", targets::part(), false, |is| format!("stock.part_id {is}")))
            .filter(include_variants())
            .filter(at_location("stock"))
            .order_columns(&["quantity"])
            .order("part", "part.name")
            .order_by("serial", ["stock.serial_int".to_owned(), "stock.serial".to_owned()])
            .order("IPN", "part.\"IPN\"")
            .order("batch", "stock.batch")
            .order("location", "place.name")
            .order("order", "ord.reference")
            .search(&["part.name", "part.\"IPN\"", "stock.serial", "stock.batch"])
    }
}

/// Rows whose item `item` is at a location or below it.
pub fn at_location(item: &str) -> Filter {
    let within = format!("{item}.location_id IN ({})", location::TREE.keys_at_or_below());
    Filter::through("location", targets::location(), move |_, id| Clause::new(within.clone(), [id.into()]))
        .help("Stock at this location or below it")
}
