//! Users: who they are and what they may do.

pub mod identity;
