//! Plugins: those that the server brings along, and which of them are active (spec 71 §4).

use ironwood_rest::{Ctx, Result};

/// A plugin that the server brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// Key in `plugin_pluginconfig`.
    pub key: &'static str,
    /// Short name.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Its own version.
    pub version: &'static str,
    /// What it can do, by the keys of the mixins.
    pub mixins: &'static [&'static str],
    /// Whether it cannot be switched off.
    pub mandatory: bool,
}

macro_rules! builtins {
    ($($key:literal: $name:literal, $title:literal, $version:literal, [$($mixin:literal),*], $mandatory:literal;)*) => {
        /// All of them, in the order in which a new database gets them.
        pub const BUILTINS: &[Builtin] = &[$(Builtin {
            key: $key,
            name: $name,
            title: $title,
            version: $version,
            mixins: &[$($mixin),*],
            mandatory: $mandatory,
        }),*];
    };
}

builtins! {
    "inventreebarcode": "InvenTreeBarcode", "InvenTree Barcodes", "2.2.0", ["barcode", "settings"], true;
    "autocreatebuilds": "Auto Create Builds", "Auto Create Builds", "1.1.0", ["events"], false;
    "autoiissueorders": "Auto Issue Orders", "Auto Issue Orders", "1.0.0", ["settings", "schedule"], false;
    "bom-exporter": "BOM Exporter", "Multi-Level BOM Exporter", "1.1.0", ["exporter"], true;
    "inventree-exporter": "InvenTree Exporter", "InvenTree Generic Exporter", "1.0.0", ["exporter"], true;
    "parameter-exporter": "Parameter Exporter", "Parameter Exporter", "2.0.0", ["exporter"], true;
    "inventree-stocktake-exporter": "Part Stocktake Exporter", "Part Stocktake Exporter", "1.1.1", ["exporter"], false;
    "inventree-email-notification": "InvenTreeEmailNotifications", "InvenTree Email Notifications", "1.0.0", ["settings", "notification"], true;
    "inventree-slack-notification": "InvenTreeSlackNotifications", "InvenTree Slack Notifications", "1.0.0", ["settings", "notification"], false;
    "inventree-ui-notification": "InvenTreeUINotifications", "InvenTree UI Notifications", "1.0.0", ["notification"], true;
    "inventreecurrencyexchange": "InvenTreeCurrencyExchange", "InvenTree Currency Exchange", "1.0.0", ["currencyexchange", "api_call"], true;
    "inventree-machines": "InvenTreeMachines", "InvenTree Machines", "1.0.0", ["machine"], true;
    "partnotificationsplugin": "PartNotificationsPlugin", "Part Notifications", "1.0.0", ["events", "settings"], false;
    "inventreelabel": "InvenTreeLabel", "InvenTree PDF label printer", "1.1.0", ["settings", "labels"], true;
    "inventreelabelmachine": "InvenTreeLabelMachine", "InvenTree machine label printer", "1.0.0", ["labels"], true;
    "inventreelabelsheet": "InvenTreeLabelSheet", "InvenTree Label Sheet Printer", "1.0.1", ["settings", "labels"], false;
    "digikeyplugin": "DigiKeyBarcodePlugin", "Supplier Integration - DigiKey", "1.0.1", ["settings", "barcode", "supplier-barcode"], false;
    "lcscplugin": "LCSCBarcodePlugin", "Supplier Integration - LCSC", "1.0.1", ["settings", "barcode", "supplier-barcode"], false;
    "mouserplugin": "MouserBarcodePlugin", "Supplier Integration - Mouser", "1.0.1", ["settings", "barcode", "supplier-barcode"], false;
    "tmeplugin": "TMEBarcodePlugin", "Supplier Integration - TME", "1.0.1", ["settings", "barcode", "supplier-barcode"], false;
}

impl Builtin {
    /// Whether it has the mixin.
    pub fn can(&self, mixin: &str) -> bool {
        self.mixins.contains(&mixin)
    }
}

/// The active plugins in the order of the registry, which is that of their rows. A mandatory one is active whatever its row
/// says.
///
/// # Errors
/// From storage.
pub async fn active(ctx: &mut Ctx<'_>) -> Result<Vec<Builtin>> {
    let sql = "SELECT key, active FROM plugin_pluginconfig ORDER BY id";
    let rows: Vec<(String, bool)> = ctx.conn.rows(sql, &[], |row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(choose(&rows))
}

fn choose(rows: &[(String, bool)]) -> Vec<Builtin> {
    let place = |plugin: &Builtin| rows.iter().position(|(key, _)| key == plugin.key);
    let mut chosen: Vec<Builtin> = BUILTINS
        .iter()
        .copied()
        .filter(|plugin| plugin.mandatory || place(plugin).is_some_and(|at| rows[at].1))
        .collect();
    chosen.sort_by_key(|plugin| place(plugin).unwrap_or(rows.len()));
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mandatory_plugins_are_always_active_others_by_their_rows() {
        let keys = |rows: &[(String, bool)]| choose(rows).iter().map(|plugin| plugin.key).collect::<Vec<_>>();
        let mandatory = BUILTINS.iter().filter(|plugin| plugin.mandatory).count();
        assert_eq!(keys(&[]).len(), mandatory);
        let rows = [("tmeplugin".to_owned(), true), ("inventreebarcode".to_owned(), false), ("gone".to_owned(), true)];
        assert_eq!(keys(&rows)[..2], ["tmeplugin", "inventreebarcode"]);
        assert_eq!(keys(&rows).len(), mandatory + 1);
    }
}
