//! Sales orders: what is sold to customers (spec 40-orders §12-§18).

mod allocation;
mod line;
mod order;
mod shipment;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

use crate::common::settings::definitions::SALESORDER_REFERENCE_PATTERN;
use crate::common::states;
use crate::common::{numbering, parameters};
use crate::order::extra_line::ExtraLines;
use crate::order::kind::{Copied, Kind, Partner};
use crate::stock::quantities::SALES_OPEN;
use crate::{models, targets};

static REFERENCES: numbering::Series = numbering::Series {
    model: models::SALES_ORDER,
    pattern: &SALESORDER_REFERENCE_PATTERN,
    next: numbering::Next::AboveAll,
};

/// Sales orders.
pub static SALES: Kind = Kind {
    model: models::SALES_ORDER,
    path: "order/so",
    component: "SalesOrder",
    summary: "Orders that customers placed",
    target: targets::sales_order,
    status: &states::SALES_ORDER,
    open: SALES_OPEN,
    partner: Some(Partner {
        field: "customer",
        column: "customer_id",
        detail: "customer_detail",
        reference: "customer_reference",
        by_name: "customer__name",
        target: targets::customer,
    }),
    lines: models::SALES_ORDER_LINE_ITEM,
    is_done: "l.quantity <= l.shipped",
    finished: "shipment_date",
    copies: &[Copied::Lines, Copied::ExtraLines],
    copy_component: "SalesOrderDuplicateOptions",
    next_reference: |ctx| numbering::default(ctx, &REFERENCES),
    by_parameters: parameters::of_sales_orders,
};

static EXTRA_LINES: ExtraLines =
    ExtraLines { model: models::SALES_ORDER_EXTRA_LINE, path: "order/so-extra-line", component: "SalesOrderExtraLine" };

/// The resources of sales orders.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![
        order::resource(),
        line::resource(engine),
        EXTRA_LINES.resource(&SALES, order::shape()),
        shipment::resource(),
        allocation::resource(engine),
    ]
}

/// The endpoints of sales orders.
pub fn endpoints() -> Vec<Endpoint> {
    vec![SALES.status.endpoint("order/so/status")]
}
