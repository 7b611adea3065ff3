//! The actions of stock, as clients meet them: what is answered, what the database holds, what the history tells.

#[path = "../common/mod.rs"]
mod common;

mod adjustments;
mod assemblies;
mod customers;
mod merging;
mod serials;
mod warehouse;
