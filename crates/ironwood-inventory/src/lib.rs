//! The domain of Ironwood: parts, stock, companies and what belongs to them, declared for the resource kernel.
//!
//! One folder per sub-domain. It knows no HTTP: actions get a [`ironwood_rest::Ctx`] and typed input.

pub mod account;
pub mod audit;
pub mod bom;
pub mod build;
pub mod common;
pub mod company;
pub mod mail;
pub mod models;
pub mod order;
pub mod part;
pub mod plugin;
pub mod references;
pub mod stock;
pub mod system;
pub mod targets;
pub mod tree;
pub mod user;
pub mod version;

use ironwood_db::Engine;
use ironwood_rest::Kernel;

/// Everything the API consists of, for databases of `engine`.
pub fn kernel(engine: Engine) -> Kernel {
    Kernel::default()
        .about(version::info())
        .with_references(references::ALL)
        .cleanup(common::belongings::remove)
        .resources(part::resources(engine))
        .endpoints(part::endpoints(engine))
        .resources(bom::resources(engine))
        .endpoints(bom::endpoints())
        .cleanup(bom::before_removal)
        .resources(stock::resources(engine))
        .endpoints(stock::endpoints(engine))
        .resources(build::resources(engine))
        .endpoints(build::endpoints())
        .resources(order::resources(engine))
        .endpoints(order::endpoints())
        .resources(common::resources(engine))
        .endpoints(common::endpoints(engine))
        .resources(user::resources(engine))
        .endpoints(user::endpoints())
        .resources([audit::resource()])
        .cleanup(user::leave)
        .resources(company::resources(engine))
        .endpoints(company::endpoints())
        .resources(system::resources())
        .endpoints(system::endpoints())
}
