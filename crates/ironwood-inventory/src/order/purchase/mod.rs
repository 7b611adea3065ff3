//! Purchase orders: what is bought from suppliers (spec 40-orders §8-§11).

mod line;
mod order;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

use crate::common::settings::definitions::PURCHASEORDER_REFERENCE_PATTERN;
use crate::common::states;
use crate::common::{numbering, parameters};
use crate::order::extra_line::ExtraLines;
use crate::order::kind::{Copied, Kind, Partner};
use crate::stock::quantities::PURCHASE_OPEN;
use crate::{models, targets};

static REFERENCES: numbering::Series = numbering::Series {
    model: models::PURCHASE_ORDER,
    pattern: &PURCHASEORDER_REFERENCE_PATTERN,
    next: numbering::Next::AboveAll,
};

/// Purchase orders.
pub static PURCHASES: Kind = Kind {
    model: models::PURCHASE_ORDER,
    path: "order/po",
    component: "PurchaseOrder",
    summary: "Orders placed with suppliers",
    target: targets::purchase_order,
    status: &states::PURCHASE_ORDER,
    open: PURCHASE_OPEN,
    partner: Some(Partner {
        field: "supplier",
        column: "supplier_id",
        detail: "supplier_detail",
        reference: "supplier_reference",
        by_name: "supplier__name",
        target: targets::supplier,
    }),
    lines: models::PURCHASE_ORDER_LINE_ITEM,
    is_done: "l.quantity <= l.received",
    finished: "complete_date",
    copies: &[Copied::Lines, Copied::ExtraLines],
    copy_component: "PurchaseOrderDuplicateOptions",
    next_reference: |ctx| numbering::default(ctx, &REFERENCES),
    by_parameters: parameters::of_purchase_orders,
};

static EXTRA_LINES: ExtraLines = ExtraLines {
    model: models::PURCHASE_ORDER_EXTRA_LINE,
    path: "order/po-extra-line",
    component: "PurchaseOrderExtraLine",
};

/// The resources of purchase orders.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![order::resource(), line::resource(engine), EXTRA_LINES.resource(&PURCHASES, order::shape())]
}

/// The endpoints of purchase orders.
pub fn endpoints() -> Vec<Endpoint> {
    vec![PURCHASES.status.endpoint("order/po/status")]
}
