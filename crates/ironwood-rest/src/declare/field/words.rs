//! The words of a declaration: what a field is unless they say otherwise stands in [`Field::new`].

use serde_json::Value;

use super::{ChoicesFrom, DefaultFrom, DefaultValue, Field, OnCreate, Shown, Source, Writing};

impl Field {
    /// The stored column has another name.
    pub fn stored_as(mut self, column: &'static str) -> Self {
        self.source = Source::Column(column);
        self
    }

    /// Shown under another label than the name suggests.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self.is_labelled = true;
        self
    }

    /// A sentence of explanation.
    pub fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    /// Creates and full updates must name it.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// May be null.
    pub fn null(mut self) -> Self {
        self.null = true;
        self
    }

    /// The column may be null, though clients can make no row in which it is.
    pub fn null_in_old_rows(mut self) -> Self {
        self.null_in_old_rows = true;
        self
    }

    /// Text may be empty.
    pub fn blank(mut self) -> Self {
        self.blank = true;
        self
    }

    /// May not be null, where the constructor assumed so.
    pub fn not_null(mut self) -> Self {
        self.null = false;
        self
    }

    /// A fixed default.
    pub fn default_value(mut self, value: impl Into<Value>) -> Self {
        self.default = Some(DefaultValue::Fixed(value.into()));
        self
    }

    /// A default that a setting decides.
    pub fn default_setting(mut self, key: &'static str, otherwise: impl Into<Value>) -> Self {
        self.default = Some(DefaultValue::Setting(key, otherwise.into()));
        self
    }

    /// OPTIONS does not say that it is only written.
    pub fn write_only_unlisted(mut self) -> Self {
        self.write_only_listed = false;
        self
    }

    /// A default that is worked out when it is needed.
    pub fn default_from(mut self, default: DefaultFrom) -> Self {
        self.default = Some(DefaultValue::LookedUp(default));
        self
    }

    /// Ignored in bodies.
    pub fn read_only(mut self) -> Self {
        self.writing = Writing::Never;
        self.required = false;
        self
    }

    /// Taken in bodies, whatever the source.
    pub fn writable(mut self) -> Self {
        self.writing = Writing::Always;
        self
    }

    /// Taken in bodies, never shown.
    pub fn write_only(mut self) -> Self {
        self.writing = Writing::Secret;
        self.shown = Shown::Never;
        self
    }

    /// Taken by creates only.
    pub fn only_on_create(mut self) -> Self {
        self.writing = if self.shown == Shown::Never { Writing::OnCreate } else { self.writing };
        self
    }

    /// Shown for one row and where the row is embedded, not in lists.
    pub fn only_in_detail(mut self) -> Self {
        self.shown = Shown::Detail;
        self
    }

    /// Shown in lists, not for one row.
    pub fn only_in_lists(mut self) -> Self {
        self.shown = Shown::List;
        self
    }

    /// Shown on demand, in lists and for one row alike.
    pub fn on_demand(self, flag: &'static str) -> Self {
        self.flagged(flag, false, false)
    }

    /// Shown unless the query says no.
    pub fn unless_refused(self, flag: &'static str) -> Self {
        self.flagged(flag, true, true)
    }

    /// Shown by a flag, with a default for lists and one for single rows.
    pub fn flagged(mut self, flag: &'static str, list: bool, detail: bool) -> Self {
        self.shown = Shown::Flag { flag, list, detail };
        self
    }

    /// Null in the answer to a create.
    pub fn null_on_create(mut self) -> Self {
        self.on_create = OnCreate::Null;
        self
    }

    /// The fixed default in the answer to a create.
    pub fn default_on_create(mut self) -> Self {
        self.on_create = OnCreate::Default;
        self
    }

    /// No key in the answer to a create.
    pub fn absent_on_create(mut self) -> Self {
        self.on_create = OnCreate::Absent;
        self
    }

    /// Shown in the answer to a create and nowhere else: a secret that is told once.
    pub fn only_after_create(mut self) -> Self {
        self.on_create = OnCreate::Only;
        self
    }

    /// No key in answers to creates and updates: it is there for readers only.
    pub fn absent_after_writes(mut self) -> Self {
        self.absent_after_writes = true;
        self
    }

    /// No key when the value is null.
    pub fn absent_when_null(mut self) -> Self {
        self.absent_when_null = true;
        self
    }

    /// The answer to an update shows the value of before it.
    pub fn as_before_update(mut self) -> Self {
        self.as_before_update = true;
        self
    }

    /// A PUT without it sets it to its default.
    pub fn reset_by_put(mut self) -> Self {
        self.reset_by_put = true;
        self
    }

    /// Which rows an existing row may choose, as filters of the target's list.
    pub fn instance_filter(mut self, filter: fn(i64) -> Value) -> Self {
        self.instance_filter = Some(filter);
        self
    }

    /// Which rows an existing row may choose, when that depends on another key in it.
    pub fn instance_filter_by(mut self, column: &'static str, filter: fn(i64) -> Value) -> Self {
        self.instance_column = Some(column);
        self.instance_filter(filter)
    }

    /// Forms are told what an entry of the collection is called.
    pub fn entry_label(mut self, label: &'static str) -> Self {
        self.entry_label = Some(label);
        self
    }

    /// An empty text says nothing, as if the field had not been sent; null is refused.
    pub fn empty_is_none(mut self) -> Self {
        self.empty_is_none = true;
        self
    }

    /// The values it may take are looked up: currencies, content types, custom states.
    pub fn choices_from(mut self, choices: ChoicesFrom) -> Self {
        self.choices = Some(choices);
        self
    }

    /// Embedded: OPTIONS names the (empty) restrictions, as it does for keys.
    pub fn lists_filters(mut self) -> Self {
        self.filters_of_embedded = true;
        self
    }

    /// OPTIONS keeps silent about restrictions of the foreign key.
    pub fn without_filters(mut self) -> Self {
        self.filters_listed = false;
        self
    }

    /// OPTIONS keeps silent about the field.
    pub fn unlisted(mut self) -> Self {
        self.unlisted = true;
        self
    }

    /// Bulk forms ignore the field: it is about one row and the caller.
    pub fn not_in_bulk(mut self) -> Self {
        self.not_in_bulk = true;
        self
    }

    /// OPTIONS calls it read only, though bodies may name it.
    pub fn told_read_only(mut self) -> Self {
        self.told_read_only = true;
        self
    }

    /// OPTIONS of a single row keeps silent about the field: it matters to new rows only.
    pub fn listed_for_create(mut self) -> Self {
        self.listed_for_create = true;
        self
    }

    /// Embedded: shown also to those who may not see the embedded model (users, owners).
    pub fn for_everyone(mut self) -> Self {
        if let Source::Embed { needs_view, .. } = &mut self.source {
            *needs_view = false;
        }
        self
    }
}
