#![doc = include_str!("../README.md")]

mod files;
pub mod icons;
pub mod pages;

pub use files::{StaticFile, static_file, static_files};
