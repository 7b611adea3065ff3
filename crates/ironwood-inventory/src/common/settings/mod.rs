//! Settings: what can be set, what a stored value means, and which values are taken (spec 60-system
//! §1).
//!
//! A setting is a row of text, `common_inventreesetting` for the whole server or
//! `common_inventreeusersetting` per user. All else about it is said once, in [`definitions`], one
//! line per key. Rules of the domain read a setting through its typed key, so a key cannot be
//! misspelt nor read as the wrong type: `definitions::STOCK_STALE_DAYS.read(stored)` is an `i64`.
//!
//! Nothing in here touches the database. What a check has to know besides the value (another
//! setting, the groups, the active plugins) it asks of a [`Lookup`].

pub mod choices;
pub mod currencies;
pub mod definition;
pub mod definitions;
mod encode;
mod error;
pub mod internal;
mod lookup;
pub mod reference_pattern;
mod validators;
mod value;

#[cfg(test)]
mod fixture;

pub use choices::{Choice, choices};
pub use definition::{ChoiceSource, Definition, Effect, Kind, Related, Scope, Setting, Validator};
pub use definitions::{all, find};
pub use encode::{confirm, encode};
pub use error::SettingError;
pub use lookup::{Lookup, Plugin, PluginRole, TemplateKind};
pub use value::{Native, NativeValue, native_value};

/// Shown as the description of a stored key that has no definition. Such rows were left by an older
/// version and are never deleted (spec 60-system §1.2).
pub const OBSOLETE: &str = "Obsolete: this version does not read it and keeps it as it was left.";

/// What a protected setting shows instead of its value, whatever that is (spec 60-system §1.3).
pub const MASK: &str = "***";
