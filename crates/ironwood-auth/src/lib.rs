#![doc = include_str!("../README.md")]

mod access;
mod action;
mod authority;
mod credentials;
mod digest;
pub mod django;
pub mod password;
mod random;
mod roles;
mod seal;
pub mod second_factor;
pub mod token;

pub use access::{Decision, PermissionClass};
pub use action::{Action, Actions};
pub use authority::{Authority, Grants};
pub use credentials::{Credentials, HeaderError};
pub use roles::{ModelRule, Role, RoleGrants, RoleSet, UnknownRole};
pub use seal::Seal;
