//! The number of a status on the wire, and the filter by it.

use ironwood_db::{Cell, Param};
use ironwood_rest::declare::{Clause, Filter, invalid_choice};
use ironwood_rest::kind::{Int, Kind, Rejected};
use ironwood_rest::read::Render;
use ironwood_rest::{Error, JsonWriter};
use serde_json::{Map, Value, json};

/// A status code, which forms show as a choice of all codes of this moment: custom states are rows.
pub struct Code;

impl Kind for Code {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        Int::ANY.decode(input).map_err(|_| vec!["Invalid choice".to_owned()])
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        Int::ANY.encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        meta.insert("type".into(), "choice".into());
    }

    fn openapi(&self) -> Value {
        json!({"type": "integer"})
    }

    fn may_be_blank(&self) -> bool {
        true
    }
}

/// Rows in a status: in the status itself and no custom state, or in the custom state of this key (spec 40-orders §4.3). `row` is
/// the alias of the row that has the status.
pub fn filter(name: &'static str, row: &str) -> Filter {
    let in_status = format!("(({row}.status = ? AND {row}.status_custom_key IS NULL) OR {row}.status_custom_key = ?)");
    Filter::custom(name, "integer", move |_, value| {
        let code = value.trim().parse::<i64>().map_err(|_| no_code(name, value))?;
        Ok(Some(Clause::new(in_status.clone(), [Param::Int(code), Param::Int(code)])))
    })
}

fn no_code(name: &str, value: &str) -> Error {
    if value.trim().parse::<f64>().is_ok() { invalid_choice(name) } else { Error::field(name, "Enter a number.") }
}
