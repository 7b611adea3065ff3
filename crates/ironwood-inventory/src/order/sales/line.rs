//! `order/so-line/` (spec 40-orders §14).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Field, Filter, Resource, Shape, embed};
use ironwood_rest::kind::{Bool, Decimal, Float};

use super::{SALES, order};
use crate::company::companies;
use crate::order::{line, quantities};
use crate::part::filters::{filter_part, include_variants};
use crate::part::shape::brief_with_prices;
use crate::stock::quantities::{Items, variants_of};
use crate::{models, targets};

/// A line of a sales order with everything that is known of it.
fn shape(engine: Engine) -> Shape {
    line::shape(&SALES, models::SALES_ORDER_LINE_ITEM, "SalesOrderLineItem", order::shape(), line::QUANTITY)
        .join("part", "part_part", "part.id = t.part_id")
        .join("company", "company_company", "company.id = ord.customer_id")
        .fields(own_fields())
        .fields(quantities::part_figures(engine))
        .field(
            Field::computed("available_variant_stock", Float, sellable_variants().unclaimed(engine))
                .not_null()
                .absent_on_create(),
        )
        .field(Field::computed("allocated", Float, quantities::sales_allocations("t")).not_null().absent_on_create())
        .field(embed("part_detail", Arc::new(brief_with_prices(engine)), "t.part_id").on_demand("part_detail"))
        .field(embed("customer_detail", Arc::new(companies::brief()), "ord.customer_id").on_demand("customer_detail"))
}

fn own_fields() -> Vec<Field> {
    let [price, currency] = line::price("sale_price", Decimal::money(), "sale_price_currency");
    vec![
        Field::column("part", targets::to(targets::salable_part())).stored_as("part_id").null().help("What is sold"),
        line::discount(),
        price,
        currency,
        Field::column("shipped", Decimal::quantity(15, 5))
            .read_only()
            .default_value(0)
            .help("How much of it has been sent"),
        Field::computed("overdue", Bool, quantities::late_in(&SALES, "t.shipped < t.quantity")).null_on_create(),
    ]
}

/// Items of variants below the line's part that can be sold.
fn sellable_variants() -> Items {
    Items::of_parts(&format!("{} AND v.salable AND v.active", variants_of("t.part_id")))
}

/// `order/so-line/`. How lines are written is said already, so that forms and tables can be made; the rules of that are to come.
pub fn resource(engine: Engine) -> Resource {
    let lines = line::resource(&SALES, "order/so-line", shape(engine), "What is sold by sales orders");
    let allocated = quantities::sales_allocations("t");
    line::order_by_place(lines, "part.name")
        .filters(line::of_order())
        .filter(line::is_open("order_outstanding", &SALES))
        .filter(filter_part("part", targets::part(), false, |is| format!("t.part_id {is}")))
        .filter(include_variants())
        .filter(Filter::truth("allocated", format!("{allocated} >= t.quantity")))
        .filter(Filter::truth("completed", "t.shipped >= t.quantity"))
        .filter(Filter::truth("has_pricing", "t.sale_price IS NOT NULL"))
        .order_columns(&["shipped", "sale_price", "target_date"])
        .order("customer", "company.name")
        .order("order", "ord.reference")
        .order("part", "part.name")
        .order("part__name", "part.name")
        .order("IPN", "part.\"IPN\"")
        .order("allocated", allocated)
        .order("status", "ord.status")
        .order("shipment_date", "ord.shipment_date")
        .search(&["part.name", "t.quantity"])
}
