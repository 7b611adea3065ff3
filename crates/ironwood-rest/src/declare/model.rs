//! Names of a model, as permissions, messages and metadata use them.

/// A model of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Model {
    /// Application label; not always the prefix of the table (spec 10 §3).
    pub app: &'static str,
    /// Lower-case model name, as `contenttype` and `model_type` say it.
    pub name: &'static str,
    /// Class name, as answers for missing rows say it.
    pub class: &'static str,
    /// Name for people, as messages about duplicates say it.
    pub verbose: &'static str,
    /// Table.
    pub table: &'static str,
    /// `<app>_<model>`: the key of the table of roles (spec 10 §3).
    pub key: &'static str,
}
