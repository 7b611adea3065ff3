//! What belongs to no single sub-domain: settings and the objects that hang on any model.

pub mod currency;
pub mod icons;
pub mod parameters;
pub mod settings;
pub mod tags;
pub mod units;
