//! Extra lines: what an order costs besides what is ordered, such as freight (spec 40-orders §7.2).

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Model, Resource, Shape};
use ironwood_rest::kind::{Decimal, Text};

use crate::order::{Kind, line};

/// The extra lines of one kind of orders.
pub struct ExtraLines {
    /// Their model.
    pub model: Model,
    /// Path of their list.
    pub path: &'static str,
    /// Component of the OpenAPI document.
    pub component: &'static str,
}

impl ExtraLines {
    /// An extra line. Its price may be below zero: a credit.
    fn shape(&self, kind: &Kind, order: Shape) -> Shape {
        line::shape(kind, self.model, self.component, order, line::QUANTITY)
            .field(Field::column("description", Text::max(250)).blank().help("What the line is for"))
            .field(line::discount())
            .fields(line::price("price", Decimal::money().unbounded(), "price_currency"))
            .field(line::total_price("price"))
            .hidden("context", Param::Null)
    }

    /// The list. How extra lines are written is said already, so that forms and tables can be made; the rules of that are to come.
    pub fn resource(&self, kind: &Kind, order: Shape) -> Resource {
        let shape = self.shape(kind, order);
        let lines = line::resource(kind, self.path, shape, "What an order costs besides what is ordered");
        line::order_by_place(lines, "").order_columns(&["notes"]).search(&["t.quantity", "t.notes", "t.description"])
    }
}
