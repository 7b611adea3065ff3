//! One setting as clients see it (spec 60-system §1.3).

use ironwood_rest::JsonWriter;

use super::known::Known;
use crate::common::settings::{Definition, Kind, MASK, NativeValue, OBSOLETE, Scope, choices, native_value};

/// A setting: its row, its definition, or both.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// Key of the row; none while nobody ever set it.
    pub(super) pk: Option<i64>,
    pub(super) key: String,
    /// The text in the row.
    pub(super) stored: Option<String>,
    /// None for a key that this version does not know.
    pub(super) definition: Option<&'static Definition>,
}

impl Entry {
    /// A defined setting without a row.
    pub(super) fn unset(definition: &'static Definition) -> Self {
        Entry { pk: None, key: definition.key.to_owned(), stored: None, definition: Some(definition) }
    }

    pub(super) fn name(&self) -> &'static str {
        self.definition.map_or("", |definition| definition.name)
    }

    fn value(&self) -> NativeValue<'_> {
        let stored = self.stored.as_deref();
        match self.definition {
            Some(definition) if definition.protected => NativeValue::Text(MASK),
            Some(definition) => stored.map_or(definition.default, |text| native_value(definition, text)),
            None => NativeValue::Text(stored.unwrap_or_default()),
        }
    }

    /// Writes it; `user` is whose setting it is.
    pub(super) fn write(&self, scope: Scope, user: i64, lookup: &Known, out: &mut JsonWriter) {
        let definition = self.definition;
        out.open_object().key("pk");
        match self.pk {
            Some(pk) => out.int(pk),
            None => out.null(),
        };
        out.key("key").text(&self.key).key("value").value(&self.value().into());
        out.key("name").text(self.name());
        out.key("description").text(definition.map_or(OBSOLETE, |definition| definition.description));
        if scope == Scope::User {
            out.key("user").int(user);
        }
        out.key("type").text(definition.map_or("string", |definition| definition.kind.wire_type()));
        out.key("units").text(definition.map_or("", |definition| definition.units));
        out.key("choices").open_list();
        for choice in definition.map_or_else(Vec::new, |definition| choices(definition, lookup)) {
            out.open_object().key("value").text(&choice.value).key("display_name").text(&choice.label).close_object();
        }
        out.close_list();
        let related = definition.and_then(|definition| match definition.kind {
            Kind::Related(related) => Some(related),
            _ => None,
        });
        for (key, text) in
            [("model_name", related.map(|related| related.model)), ("api_url", related.map(|related| related.api_url))]
        {
            out.key(key);
            match text {
                Some(text) => out.text(text),
                None => out.null(),
            };
        }
        out.key("typ").text(scope.typ());
        if scope == Scope::Global {
            out.key("read_only").bool(lookup.is_locked(&self.key));
        }
        let warning = definition.and_then(|definition| definition.confirm);
        out.key("confirm").bool(warning.is_some()).key("confirm_text").text(warning.unwrap_or_default());
        out.close_object();
    }
}
