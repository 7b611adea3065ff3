//! One field of a resource: what it is, where it comes from, who may write it, when it is shown.

mod words;

use std::sync::Arc;

use ironwood_db::{BoxFuture, Cell};
use serde_json::Value;

use crate::ctx::Ctx;
use crate::declare::{Expanded, Form, Item, Many, Model, Shape};
use crate::error::Result;
use crate::json::JsonWriter;
use crate::kind::{Group, Kind};
use crate::read::{Purpose, Render};

/// A field of a [`Shape`].
#[derive(Clone)]
pub struct Field {
    /// The key on the wire.
    pub name: &'static str,
    /// What values it takes and how they look.
    pub kind: Arc<dyn Kind>,
    /// Where its value comes from.
    pub source: Source,
    /// Name for people.
    pub label: String,
    /// Whether the name was given rather than made of the key: then OPTIONS always tells it.
    pub is_labelled: bool,
    /// A sentence for people, when the name does not say it all.
    pub help: Option<&'static str>,
    /// Whether clients may write it.
    pub writing: Writing,
    /// Whether a create or a full update must name it.
    pub required: bool,
    /// Whether it may be null.
    pub null: bool,
    /// Whether rows may hold null all the same: older ones, which no client could write now.
    pub null_in_old_rows: bool,
    /// Whether text may be empty.
    pub blank: bool,
    /// Value when a create does not name it.
    pub default: Option<DefaultValue>,
    /// When answers contain it.
    pub shown: Shown,
    /// What the answer to a create says, where counting is not possible or not done yet (spec 00 §7).
    pub on_create: OnCreate,
    /// Answers to creates and updates do without it, whatever the query says.
    pub absent_after_writes: bool,
    /// The key is left out when the value is null.
    pub absent_when_null: bool,
    /// The answer to an update shows the value of before (spec 30-stock §11.2).
    pub as_before_update: bool,
    /// A full update that leaves it out sets it to its default (spec 20 §9).
    pub reset_by_put: bool,
    /// Forms are told which rows may be chosen for an existing row: filters of the target's list, made of the row's own key.
    pub instance_filter: Option<fn(i64) -> Value>,
    /// The column whose value [`Field::instance_filter`] is made of, when it is not the row's own key.
    pub instance_column: Option<&'static str>,
    /// Name for people of an entry of a collection, where forms are told.
    pub entry_label: Option<&'static str>,
    /// Values it may take, when the database knows them.
    pub choices: Option<ChoicesFrom>,
    /// An empty text says nothing.
    pub empty_is_none: bool,
    /// OPTIONS names the restrictions of the foreign key.
    pub filters_listed: bool,
    /// OPTIONS names restrictions though the field is an embedded row or a key that is only shown.
    pub filters_of_embedded: bool,
    /// OPTIONS says that it is only written.
    pub write_only_listed: bool,
    /// OPTIONS does not speak of it.
    pub unlisted: bool,
    /// Bulk forms ignore it.
    pub not_in_bulk: bool,
    /// OPTIONS calls it read only, though bodies may, or even must, name it.
    pub told_read_only: bool,
    /// OPTIONS speaks of it where rows are created, not where one is changed.
    pub listed_for_create: bool,
}

/// Looks up the values that a field may take, each with its name for people.
pub type ChoicesFrom = for<'a> fn(&'a mut Ctx<'_>) -> BoxFuture<'a, Result<Vec<(Value, String)>>>;

/// Works out a default: a day from today, the next reference.
pub type DefaultFrom = for<'a> fn(&'a mut Ctx<'_>) -> BoxFuture<'a, Result<Value>>;

/// Where a value comes from.
#[derive(Clone)]
pub enum Source {
    /// A column of the row's own table.
    Column(&'static str),
    /// A computed SQL fragment.
    Expr(String),
    /// The same for every row.
    Fixed(Arc<Value>),
    /// Several SQL fragments and the function that makes JSON of them.
    Derived {
        /// The fragments; equal ones are evaluated once for all fields.
        inputs: Vec<String>,
        /// Writes the value.
        write: fn(&[Cell<'_>], &Render<'_>, &mut JsonWriter),
    },
    /// Another row, embedded.
    Embed {
        /// Its fields.
        shape: Arc<Shape>,
        /// Fragment: the primary key of that row.
        key: String,
        /// Whether the caller needs to see that model for it to be shown (spec 00 §7).
        needs_view: bool,
    },
    /// Rows of another table that belong to this one, fetched for a whole page at once.
    Many(Arc<Many>),
    /// A column with a JSON object whose members are keys of rows, each of which is added to it.
    Expanded(Arc<Expanded>),
    /// Not stored in the row: hooks make use of it.
    Input,
}

/// Who may write a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Nobody; ignored in a body.
    Never,
    /// Creates and updates.
    Always,
    /// Creates only.
    OnCreate,
    /// Creates and updates, and never shown.
    Secret,
}

/// A default.
#[derive(Debug, Clone)]
pub enum DefaultValue {
    /// A fixed value.
    Fixed(Value),
    /// What the setting says at the time (a boolean or text setting); the second is the setting's own default.
    Setting(&'static str, Value),
    /// What is worked out at the time.
    LookedUp(DefaultFrom),
}

/// When a field is part of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Always.
    Always,
    /// In answers about one row and where the row is embedded, not in lists.
    Detail,
    /// In lists, not in answers about one row.
    List,
    /// When the flag of the query says so, else by default; always in answers to writes.
    Flag {
        /// Query parameter.
        flag: &'static str,
        /// Default in lists.
        list: bool,
        /// Default for one row.
        detail: bool,
    },
    /// Never: the field exists for writing or for metadata.
    Never,
}

/// What the answer to a create shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnCreate {
    /// The value.
    Shown,
    /// Null.
    Null,
    /// The field's default: what is not counted is taken for that.
    Default,
    /// No key.
    Absent,
    /// The value, which no other answer shows.
    Only,
}

impl Field {
    /// A field of the given kind and source, read only until said otherwise.
    pub fn new(name: &'static str, kind: impl Kind + 'static, source: Source) -> Self {
        Field {
            name,
            kind: Arc::new(kind),
            source,
            label: label_of(name),
            is_labelled: false,
            help: None,
            writing: Writing::Never,
            required: false,
            null: false,
            null_in_old_rows: false,
            blank: false,
            default: None,
            shown: Shown::Always,
            on_create: OnCreate::Shown,
            absent_after_writes: false,
            absent_when_null: false,
            as_before_update: false,
            reset_by_put: false,
            instance_filter: None,
            instance_column: None,
            entry_label: None,
            choices: None,
            empty_is_none: false,
            filters_listed: true,
            filters_of_embedded: false,
            write_only_listed: true,
            unlisted: false,
            not_in_bulk: false,
            told_read_only: false,
            listed_for_create: false,
        }
    }

    /// A stored, writable column of the field's own name.
    pub fn column(name: &'static str, kind: impl Kind + 'static) -> Self {
        let mut field = Field::new(name, kind, Source::Column(name));
        field.writing = Writing::Always;
        field
    }

    /// A value that is no column: an action or hooks make use of it.
    pub fn input(name: &'static str, kind: impl Kind + 'static, help: &'static str) -> Self {
        Field::new(name, kind, Source::Input).writable().help(help)
    }

    /// An object of values that creates take and hooks make use of: [`crate::write::Draft::group`].
    pub fn group(name: &'static str, form: Form) -> Self {
        let mut field = Field::new(name, Group(form), Source::Input);
        field.shown = Shown::Never;
        field.writing = Writing::OnCreate;
        field
    }

    /// A computed field.
    pub fn computed(name: &'static str, kind: impl Kind + 'static, fragment: impl Into<String>) -> Self {
        Field::new(name, kind, Source::Expr(fragment.into())).null()
    }

    /// Whether answers for this purpose have it unless the query says otherwise.
    pub fn is_shown(&self, purpose: Purpose) -> bool {
        let is_write = matches!(purpose, Purpose::Created | Purpose::Updated);
        match self.shown {
            _ if is_write && self.absent_after_writes => false,
            Shown::Always => true,
            Shown::Never => false,
            Shown::Detail => purpose != Purpose::List,
            Shown::List => purpose == Purpose::List,
            Shown::Flag { list, detail, .. } => match purpose {
                Purpose::Created | Purpose::Updated => true,
                Purpose::List | Purpose::Embedded => list,
                Purpose::Detail => detail,
            },
        }
    }

    /// The row that it embeds, or the rows of which it is a collection.
    pub(crate) fn inner(&self) -> Option<&Arc<Shape>> {
        match &self.source {
            Source::Embed { shape, .. } => Some(shape),
            Source::Many(many) => match &many.item {
                Item::Rows(shape) => Some(shape),
                Item::Text(_) => None,
            },
            _ => None,
        }
    }

    /// Whether it is shown where its row is embedded, to those who may see it.
    pub(crate) fn is_shown_embedded(&self) -> bool {
        self.on_create != OnCreate::Only && self.is_shown(Purpose::Embedded)
    }

    /// What an answer shows where nothing is counted, as JSON; `None` where that is the value itself or no key.
    pub(crate) fn uncounted(&self) -> Option<Value> {
        match (self.on_create, &self.default) {
            (OnCreate::Null, _) => Some(Value::Null),
            (OnCreate::Default, Some(DefaultValue::Fixed(value))) => Some(value.clone()),
            (OnCreate::Default, _) => Some(Value::Null),
            (OnCreate::Shown | OnCreate::Absent | OnCreate::Only, _) => None,
        }
    }

    /// The stored column, when there is one.
    pub fn stored(&self) -> Option<&'static str> {
        match self.source {
            Source::Column(column) => Some(column),
            _ => None,
        }
    }

    /// Whether its label says more than its name.
    pub fn has_own_label(&self) -> bool {
        self.is_labelled
    }

    /// Whether a body may set it.
    pub fn is_writable(&self) -> bool {
        self.writing != Writing::Never
    }

    /// The model whose view permission decides whether it is shown.
    pub fn guarded_by(&self) -> Option<&Model> {
        match &self.source {
            Source::Embed { shape, needs_view: true, .. } => Some(&shape.model),
            Source::Many(many) => many.guard.as_ref(),
            _ => None,
        }
    }
}

/// `default_location` -> `Default location`.
fn label_of(name: &str) -> String {
    let mut label = name.replace('_', " ");
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    label
}
