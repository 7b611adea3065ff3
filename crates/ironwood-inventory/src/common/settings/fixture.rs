//! A small server for the tests of this module: what [`Lookup`] answers there.

use std::collections::HashMap;

use super::definition::Related;
use super::lookup::{Lookup, Plugin, PluginRole, TemplateKind};

#[derive(Debug, Default)]
pub struct Known {
    pub stored: HashMap<String, String>,
    pub groups: Vec<(i64, String)>,
    pub plugins: Vec<(PluginRole, Plugin)>,
    pub rows: Vec<(&'static str, i64)>,
}

impl Known {
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.stored.insert(key.to_owned(), value.to_owned());
        self
    }

    pub fn plugin(mut self, role: PluginRole, key: &str, name: &str, title: &str) -> Self {
        self.plugins.push((role, Plugin { key: key.to_owned(), name: name.to_owned(), title: title.to_owned() }));
        self
    }
}

impl Lookup for Known {
    fn stored(&self, key: &str) -> Option<String> {
        self.stored.get(key).cloned()
    }

    fn groups(&self) -> Vec<(i64, String)> {
        self.groups.clone()
    }

    fn plugins(&self, role: PluginRole) -> Vec<Plugin> {
        self.plugins.iter().filter(|(of, _)| *of == role).map(|(_, plugin)| plugin.clone()).collect()
    }

    fn check_icon(&self, icon: &str) -> Result<(), String> {
        if icon == "set:anvil:solid" { Ok(()) } else { Err(format!("no icon {icon}")) }
    }

    fn check_template(&self, kind: TemplateKind, template: &str) -> Result<(), String> {
        if template.matches("{{").count() == template.matches("}}").count() {
            Ok(())
        } else {
            Err(format!("{kind:?} ends too soon"))
        }
    }

    fn exists(&self, related: &Related, pk: i64) -> bool {
        self.rows.contains(&(related.model, pk))
    }
}
