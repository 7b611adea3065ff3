//! Lists of values as components of their own, under the names that the framework gives them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::catalogue::Catalogue;
use crate::declare::Field;

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
        let mut unnamed: BTreeMap<&str, Vec<(&'static str, &'static str, &Values)>> = BTreeMap::new();
        let all: Vec<(&'static str, &Field)> = catalogue
            .objects
            .iter()
            .flat_map(|(component, object)| object.fields.iter().map(move |field| (*component, *field)))
            .collect();
        let values: Vec<Option<Values>> =
            all.iter().map(|(_, field)| field.kind.enumeration().map(|list| list.values.to_vec())).collect();
        for ((component, field), values) in all.iter().zip(&values) {
            let (Some(list), Some(values)) = (field.kind.enumeration(), values) else { continue };
            enums.blank |= takes_blank(field);
            enums.null |= field.null;
            match list.component {
                Some(name) => {
                    enums.named.entry(name.to_owned()).or_insert_with(|| values.clone());
                }
                None => unnamed.entry(field.name).or_default().push((component, field.name, values)),
            }
        }
        for (field, uses) in unnamed {
            let agreed = uses.iter().all(|(_, _, values)| *values == uses[0].2);
            for (component, _, values) in &uses {
                let owner = if agreed { "" } else { component };
                let name = format!("{owner}{}Enum", camel(field));
                enums.named.entry(name.clone()).or_insert_with(|| (*values).clone());
                enums.given.insert((component, uses[0].1), name);
            }
        }
        enums
    }

    /// The component of a field's list of values.
    pub fn name_of<'a>(&'a self, component: &'static str, field: &'a Field) -> Option<&'a str> {
        match field.kind.enumeration()?.component {
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
pub(super) fn takes_blank(field: &Field) -> bool {
    field.blank && field.kind.enumeration().is_some_and(|list| list.values.iter().all(|(value, _)| *value != ""))
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
