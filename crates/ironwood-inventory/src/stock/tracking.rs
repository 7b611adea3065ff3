//! The history of stock: what each action writes down (spec 30-stock §16.2).

use std::collections::HashMap;
use std::fmt;

use ironwood_db::{Decimal, Param};
use ironwood_rest::{Ctx, Result};
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value};

/// Longest note (the column's size).
pub const LONGEST_NOTE: usize = 512;

/// What happened; the numbers are those of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum Happening {
    /// The item came into being.
    Created = 1,
    /// Its status was edited.
    Edited = 5,
    /// It was given a serial number.
    SerialAssigned = 6,
    /// It was counted.
    Counted = 10,
    /// Stock was added.
    Added = 11,
    /// Stock was taken away.
    Removed = 12,
    /// Units of it were given serial numbers, each an item of its own now.
    Serialised = 13,
    /// It came back: from a customer, an assembly or a build.
    ReturnedToStock = 15,
    /// It moved to another location.
    Moved = 20,
    /// Something was noted without a move.
    Updated = 25,
    /// It was installed in an assembly.
    Installed = 30,
    /// It was taken out of an assembly.
    Uninstalled = 31,
    /// Another item was installed in it.
    InstalledChild = 35,
    /// Another item was taken out of it.
    RemovedChild = 36,
    /// It was split off from another item.
    SplitFromParent = 40,
    /// Another item was split off from it.
    SplitChild = 42,
    /// Other items were merged into it.
    Merged = 45,
    /// It was taken apart.
    Disassembled = 46,
    /// It came out of an assembly that was taken apart.
    FromDisassembly = 47,
    /// It became stock of another part.
    Converted = 48,
    /// A customer was given it by hand.
    SentToCustomer = 100,
}

/// Details of what happened: a JSON object.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Deltas(Map<String, Value>);

impl Deltas {
    /// No details.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a quantity, as a JSON number.
    pub fn quantity(self, key: &str, quantity: Decimal) -> Self {
        let number = quantity.to_f64().unwrap_or_default();
        self.value(key, number)
    }

    /// With a value.
    pub fn value(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// With all details of another set.
    pub fn and(mut self, other: &Deltas) -> Self {
        self.0.extend(other.0.clone());
        self
    }

    /// Gives new items their stored keys in place of those they had in a plan.
    pub fn rename_item(&mut self, names: &HashMap<i64, i64>) {
        if let Some(value) = self.0.get_mut("stockitem")
            && let Some(key) = value.as_i64().and_then(|key| names.get(&key))
        {
            *value = (*key).into();
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The JSON that is stored.
impl fmt::Display for Deltas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(&self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

/// One entry of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The item; none when it was deleted by the same action.
    pub item: Option<i64>,
    /// Its part.
    pub part: i64,
    /// What happened.
    pub happening: Happening,
    /// Details.
    pub deltas: Deltas,
    /// The client's note.
    pub notes: String,
    /// Whether it is written without a user, as upstream does for changes on the side.
    pub anonymous: bool,
}

impl Entry {
    /// An entry without a note, by the acting user.
    pub fn new(item: Option<i64>, part: i64, happening: Happening, deltas: Deltas) -> Self {
        Entry { item, part, happening, deltas, notes: String::new(), anonymous: false }
    }

    /// Without a user.
    pub fn by_nobody(mut self) -> Self {
        self.anonymous = true;
        self
    }
}

/// Writes entries in their order: one statement.
///
/// # Errors
/// From storage.
pub async fn write(ctx: &mut Ctx<'_>, entries: &[Entry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let user: Param = ctx.user().into();
    let date = Param::Timestamp(ctx.now.as_microsecond());
    let rows: Vec<Vec<Param>> = entries
        .iter()
        .map(|entry| {
            vec![
                entry.item.into(),
                entry.part.into(),
                (entry.happening as i64).into(),
                date.clone(),
                Param::from(&entry.notes),
                if entry.anonymous { Param::Null } else { user.clone() },
                Param::Json(entry.deltas.to_string()),
            ]
        })
        .collect();
    let columns = ["item_id", "part_id", "tracking_type", "date", "notes", "user_id", "deltas"];
    ctx.conn.insert_many("stock_stockitemtracking", &columns, &rows).await?;
    Ok(())
}
