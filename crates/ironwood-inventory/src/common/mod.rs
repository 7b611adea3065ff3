//! What belongs to no single sub-domain: settings and the objects that hang on any model.

pub mod settings;
