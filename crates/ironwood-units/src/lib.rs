#![doc = include_str!("../README.md")]

mod catalogue;
mod convert;
mod dimension;
mod error;
mod expression;
mod lexer;
mod notation;
mod registry;
mod table;
mod unit;

pub use catalogue::{Catalogue, CatalogueEntry};
pub use convert::Dialect;
pub use dimension::Dimension;
pub use error::{ConversionError, QuantityError};
pub use registry::{CustomUnit, Quantity, Registry};
