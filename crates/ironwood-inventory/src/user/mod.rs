//! Users: who they are and what they may do.

pub mod accounts;
mod brief;
pub mod identity;
pub mod sessions;

pub use brief::{brief, owner};
