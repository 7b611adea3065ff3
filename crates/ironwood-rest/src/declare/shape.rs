//! What a row of a table looks like on the wire: the fields that resources, embedded rows and collections share.

use std::sync::Arc;

use ironwood_db::Param;

use crate::declare::{Field, Model, OnCreate, Shown, Source};
use crate::expr::Join;
use crate::kind::{Nested, NestedList};

/// A table's row as seen by clients: full, or brief where another resource embeds it.
#[derive(Clone)]
pub struct Shape {
    /// Whose row it is.
    pub model: Model,
    /// Name of the component in the OpenAPI document.
    pub component: &'static str,
    /// Rows that fragments of the fields speak of.
    pub joins: Vec<Join>,
    /// The fields, in the order of the answers.
    pub fields: Vec<Field>,
    /// Column of the primary key.
    pub key: &'static str,
    /// Columns that no field shows, with what a new row has in them.
    pub hidden: Vec<(&'static str, Param)>,
}

impl Shape {
    /// A shape without fields.
    pub fn new(model: Model, component: &'static str) -> Self {
        Shape { model, component, joins: Vec::new(), fields: Vec::new(), key: "id", hidden: Vec::new() }
    }

    /// The primary key is another column than `id`.
    pub fn keyed_by(mut self, column: &'static str) -> Self {
        self.key = column;
        self
    }

    /// Declares a column that no field shows, and what a new row has in it.
    pub fn hidden(mut self, column: &'static str, initial: impl Into<Param>) -> Self {
        self.hidden.push((column, initial.into()));
        self
    }

    /// Declares a joined row.
    pub fn join(mut self, alias: &'static str, table: &'static str, on: impl Into<String>) -> Self {
        self.joins.push(Join { alias, table, on: on.into() });
        self
    }

    /// Adds a field.
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds several fields.
    pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// The field of this name.
    pub fn find(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether a fragment is a column that holds a value in every row: the key, or that of a field that is never null.
    pub fn is_never_null(&self, fragment: &str) -> bool {
        let column = fragment.strip_prefix("t.").map(|column| column.trim_matches('"'));
        let holds = |field: &Field| field.stored() == column && !field.null && !field.null_in_old_rows;
        column.is_some() && (column == Some(self.key) || self.fields.iter().any(holds))
    }

    /// The same row with fewer fields, for embedding.
    pub fn only(&self, component: &'static str, names: &[&str]) -> Self {
        let fields = names.iter().filter_map(|name| self.find(name).cloned()).collect();
        Shape { component, fields, ..self.clone() }
    }

    /// The same row without some fields.
    pub fn without(&self, component: &'static str, names: &[&str]) -> Self {
        let fields = self.fields.iter().filter(|field| !names.contains(&field.name)).cloned().collect();
        Shape { component, fields, ..self.clone() }
    }

    /// The same row as other rows embed it, where nothing is counted: figures are what an answer to a create says of them.
    pub fn without_figures(mut self) -> Self {
        for field in &mut self.fields {
            match field.on_create {
                OnCreate::Shown => {}
                OnCreate::Null | OnCreate::Default => {
                    let value = field.uncounted().unwrap_or_default();
                    field.source = Source::Fixed(Arc::new(value));
                }
                OnCreate::Absent | OnCreate::Only => field.shown = Shown::Never,
            }
        }
        self
    }

    /// Changes one field.
    pub fn with(mut self, name: &str, change: impl FnOnce(Field) -> Field) -> Self {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            *field = change(field.clone());
        }
        self
    }
}

/// Embeds another row under `name`; `key` is the fragment of its primary key (`t.part_id`).
pub fn embed(name: &'static str, shape: Arc<Shape>, key: impl Into<String>) -> Field {
    let kind = Nested { shape: shape.clone() };
    let mut field = Field::new(name, kind, Source::Embed { shape, key: key.into(), needs_view: true });
    field.null = true;
    field
}

/// Rows of another table that belong to a row.
pub struct Many {
    /// The entries.
    pub item: Item,
    /// What follows `FROM <page> JOIN`: it must define `item`, and may use `page.value`, the owner's primary key.
    pub from: String,
    /// Order of the entries, a fragment over `item`.
    pub order: String,
    /// Order of the entries in answers about one row, where it is another.
    pub order_alone: Option<&'static str>,
    /// What an owner without entries shows.
    pub empty: &'static str,
    /// The model that the caller must be allowed to see.
    pub guard: Option<Model>,
}

/// What the entries of a collection are.
pub enum Item {
    /// Objects.
    Rows(Arc<Shape>),
    /// Single texts, given by a fragment over `item`.
    Text(String),
}

/// A collection under `name`.
pub fn many(name: &'static str, item: Item, from: impl Into<String>, order: impl Into<String>) -> Field {
    let shape = match &item {
        Item::Rows(shape) => Some(shape.clone()),
        Item::Text(_) => None,
    };
    let many = Many { item, from: from.into(), order: order.into(), order_alone: None, empty: "[]", guard: None };
    Field::new(name, NestedList { shape }, Source::Many(Arc::new(many)))
}

impl Field {
    /// A collection that is null, not empty, when it has no entries.
    pub fn null_when_empty(mut self) -> Self {
        self.change_many(|many| many.empty = "null");
        self
    }

    /// A collection whose entries have another order in answers about one row.
    pub fn ordered_alone(mut self, order: &'static str) -> Self {
        self.change_many(|many| many.order_alone = Some(order));
        self
    }

    /// A collection for those who may see `model`.
    pub fn guarded(mut self, model: Model) -> Self {
        self.change_many(|many| many.guard = Some(model));
        self
    }

    fn change_many(&mut self, change: impl FnOnce(&mut Many)) {
        if let Source::Many(many) = &mut self.source
            && let Some(many) = Arc::get_mut(many)
        {
            change(many);
        }
    }
}
