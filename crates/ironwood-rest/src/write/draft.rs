//! A row on its way into the database.

use std::sync::Arc;

use ironwood_db::{Decimal, Param};

use crate::declare::{Field, Given};
use crate::error::{GENERAL, Problems};
use crate::write::Received;

/// One row that is being created or changed: what it was, what it will be, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Primary key; `None` before a create.
    pub id: Option<i64>,
    /// Columns as stored before; empty for a create.
    pub(super) old: Vec<(&'static str, Param)>,
    /// Columns as they will be, where they are set.
    pub(super) new: Vec<(&'static str, Param)>,
    /// Values of fields that are no column, by field name.
    pub(super) input: Vec<(&'static str, Param)>,
    /// Objects of values, by field name.
    pub(super) groups: Vec<(&'static str, Given)>,
    /// Files, by field name.
    pub(super) files: Vec<(&'static str, Arc<Received>)>,
    /// Names of the fields that the client sent.
    pub(super) sent: Vec<&'static str>,
    /// What is wrong.
    pub problems: Problems,
    /// What could not be done besides storing the row.
    pub(super) objections: Problems,
}

fn find<'a>(values: &'a [(&'static str, Param)], name: &str) -> Option<&'a Param> {
    values.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

fn put(values: &mut Vec<(&'static str, Param)>, name: &'static str, value: Param) {
    match values.iter_mut().find(|(known, _)| *known == name) {
        Some((_, old)) => *old = value,
        None => values.push((name, value)),
    }
}

impl Draft {
    /// Whether this is a create.
    pub fn is_new(&self) -> bool {
        self.id.is_none() || self.old.is_empty()
    }

    /// What the column will hold.
    pub fn get(&self, column: &str) -> &Param {
        find(&self.new, column).or_else(|| find(&self.old, column)).unwrap_or(&Param::Null)
    }

    /// What the column held before; null for a create.
    pub fn old(&self, column: &str) -> &Param {
        find(&self.old, column).unwrap_or(&Param::Null)
    }

    /// Sets a column.
    pub fn set(&mut self, column: &'static str, value: impl Into<Param>) {
        put(&mut self.new, column, value.into());
    }

    /// Whether the column will hold something else than before; always for a create.
    pub fn changes(&self, column: &str) -> bool {
        find(&self.new, column).is_some_and(|new| self.is_new() || !same(new, self.old(column)))
    }

    /// Whether the client sent the field.
    pub fn was_sent(&self, field: &str) -> bool {
        self.sent.contains(&field)
    }

    /// The keys of other rows that a field names: one, several, or none.
    pub(super) fn keys_of(&self, field: &Field) -> Vec<i64> {
        let value = match field.stored() {
            Some(column) => self.get(column),
            None => self.input(field.name).unwrap_or(&Param::Null),
        };
        match value {
            Param::Ints(keys) => keys.clone(),
            other => other.as_int().into_iter().collect(),
        }
    }

    /// The value of a field that is no column, when the client sent it.
    pub fn input(&self, field: &str) -> Option<&Param> {
        find(&self.input, field)
    }

    /// The file that the client sent as this field.
    pub fn file(&self, field: &str) -> Option<&Received> {
        self.files.iter().find(|(known, _)| *known == field).map(|(_, file)| file.as_ref())
    }

    /// The object of values that the client sent as this field ([`Field::group`](crate::declare::Field::group)).
    pub fn group(&self, field: &str) -> Option<&Given> {
        self.groups.iter().find(|(known, _)| *known == field).map(|(_, given)| given)
    }

    /// Hands a value to the hooks, as if the client had sent it.
    pub fn set_input(&mut self, field: &'static str, value: impl Into<Param>) {
        put(&mut self.input, field, value.into());
    }

    /// The column as a number; 0 for null.
    pub fn int(&self, column: &str) -> i64 {
        self.get(column).as_int().unwrap_or_default()
    }

    /// The column as a key of another row.
    pub fn key(&self, column: &str) -> Option<i64> {
        self.get(column).as_int()
    }

    /// The column as a truth; false for null.
    pub fn bool(&self, column: &str) -> bool {
        self.get(column).as_bool().unwrap_or_default()
    }

    /// The column as text; empty for null.
    pub fn text(&self, column: &str) -> &str {
        self.get(column).as_text().unwrap_or_default()
    }

    /// The column as an exact decimal; 0 for null.
    pub fn decimal(&self, column: &str) -> Decimal {
        self.get(column).as_decimal().unwrap_or_default()
    }

    /// Refuses the row because of a field.
    pub fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.problems.add(field, message);
    }

    /// Refuses the row as a whole.
    pub fn refuse_all(&mut self, message: impl Into<String>) {
        self.problems.add(GENERAL, message);
    }

    /// Something that was asked for beside the row's own values could not be done. The row is stored all the same, and the client
    /// is told as of a refusal (spec 22 §9: the new name of a file).
    pub fn object(&mut self, message: impl Into<String>) {
        self.objections.add(GENERAL, message);
    }

    /// The columns whose values differ from what is stored.
    pub fn changed(&self) -> Vec<(&'static str, Param)> {
        self.new.iter().filter(|(column, value)| self.is_new() || !same(value, self.old(column))).cloned().collect()
    }
}

/// Whether two values are stored alike, whichever form the engine gave them.
fn same(a: &Param, b: &Param) -> bool {
    if a == b {
        return true;
    }
    match (a, b) {
        (Param::Bool(_), _) | (_, Param::Bool(_)) => a.as_bool().is_some() && a.as_bool() == b.as_bool(),
        (Param::Decimal(_) | Param::Int(_) | Param::Real(_), Param::Decimal(_) | Param::Int(_) | Param::Real(_)) => {
            a.as_decimal() == b.as_decimal()
        }
        (Param::Date(date), Param::Text(text)) | (Param::Text(text), Param::Date(date)) => {
            ironwood_db::date_text(*date) == *text
        }
        (Param::Timestamp(at), Param::Text(text)) | (Param::Text(text), Param::Timestamp(at)) => {
            ironwood_db::parse_datetime(text) == Some(*at)
        }
        (Param::Json(a), Param::Text(b)) | (Param::Text(b), Param::Json(a)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_changes_count() {
        let mut draft = Draft {
            id: Some(1),
            old: vec![("active", Param::Int(1)), ("quantity", Param::Real(2.5)), ("name", "a".into())],
            ..Draft::default()
        };
        draft.set("active", true);
        draft.set("quantity", Decimal::new(25, 1));
        draft.set("name", "b");
        assert_eq!(draft.changed(), [("name", Param::from("b"))]);
        assert!(draft.changes("name") && !draft.changes("active"));
    }
}
