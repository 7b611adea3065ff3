//! What can be done with stock: one file per action.

pub mod add;
mod adjust;
pub mod count;
mod plan;
pub mod remove;
mod store;
pub mod transfer;

pub use adjust::endpoints;
pub use store::{delete, relink_children};
