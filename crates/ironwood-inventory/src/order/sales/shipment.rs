//! `order/so/shipment/` (spec 40-orders §15).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Filter, Resource, Shape, embed};
use ironwood_rest::kind::{Date, Int, Text, Url};

use super::{SALES, order};
use crate::common::{duplicate, parameters, states, tags};
use crate::company::{address, companies};
use crate::order::{line, quantities};
use crate::{models, targets, user};

/// A shipment with everything that is known of it.
fn shape() -> Shape {
    let text = |name, max, help| Field::column(name, Text::max(max)).blank().help(help);
    Shape::new(models::SALES_ORDER_SHIPMENT, "SalesOrderShipment")
        .join("ord", SALES.model.table, "ord.id = t.order_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("order", targets::to(targets::sales_order()))
                .stored_as("order_id")
                .required()
                .help("The order that it is sent for"),
        )
        .field(Field::computed("allocated_items", Int::ANY, quantities::items_in_shipment()).null_on_create())
        .field(Field::column("shipment_date", Date).null().help("When it was sent"))
        .field(Field::column("delivery_date", Date).null().help("When it arrived"))
        .field(
            Field::column("shipment_address", targets::to(targets::address()))
                .stored_as("shipment_address_id")
                .null()
                .label("Address")
                .help("Where it goes; empty for where the order says"),
        )
        .field(
            Field::column("checked_by", targets::to(targets::user()))
                .stored_as("checked_by_id")
                .null()
                .help("Who checked what is in it"),
        )
        .field(
            Field::column("reference", Text::max(100))
                .default_value("1")
                .label("Shipment")
                .help("Number of the shipment"),
        )
        .field(text("tracking_number", 100, "Number by which the carrier knows it"))
        .field(text("invoice_number", 100, "Number of the invoice"))
        // Clients may send it, but barcodes are assigned by actions of their own.
        .field(
            Field::computed("barcode_hash", Text::max(128), "t.barcode_hash")
                .writable()
                .not_null()
                .blank()
                .help("Digest of the assigned barcode"),
        )
        .field(Field::column("link", Url { max: 2000 }).blank().help("Web page about it"))
        .field(Field::column("notes", Text::notes()).null().blank().only_in_detail().help("Remarks, in Markdown"))
        .field(duplicate::field("SalesOrderShipmentDuplicateOptions", targets::shipment()))
        .fields(embedded_fields())
        .field(tags::field(&models::SALES_ORDER_SHIPMENT))
        .field(parameters::field(&models::SALES_ORDER_SHIPMENT))
        .hidden("barcode_hash", "")
        .hidden("barcode_data", "")
        .hidden("metadata", Param::Json("{}".into()))
}

fn embedded_fields() -> Vec<Field> {
    vec![
        embed("order_detail", Arc::new(order::shape().without_figures()), "t.order_id").unless_refused("order_detail"),
        embed("customer_detail", Arc::new(companies::brief()), "ord.customer_id").on_demand("customer_detail"),
        embed("checked_by_detail", Arc::new(user::brief()), "t.checked_by_id")
            .for_everyone()
            .unless_refused("checked_by_detail"),
        embed("shipment_address_detail", Arc::new(address::brief()), "t.shipment_address_id")
            .unless_refused("shipment_address_detail"),
    ]
}

/// A shipment as its allocations embed it: without its order.
pub fn embedded() -> Shape {
    shape().without_figures().with("order_detail", |field| field.on_demand("order_detail"))
}

/// `order/so/shipment/`. How shipments are written is said already, so that forms and tables can be made; the rules of that are to
/// come.
pub fn resource() -> Resource {
    Resource::new("order/so/shipment", Arc::new(shape()), "What is sent to customers at once")
        .writable()
        .announced_only()
        .filter(targets::filter_key("order", "order_id", targets::sales_order()))
        .filter(Filter::truth("checked", "t.checked_by_id IS NOT NULL"))
        .filter(Filter::truth("shipped", "t.shipment_date IS NOT NULL"))
        .filter(Filter::truth("delivered", "t.delivery_date IS NOT NULL"))
        .filter(line::is_open("order_outstanding", &SALES).help("Shipments of open orders"))
        .filter(states::filter("order_status", "ord").help("Shipments of orders in this status"))
        .filter(tags::filter(&models::SALES_ORDER_SHIPMENT))
        .prepare(parameters::of_shipments)
        .order_columns(&["reference", "delivery_date", "shipment_date"])
        .order("allocated_items", quantities::items_in_shipment())
        .search(&["ord.reference", "t.reference", "t.tracking_number", "t.invoice_number"])
}
