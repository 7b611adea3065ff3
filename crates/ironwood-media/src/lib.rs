#![doc = include_str!("../README.md")]

pub mod name;
mod picture;
mod root;
mod svg;

pub use name::Naming;
pub use picture::{EXTENSIONS, Picture, PictureError};
pub use root::{MediaRoot, Part, Placed, Staged, Usage, Wish};
pub use svg::{SvgError, without_scripts};
