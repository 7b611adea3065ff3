//! Users: who they are and what they may do.

mod brief;
pub mod identity;

pub use brief::brief;
