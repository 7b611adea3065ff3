//! What the checks and choices of settings ask for, read from the database beforehand.

use std::collections::HashMap;

use ironwood_assets::icons;
use ironwood_rest::{Ctx, Result};

use crate::common::settings::definitions::INVENTREE_BASE_URL;
use crate::common::settings::{Lookup, Plugin, PluginRole, Related, TemplateKind};
use crate::plugin::{self, Builtin};

/// The server as it is at this moment.
pub(super) struct Known {
    stored: HashMap<String, String>,
    groups: Vec<(i64, String)>,
    plugins: Vec<Builtin>,
    site_url_configured: bool,
}

impl Known {
    /// Reads it: three statements.
    ///
    /// # Errors
    /// From storage.
    pub(super) async fn load(ctx: &mut Ctx<'_>) -> Result<Self> {
        let sql = "SELECT key, value FROM common_inventreesetting";
        let stored: Vec<(String, String)> = ctx.conn.rows(sql, &[], |row| Ok((row.get(0)?, row.get(1)?))).await?;
        let sql = "SELECT id, name FROM auth_group ORDER BY id";
        let groups = ctx.conn.rows(sql, &[], |row| Ok((row.get(0)?, row.get(1)?))).await?;
        let plugins = plugin::active(ctx).await?;
        let mut configuration = ctx.kernel.configuration().iter();
        let site_url_configured =
            configuration.any(|variable| variable.name == "INVENTREE_SITE_URL" && variable.source != "default");
        Ok(Known { stored: stored.into_iter().collect(), groups, plugins, site_url_configured })
    }

    /// Whether the configuration of the server decides about a setting, so that writing it would change nothing.
    pub(super) fn is_locked(&self, key: &str) -> bool {
        self.site_url_configured && key == INVENTREE_BASE_URL.key()
    }
}

/// Most steps that a template may take while it is tried.
const FUEL: u64 = 20_000;

impl Lookup for Known {
    fn stored(&self, key: &str) -> Option<String> {
        self.stored.get(key).cloned()
    }

    fn groups(&self) -> Vec<(i64, String)> {
        self.groups.clone()
    }

    fn plugins(&self, role: PluginRole) -> Vec<Plugin> {
        let plays = |plugin: &&Builtin| match role {
            // Those that only know the labels of a supplier cannot write codes.
            PluginRole::Barcode => plugin.can("barcode") && !plugin.can("supplier-barcode"),
            PluginRole::Exchange => plugin.can("currencyexchange"),
            PluginRole::LabelPrinter => plugin.can("labels"),
        };
        let told = |plugin: &Builtin| Plugin {
            key: plugin.key.to_owned(),
            name: plugin.name.to_owned(),
            title: plugin.title.to_owned(),
        };
        self.plugins.iter().filter(plays).map(told).collect()
    }

    fn check_icon(&self, icon: &str) -> std::result::Result<(), String> {
        icons::check(icon).map_err(|error| error.to_string())
    }

    fn check_template(&self, kind: TemplateKind, template: &str) -> std::result::Result<(), String> {
        let mut environment = minijinja::Environment::new();
        environment.set_fuel(Some(FUEL));
        let compiled = environment.template_from_str(template).map_err(|error| explain(&error))?;
        match kind {
            // Tried on a part that has nothing: what such a part lacks is empty text.
            TemplateKind::PartName => {
                let part = minijinja::context! { part => minijinja::context! {} };
                compiled.render(part).map(drop).map_err(|error| explain(&error))
            }
            // What a batch code may speak of is only known where stock is made.
            TemplateKind::BatchCode => Ok(()),
        }
    }

    fn exists(&self, _: &Related, _: i64) -> bool {
        // No setting of the server points to a row; plugins and machines look theirs up themselves.
        false
    }
}

fn explain(error: &minijinja::Error) -> String {
    format!("The template cannot be used: {error}")
}
