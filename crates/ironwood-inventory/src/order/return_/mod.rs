//! Return orders: what customers send back (spec 41-return-and-transfer-orders §2-§6).

mod line;
mod order;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

use crate::common::settings::definitions::RETURNORDER_REFERENCE_PATTERN;
use crate::common::states;
use crate::common::{numbering, parameters};
use crate::order::extra_line::ExtraLines;
use crate::order::kind::{Copied, Kind, Partner};
use crate::stock::quantities::RETURN_OPEN;
use crate::{models, targets};

static REFERENCES: numbering::Series = numbering::Series {
    model: models::RETURN_ORDER,
    pattern: &RETURNORDER_REFERENCE_PATTERN,
    next: numbering::Next::AboveAll,
};

/// Return orders.
pub static RETURNS: Kind = Kind {
    model: models::RETURN_ORDER,
    path: "order/ro",
    component: "ReturnOrder",
    summary: "Orders by which customers send things back",
    target: targets::return_order,
    status: &states::RETURN_ORDER,
    open: RETURN_OPEN,
    partner: Some(Partner {
        field: "customer",
        column: "customer_id",
        detail: "customer_detail",
        reference: "customer_reference",
        by_name: "customer__name",
        target: targets::customer,
    }),
    lines: models::RETURN_ORDER_LINE_ITEM,
    // What arrived does not count, but whether it was decided what becomes of it.
    is_done: "l.outcome <> 10",
    finished: "complete_date",
    copies: &[Copied::ExtraLines],
    copy_component: "ReturnOrderDuplicateOptions",
    next_reference: |ctx| numbering::default(ctx, &REFERENCES),
    by_parameters: parameters::of_return_orders,
};

static EXTRA_LINES: ExtraLines = ExtraLines {
    model: models::RETURN_ORDER_EXTRA_LINE,
    path: "order/ro-extra-line",
    component: "ReturnOrderExtraLine",
};

/// The resources of return orders.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![order::resource(), line::resource(engine), EXTRA_LINES.resource(&RETURNS, order::shape())]
}

/// The endpoints of return orders.
pub fn endpoints() -> Vec<Endpoint> {
    vec![RETURNS.status.endpoint("order/ro/status"), states::RETURN_ORDER_LINE.endpoint("order/ro-line/status")]
}
