//! Which models may own parameters, attachments, notes and tags, and the fields that name such a model (spec 22 §1).

use ironwood_db::{Cell, Param};
use ironwood_rest::JsonWriter;
use ironwood_rest::declare::Model;
use ironwood_rest::kind::{Choice, Choices, Enumeration, Kind, Rejected};
use ironwood_rest::read::Render;
use serde_json::{Map, Value, json};

use crate::models;

/// Models whose rows have parameters.
pub const OF_PARAMETERS: [Model; 12] = [
    models::BUILD,
    models::COMPANY,
    models::MANUFACTURER_PART,
    models::SUPPLIER_PART,
    models::PURCHASE_ORDER,
    models::RETURN_ORDER,
    models::SALES_ORDER,
    models::SALES_ORDER_SHIPMENT,
    models::TRANSFER_ORDER,
    models::PART,
    models::PART_CATEGORY,
    models::STOCK_LOCATION,
];

/// Models whose rows have attachments; the same have notes and the images in them.
pub const OF_ATTACHMENTS: [Model; 11] = [
    models::BUILD,
    models::COMPANY,
    models::MANUFACTURER_PART,
    models::SUPPLIER_PART,
    models::PURCHASE_ORDER,
    models::RETURN_ORDER,
    models::SALES_ORDER,
    models::SALES_ORDER_SHIPMENT,
    models::TRANSFER_ORDER,
    models::PART,
    models::STOCK_ITEM,
];

/// `app.model`, as content types are written.
pub fn dotted(model: &Model) -> String {
    format!("{}.{}", model.app, model.name)
}

/// The bare name of a model, one of `models`, in a column of at most `max` characters. `component` is the list of names in the
/// OpenAPI document.
pub fn named(models: &[Model], max: usize, component: &'static str) -> Choice {
    let choices: Vec<(&str, &str)> = models.iter().map(|model| (model.name, model.verbose)).collect();
    Choice { max, ..Choice::texts(&choices).named(component) }
}

/// The content type of a model that has parameters. It is sent as `app.model`, as a bare model name or as the key of the
/// content type, a text in every case; what it names is looked up when the other fields are good.
#[derive(Debug, Clone, Copy)]
pub struct ContentTypeOf {
    /// Whether none is one of the choices.
    pub optional: bool,
}

impl ContentTypeOf {
    fn choices(self) -> Choices {
        let none = self.optional.then(|| (json!(""), "---------".to_owned()));
        none.into_iter()
            .chain(OF_PARAMETERS.iter().map(|model| (json!(dotted(model)), model.verbose.to_owned())))
            .collect()
    }

    fn choice(self) -> Choice {
        Choice { choices: self.choices(), ..Choice::looked_up(0) }.named("ModelTypeD42Enum")
    }
}

impl Kind for ContentTypeOf {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        match input {
            Value::String(text) => Ok(Param::Text(text.trim().to_owned())),
            _ => Err(vec!["Name the model by a text such as 'part.part'".to_owned()]),
        }
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        self.choice().encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        self.choice().options(meta);
        meta.insert("filters".into(), json!({}));
    }

    fn may_be_blank(&self) -> bool {
        true
    }

    fn openapi(&self) -> Value {
        self.choice().openapi()
    }

    fn enumeration(&self) -> Option<Enumeration> {
        self.choice().enumeration()
    }
}
