//! The choices a setting offers, with the labels of the wire format.

use super::currencies;
use super::definition::{ChoiceSource, Definition, Kind};
use super::definitions::CURRENCY_CODES;
use super::lookup::{Lookup, PluginRole};

/// One choice: `value` and `display_name` of the wire format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// Every day of the week by its number, Sunday first.
pub const WEEKDAYS: ChoiceSource = ChoiceSource::Fixed(&[
    ("0", "Sunday"),
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
]);

pub const PAGE_SIZES: ChoiceSource =
    ChoiceSource::Fixed(&[("A4", "A4"), ("A3", "A3"), ("Legal", "Legal"), ("Letter", "Letter")]);

/// Each format labelled with a sample day. The second sample shows the day twice, as clients know
/// it.
pub const DATE_FORMATS: ChoiceSource = ChoiceSource::Fixed(&[
    ("YYYY-MM-DD", "2022-02-22"),
    ("YYYY/MM/DD", "2022/22/22"),
    ("DD-MM-YYYY", "22-02-2022"),
    ("DD/MM/YYYY", "22/02/2022"),
    ("MM-DD-YYYY", "02-22-2022"),
    ("MM/DD/YYYY", "02/22/2022"),
    ("MMM DD YYYY", "Feb 22 2022"),
]);

/// What can be chosen now; empty for settings of other kinds.
pub fn choices(definition: &Definition, lookup: &dyn Lookup) -> Vec<Choice> {
    let Kind::Choice(source) = definition.kind else {
        return Vec::new();
    };
    match source {
        ChoiceSource::Fixed(pairs) => pairs.iter().map(|&(value, label)| Choice::new(value, label)).collect(),
        ChoiceSource::Currencies => currency_choices(&lookup.read(&CURRENCY_CODES)),
        ChoiceSource::Groups => {
            let groups = lookup.groups().into_iter().map(|(pk, name)| Choice::new(pk.to_string(), name));
            std::iter::once(Choice::new("", "No group")).chain(groups).collect()
        }
        ChoiceSource::Plugins(role) => plugin_choices(role, lookup),
    }
}

/// `CODE` and `CODE - name` of each supported currency, also for the currency fields of prices.
pub fn currency_choices(codes: &str) -> Vec<Choice> {
    currencies::supported(codes)
        .into_iter()
        .map(|currency| Choice::new(currency.code, format!("{} - {}", currency.code, currency.name)))
        .collect()
}

fn plugin_choices(role: PluginRole, lookup: &dyn Lookup) -> Vec<Choice> {
    let mut offered: Vec<Choice> = lookup
        .plugins(role)
        .into_iter()
        .map(|plugin| match role {
            PluginRole::LabelPrinter => Choice::new(plugin.key, format!("{} - {}", plugin.name, plugin.title)),
            PluginRole::Barcode | PluginRole::Exchange => Choice::new(plugin.key, plugin.title),
        })
        .collect();
    // Rates can be left alone, but only where there is a plugin to leave out.
    if role == PluginRole::Exchange && !offered.is_empty() {
        offered.insert(0, Choice::new("", "No plugin"));
    }
    offered
}

#[cfg(test)]
mod tests {
    use super::super::definitions::{
        BARCODE_GENERATION_PLUGIN, CURRENCY_UPDATE_PLUGIN, INVENTREE_DEFAULT_CURRENCY, LABEL_DEFAULT_PRINTER,
        LABEL_DPI, SIGNUP_GROUP, WEEK_STARTS_ON,
    };
    use super::super::fixture::Known;
    use super::*;

    fn pairs(definition: &Definition, known: &Known) -> Vec<(String, String)> {
        choices(definition, known).into_iter().map(|choice| (choice.value, choice.label)).collect()
    }

    fn pair(value: &str, label: &str) -> (String, String) {
        (value.to_owned(), label.to_owned())
    }

    #[test]
    fn fixed_choices_are_as_declared_and_a_number_has_none() {
        let week = pairs(&WEEK_STARTS_ON.definition, &Known::default());
        assert_eq!(week.len(), 7);
        assert_eq!(week[5], pair("5", "Friday"));
        assert!(choices(&LABEL_DPI.definition, &Known::default()).is_empty());
    }

    #[test]
    fn currencies_follow_the_supported_codes() {
        let known = Known::default().with("CURRENCY_CODES", "sek, chf,,NOK");
        assert_eq!(
            pairs(&INVENTREE_DEFAULT_CURRENCY.definition, &known),
            [
                pair("SEK", "SEK - Swedish Krona"),
                pair("CHF", "CHF - Swiss Franc"),
                pair("NOK", "NOK - Norwegian Krone")
            ]
        );
        assert_eq!(choices(&INVENTREE_DEFAULT_CURRENCY.definition, &Known::default()).len(), 8);
    }

    #[test]
    fn groups_come_after_the_choice_of_none() {
        let known = Known { groups: vec![(4, "assembly".into()), (9, "stores".into())], ..Known::default() };
        assert_eq!(
            pairs(&SIGNUP_GROUP.definition, &known),
            [pair("", "No group"), pair("4", "assembly"), pair("9", "stores")]
        );
    }

    #[test]
    fn plugins_are_offered_by_role() {
        let known = Known::default()
            .plugin(PluginRole::Barcode, "qr", "Qr", "QR codes")
            .plugin(PluginRole::Exchange, "bank", "Bank", "Bank rates")
            .plugin(PluginRole::LabelPrinter, "zebra", "Zebra", "Zebra printers");
        assert_eq!(pairs(&BARCODE_GENERATION_PLUGIN.definition, &known), [pair("qr", "QR codes")]);
        assert_eq!(
            pairs(&CURRENCY_UPDATE_PLUGIN.definition, &known),
            [pair("", "No plugin"), pair("bank", "Bank rates")]
        );
        assert_eq!(pairs(&LABEL_DEFAULT_PRINTER.definition, &known), [pair("zebra", "Zebra - Zebra printers")]);
        assert!(choices(&CURRENCY_UPDATE_PLUGIN.definition, &Known::default()).is_empty());
    }
}
