//! The domain of Ironwood: parts, stock, companies and what belongs to them, declared for the resource kernel.
//!
//! One folder per sub-domain. It knows no HTTP: actions get a [`ironwood_rest::Ctx`] and typed input.

pub mod common;
pub mod user;
