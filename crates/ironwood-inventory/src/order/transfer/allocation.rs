//! `order/transfer-order-allocation/` (spec 41-return-and-transfer-orders §10).

use ironwood_db::Engine;
use ironwood_rest::declare::{Filter, Resource};

use super::{TRANSFERS, order};
use crate::order::allocation::Allocations;
use crate::{models, targets};

static ALLOCATIONS: Allocations = Allocations {
    model: models::TRANSFER_ORDER_ALLOCATION,
    path: "order/transfer-order-allocation",
    component: "TransferOrderAllocation",
    lines: targets::transfer_line,
    items: targets::stock_to_move,
    summary: "Stock that is set aside for lines of transfer orders",
};

/// `order/transfer-order-allocation/`.
pub fn resource(engine: Engine) -> Resource {
    ALLOCATIONS
        .resource(&TRANSFERS, ALLOCATIONS.shape(&TRANSFERS, order::shape(), engine))
        .filter(Filter::truth("outstanding", format!("ord.status IN {}", TRANSFERS.open)).help("Of open orders"))
}
