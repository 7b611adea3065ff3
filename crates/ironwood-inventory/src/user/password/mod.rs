//! Passwords that a superuser sets for others (spec 10 §4.4), and what makes one good enough.

mod common;
mod set;
mod similarity;
mod validators;

pub use set::endpoint;
pub use validators::{Fault, Person, faults};
