//! Build orders: what is made, of what, and what is set aside for it (spec 50-build).

mod item;
mod line;
mod list;
pub mod quantities;
pub mod shape;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Resource};

use crate::common::states;
use crate::tree::Tree;

/// The tree of builds and the builds that were made for them.
pub const TREE: Tree = Tree { table: "build_build", parent: "parent_id", has_path: false };

/// The resources of builds.
pub fn resources(engine: Engine) -> Vec<Resource> {
    vec![list::resource(engine), line::resource(engine), item::resource(engine)]
}

/// The endpoints of builds.
pub fn endpoints() -> Vec<Endpoint> {
    vec![states::BUILD.endpoint("build/status")]
}
