//! Rows that a JSON column speaks of by their keys, written into it.

use std::collections::HashMap;
use std::sync::Arc;

use ironwood_auth::Action;
use ironwood_db::Engine;
use serde_json::{Map, Value};

use crate::ctx::Ctx;
use crate::declare::{Expanded, Shape};
use crate::error::Result;
use crate::json::JsonWriter;
use crate::read::embedded;
use crate::read::projection::Statement;

/// The planned reading of one expanded column.
pub(super) struct Expansion {
    sql: Statement,
    what: Arc<Expanded>,
}

type Objects = Vec<(i64, Map<String, Value>)>;

impl Expansion {
    pub(super) fn new(shape: &Shape, what: &Arc<Expanded>, engine: Engine) -> Self {
        let key = format!("t.\"{}\"", shape.key);
        let from = format!("{} AS t ON {key} = page.value", shape.model.table);
        let columns = vec![key, format!("t.\"{}\"", what.column)];
        Expansion { sql: Statement::plain(engine, columns, &from), what: what.clone() }
    }

    /// The text of the statement that reads the column.
    pub(super) fn sql(&self) -> &str {
        self.sql.for_page()
    }

    /// The expanded objects of a page, by the keys of their rows. What is no object stays away.
    pub(super) async fn read(&self, ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<HashMap<i64, JsonWriter>> {
        let read = |row: &ironwood_db::Row<'_>| {
            let object = row.cell(1).text().and_then(|text| serde_json::from_str(text).ok());
            Ok((row.get::<i64>(0)?, object))
        };
        let rows: Vec<(i64, Option<Map<String, Value>>)> =
            ctx.conn.rows(self.sql.text(keys), &self.sql.params(ctx, keys), read).await?;
        let objects: Objects = rows.into_iter().filter_map(|(key, object)| Some((key, object?))).collect();
        let kernel = ctx.kernel;
        // Members of one kind are fetched together: the same shape is the same kind.
        let mut wanted: Vec<(&Arc<Shape>, Vec<&str>)> = Vec::new();
        let mut shown = Vec::new();
        for (member, kept) in &self.what.members {
            if !ctx.actor.may(Action::View, kept.model().key) {
                continue;
            }
            shown.push(*member);
            let Some(shape) = kept.shape(kernel) else { continue };
            match wanted.iter_mut().find(|(known, _)| Arc::ptr_eq(known, shape)) {
                Some((_, members)) => members.push(member),
                None => wanted.push((shape, vec![member])),
            }
        }
        let mut found: HashMap<&str, Arc<HashMap<i64, Vec<u8>>>> = HashMap::new();
        for (shape, members) in wanted {
            let keys = keys_in(&objects, &members);
            if keys.is_empty() {
                continue;
            }
            let rows = Arc::new(embedded(ctx, shape, &keys).await?);
            found.extend(members.into_iter().map(|member| (member, rows.clone())));
        }
        Ok(objects.into_iter().map(|(key, object)| (key, write(&object, &shown, &found))).collect())
    }
}

/// The keys that members hold, each once, ascending.
fn keys_in(objects: &Objects, members: &[&str]) -> Vec<i64> {
    let held = objects.iter().flat_map(|(_, object)| members.iter().filter_map(|member| object.get(*member)?.as_i64()));
    let mut keys: Vec<i64> = held.filter(|key| i32::try_from(*key).is_ok()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn write(object: &Map<String, Value>, shown: &[&str], found: &HashMap<&str, Arc<HashMap<i64, Vec<u8>>>>) -> JsonWriter {
    let mut out = JsonWriter::new();
    out.open_object();
    for (name, value) in object {
        out.key(name).value(value);
    }
    for member in shown {
        let Some(value) = object.get(*member) else { continue };
        out.key(&format!("{member}_detail"));
        match value.as_i64().and_then(|key| found.get(member)?.get(&key)) {
            Some(row) => out.json(row),
            None => out.null(),
        };
    }
    out.close_object();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_is_followed_by_its_row_or_null() {
        let Value::Object(object) =
            serde_json::json!({"part": 3, "location": 9, "customer": null, "quantity": 2.5, "other": 1})
        else {
            unreachable!("an object is written above");
        };
        let row = br#"{"pk":3}"#.to_vec();
        let found = HashMap::from([("part", Arc::new(HashMap::from([(3, row)])))]);
        let out = write(&object, &["part", "location", "customer", "item"], &found);
        let written: Value = serde_json::from_slice(out.as_bytes()).expect("valid JSON");
        let expected = serde_json::json!({
            "part": 3, "location": 9, "customer": null, "quantity": 2.5, "other": 1,
            "part_detail": {"pk": 3}, "location_detail": null, "customer_detail": null,
        });
        assert_eq!(written, expected);
        assert_eq!(keys_in(&vec![(1, object.clone()), (2, object)], &["part", "location", "customer"]), [3, 9]);
    }
}
