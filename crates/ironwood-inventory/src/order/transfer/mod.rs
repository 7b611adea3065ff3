//! Transfer orders: stock that is to move to another location (spec 41-return-and-transfer-orders §7-§11).

mod allocation;
mod line;
mod order;

use ironwood_db::Engine;
use ironwood_rest::declare::Resource;

use crate::common::settings::definitions::TRANSFERORDER_REFERENCE_PATTERN;
use crate::common::states;
use crate::common::{numbering, parameters};
use crate::order::kind::{Copied, Kind};
use crate::stock::quantities::TRANSFER_OPEN;
use crate::{models, targets};

static REFERENCES: numbering::Series = numbering::Series {
    model: models::TRANSFER_ORDER,
    pattern: &TRANSFERORDER_REFERENCE_PATTERN,
    next: numbering::Next::AboveAll,
};

/// Transfer orders.
pub static TRANSFERS: Kind = Kind {
    model: models::TRANSFER_ORDER,
    path: "order/transfer-order",
    component: "TransferOrder",
    summary: "Orders to move stock from one location to another",
    target: targets::transfer_order,
    status: &states::TRANSFER_ORDER,
    open: TRANSFER_OPEN,
    partner: None,
    lines: models::TRANSFER_ORDER_LINE_ITEM,
    is_done: "l.quantity <= l.transferred",
    finished: "complete_date",
    copies: &[Copied::Lines],
    copy_component: "TransferOrderDuplicateOptions",
    next_reference: |ctx| numbering::default(ctx, &REFERENCES),
    by_parameters: parameters::of_transfer_orders,
};

/// The resources of transfer orders.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![order::resource(), line::resource(engine), allocation::resource(engine)]
}
