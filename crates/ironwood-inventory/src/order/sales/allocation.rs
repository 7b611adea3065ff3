//! `order/so-allocation/` (spec 40-orders §18).

use std::sync::Arc;

use ironwood_db::Engine;
use ironwood_rest::declare::{Field, Filter, Resource, Shape, embed};

use super::{SALES, order, shipment};
use crate::company::companies;
use crate::order::allocation::Allocations;
use crate::{models, targets};

static ALLOCATIONS: Allocations = Allocations {
    model: models::SALES_ORDER_ALLOCATION,
    path: "order/so-allocation",
    component: "SalesOrderAllocation",
    lines: targets::sales_line,
    items: targets::stock_to_sell,
    summary: "Stock that is set aside for lines of sales orders",
};

fn shape(engine: Engine) -> Shape {
    ALLOCATIONS
        .shape(&SALES, order::shape(), engine)
        .join("ship", "order_salesordershipment", "ship.id = t.shipment_id")
        .field(
            Field::column("shipment", targets::to(targets::shipment()))
                .stored_as("shipment_id")
                .null()
                .help("The shipment that it is sent with"),
        )
        .with("item_detail", |field| field.flagged("item_detail", false, true))
        .with("part_detail", |field| field.flagged("part_detail", false, true))
        .field(
            embed("shipment_detail", Arc::new(shipment::embedded()), "t.shipment_id").unless_refused("shipment_detail"),
        )
        .field(embed("customer_detail", Arc::new(companies::brief()), "ord.customer_id").on_demand("customer_detail"))
}

/// `order/so-allocation/`.
pub fn resource(engine: Engine) -> Resource {
    ALLOCATIONS
        .resource(&SALES, shape(engine))
        .bulk_delete()
        .filter(targets::filter_key("shipment", "shipment_id", targets::shipment()))
        .filter(
            Filter::truth("outstanding", format!("(ord.status IN {} AND ship.shipment_date IS NULL)", SALES.open))
                .help("Still to be sent"),
        )
        .filter(Filter::truth("assigned_to_shipment", "t.shipment_id IS NOT NULL"))
        .order("shipment_date", "ship.shipment_date")
}
