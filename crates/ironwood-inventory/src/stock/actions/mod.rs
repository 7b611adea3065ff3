//! What can be done with stock: one file per action.

pub mod add;
mod adjust;
pub mod assign;
pub mod change_status;
pub mod convert;
pub mod count;
pub mod disassemble;
pub mod give_back;
pub mod install;
pub mod merge;
mod merged;
mod named;
mod of_one;
mod plan;
pub mod remove;
pub mod serialise;
mod store;
pub mod transfer;
pub mod uninstall;

use ironwood_db::Engine;
use ironwood_rest::declare::{Endpoint, Form, Handler};
use ironwood_rest::{Method, PermissionClass};

use crate::models;

pub use store::{delete, relink_children};

/// A path with an action of stock, which asks for the permission to add stock (spec 30-stock §2).
fn action(path: &'static str, summary: &'static str, form: Form, handler: Handler) -> Endpoint {
    Endpoint::new(path, summary).model(models::STOCK_ITEM).on(Method::Post, PermissionClass::Role, form, handler)
}

/// The actions of stock.
pub fn endpoints(engine: Engine) -> Vec<Endpoint> {
    [adjust::endpoints(), named::endpoints(), of_one::endpoints(engine)].concat()
}
