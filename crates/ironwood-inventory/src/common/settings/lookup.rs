//! What checks and choices need to know besides the value itself.

use super::definition::{Related, Setting};
use super::value::Native;

/// What a plugin must be able to do to be offered as a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PluginRole {
    /// Writes barcodes of the server's own items.
    Barcode,
    /// Fetches exchange rates.
    Exchange,
    /// Prints labels.
    LabelPrinter,
}

/// An active plugin: its key (slug), its short name and its title for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plugin {
    pub key: String,
    pub name: String,
    pub title: String,
}

/// Whose template a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TemplateKind {
    /// `PART_NAME_FORMAT`: rendered with one variable, `part` (spec 20-part §14).
    PartName,
    /// `STOCK_BATCH_CODE_TEMPLATE` (spec 30-stock §12.5).
    BatchCode,
}

/// Answers of the rest of the server. An implementation loads what the setting at hand may ask for
/// before the check begins, so none of these waits.
pub trait Lookup {
    /// The text in force of another global setting: the configured override, else the row; `None`
    /// when there is neither.
    fn stored(&self, key: &str) -> Option<String>;

    /// Primary key and name of every group, by primary key.
    fn groups(&self) -> Vec<(i64, String)>;

    /// The active plugins with this role, in the order of the plugin list.
    fn plugins(&self, role: PluginRole) -> Vec<Plugin>;

    /// Whether a non-empty icon, `pack:name:variant`, exists; the message says what is wrong with
    /// it (spec 30-stock §4.4).
    fn check_icon(&self, icon: &str) -> Result<(), String>;

    /// Whether the template parses and renders for made-up objects; the message says what is wrong
    /// with it.
    fn check_template(&self, kind: TemplateKind, template: &str) -> Result<(), String>;

    /// Whether the row exists and has the flags that the setting asks for.
    fn exists(&self, related: &Related, pk: i64) -> bool;
}

impl dyn Lookup + '_ {
    /// The value in force of another setting.
    pub(super) fn read<T: Native>(&self, setting: &Setting<T>) -> T {
        setting.read(self.stored(setting.key()).as_deref())
    }
}
