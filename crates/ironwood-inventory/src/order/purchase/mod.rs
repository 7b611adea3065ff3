//! Purchase orders: what is bought from suppliers (spec 40-orders §8-§11).

mod order;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

pub use order::shape;

use crate::common::settings::definitions::PURCHASEORDER_REFERENCE_PATTERN;
use crate::common::states;
use crate::common::{numbering, parameters};
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

/// The resources of purchase orders.
pub fn resources(_: Engine) -> Vec<Resource> {
    vec![order::resource()]
}

/// The endpoints of purchase orders.
pub fn endpoints() -> Vec<Endpoint> {
    vec![PURCHASES.status.endpoint("order/po/status")]
}
