//! Stock: locations, items, their history.

pub mod location;
pub mod quantities;

use ironwood_db::Engine;
use ironwood_rest::declare::Resource;

/// The resources of stock.
pub fn resources(_: Engine) -> Vec<Resource> {
    Vec::new()
}
