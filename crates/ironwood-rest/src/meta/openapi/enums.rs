//! Lists of values as components of their own, under the names that the framework gives them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::catalogue::Catalogue;
use crate::declare::Field;
use crate::kind::Enumeration;

/// The lists of values by component.
pub(super) struct Enums {
    named: BTreeMap<String, Values>,
    /// Names of lists that do not name themselves, by component and field.
    given: BTreeMap<(&'static str, &'static str), String>,
    /// Whether some field with such a list may be empty, and whether one may be null.
    blank: bool,
    null: bool,
}

type Values = Vec<(Value, String)>;

impl Enums {
    /// Names every list: as it says itself, else by its field (`outcome`: `OutcomeEnum`), else, where fields of one name have
    /// different values, by component and field (`DataImportSessionStatusEnum`).
    pub fn of(catalogue: &Catalogue<'_>) -> Self {
        let mut enums = Enums { named: BTreeMap::new(), given: BTreeMap::new(), blank: false, null: false };
        let mut unnamed: BTreeMap<&'static str, Vec<(&'static str, Values)>> = BTreeMap::new();
        for (component, object) in &catalogue.objects {
            for field in &object.fields {
                let Some(list) = field.kind.enumeration() else { continue };
                enums.blank |= takes_blank(field, &list);
                enums.null |= field.null;
                let values: Values = list.values.iter().filter(|(value, _)| *value != "").cloned().collect();
                match list.component {
                    Some(name) => {
                        enums.named.entry(name.to_owned()).or_insert(values);
                    }
                    None => unnamed.entry(field.name).or_default().push((component, values)),
                }
            }
        }
        for (field, uses) in unnamed {
            let agreed = uses.iter().all(|(_, values)| *values == uses[0].1);
            for (component, values) in uses {
                let owner = if agreed { "" } else { component };
                let name = format!("{owner}{}Enum", camel(field));
                enums.named.entry(name.clone()).or_insert(values);
                enums.given.insert((component, field), name);
            }
        }
        enums
    }

    /// The component of a field's list of values.
    pub fn name_of(&self, component: &'static str, field: &Field, list: &Enumeration) -> Option<&str> {
        match list.component {
            Some(name) => Some(name),
            None => self.given.get(&(component, field.name)).map(String::as_str),
        }
    }

    /// Adds the components, and those for no value that fields refer to.
    pub fn write(&self, schemas: &mut Map<String, Value>) {
        for (name, values) in &self.named {
            let kind = if values.iter().all(|(value, _)| value.is_number()) { "integer" } else { "string" };
            let list: Vec<&Value> = values.iter().map(|(value, _)| value).collect();
            schemas.insert(name.clone(), json!({"enum": list, "type": kind, "description": legend(values)}));
        }
        if self.blank {
            schemas.insert(BLANK.into(), json!({"enum": [""]}));
        }
        if self.null {
            schemas.insert(NULL.into(), json!({"enum": [null]}));
        }
    }
}

/// Components of no value, for fields that may be empty or null.
pub(super) const BLANK: &str = "BlankEnum";
pub(super) const NULL: &str = "NullEnum";

/// Whether a field takes an empty text besides the values of its list.
pub(super) fn takes_blank(field: &Field, list: &Enumeration) -> bool {
    field.blank || list.values.iter().any(|(value, _)| *value == "")
}

/// The values with their names for people, as a list in Markdown.
fn legend(values: &[(Value, String)]) -> String {
    let lines: Vec<String> = values
        .iter()
        .map(|(value, name)| {
            format!("* `{}` - {name}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
        .collect();
    lines.join("\n")
}

/// `stock_sort_by` -> `StockSortBy`.
fn camel(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut word = word.to_owned();
            if let Some(first) = word.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            word
        })
        .collect()
}
