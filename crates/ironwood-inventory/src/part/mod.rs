//! Parts and their categories.

pub mod category;
mod category_rules;
pub mod filters;
pub mod full_name;
mod list;
pub mod price_break;
pub mod quantities;
pub mod shape;

use ironwood_db::Engine;
use ironwood_rest::declare::Resource;

/// The resources of parts.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![list::resource(engine), category::resource(engine), category::nodes()]
}
