//! The full name of a part, by the setting `PART_NAME_FORMAT` (spec 20 §14).

use std::collections::HashMap;

use ironwood_db::{Cell, Param};
use ironwood_rest::declare::{Field, Source};
use ironwood_rest::kind::{Opaque, Text};
use ironwood_rest::read::Render;
use ironwood_rest::{Ctx, JsonWriter, Result};

use crate::common::settings::definitions::PART_NAME_FORMAT;

/// Columns that a format may name, in the order of the cells that [`of`] takes.
pub const COLUMNS: [&str; 9] =
    ["name", "IPN", "revision", "description", "keywords", "units", "id", "category_id", "link"];

/// Fragments that give the columns and the format itself.
pub fn inputs() -> Vec<String> {
    let mut inputs: Vec<String> = COLUMNS.iter().map(|column| format!("t.\"{column}\"")).collect();
    inputs.push("(SELECT st.value FROM common_inventreesetting st WHERE st.key = 'PART_NAME_FORMAT')".into());
    inputs
}

/// The field `full_name`.
pub fn field() -> Field {
    let write = |cells: &[Cell<'_>], render: &Render<'_>, out: &mut JsonWriter| {
        out.text(&of(cells, render));
    };
    Field::new("full_name", Opaque(Text::any()), Source::Derived { inputs: inputs(), write }).label("Full name")
}

/// The full name from the cells that [`inputs`] ask for.
pub fn of(cells: &[Cell<'_>], render: &Render<'_>) -> String {
    let text = |at: usize| cells.get(at).and_then(|cell| cell.text()).unwrap_or_default();
    let format = text(COLUMNS.len());
    if format.is_empty() || format == PART_NAME_FORMAT.read(None) {
        return plain(text(1), text(0), text(2));
    }
    by_format(format, cells, render).unwrap_or_else(|| plain(text(1), text(0), text(2)))
}

/// Parts as people tell them apart: full name and description, by their keys (spec 21 §4).
///
/// # Errors
/// From storage.
pub async fn with_description(ctx: &mut Ctx<'_>, mut parts: Vec<i64>) -> Result<HashMap<i64, String>> {
    parts.sort_unstable();
    parts.dedup();
    let engine = ctx.conn.engine();
    let sql =
        format!("SELECT {}, t.description, t.id FROM part_part t WHERE {}", inputs().join(", "), engine.any_of("t.id"));
    let (render, named) = (Render::new(ctx.site, engine), COLUMNS.len() + 1);
    let read = move |row: &ironwood_db::Row<'_>| {
        let cells: Vec<Cell<'_>> = (0..named).map(|at| row.cell(at)).collect();
        let description = row.cell(named).text().unwrap_or_default();
        Ok((row.get(named + 1)?, format!("{} - {description}", of(&cells, &render))))
    };
    Ok(ctx.conn.rows(&sql, &[Param::Ints(parts)], read).await?.into_iter().collect())
}

/// `IPN | name | revision`, without what is blank.
pub fn plain(ipn: &str, name: &str, revision: &str) -> String {
    let mut out = String::with_capacity(ipn.len() + name.len() + revision.len() + 6);
    for part in [ipn, name, revision] {
        if !part.is_empty() {
            if !out.is_empty() {
                out.push_str(" | ");
            }
            out.push_str(part);
        }
    }
    out
}

/// Most steps a format may take.
const FUEL: u64 = 20_000;

fn by_format(format: &str, cells: &[Cell<'_>], render: &Render<'_>) -> Option<String> {
    let mut memo = render.memo.borrow_mut();
    if memo.as_ref().is_none_or(|(known, _)| known != format) {
        let mut environment = minijinja::Environment::new();
        environment.set_fuel(Some(FUEL));
        // A format that does not compile is remembered as such: the plain name is used for all rows.
        let compiled = environment.add_template_owned("name", format.to_owned()).ok().map(|()| environment);
        *memo = Some((format.to_owned(), Box::new(compiled)));
    }
    let compiled = memo.as_ref()?.1.downcast_ref::<Option<minijinja::Environment<'static>>>()?;
    let part: std::collections::BTreeMap<&str, minijinja::Value> = COLUMNS
        .iter()
        .zip(cells)
        .map(|(name, cell)| {
            let value = match cell {
                Cell::Text(text) => minijinja::Value::from(*text),
                Cell::Int(number) => minijinja::Value::from(*number),
                _ => minijinja::Value::from(()),
            };
            (if *name == "id" { "pk" } else { *name }, value)
        })
        .collect();
    let template = compiled.as_ref()?.get_template("name").ok()?;
    template.render(minijinja::context! { part => part }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_elements_are_left_out() {
        assert_eq!(plain("", "Bolt", ""), "Bolt");
        assert_eq!(plain("B-1", "Bolt", "C"), "B-1 | Bolt | C");
    }

    #[test]
    fn a_format_of_ones_own_is_followed_and_a_broken_one_is_not() {
        let site = ironwood_rest::Site::new(jiff::tz::TimeZone::UTC, "/media/", ironwood_rest::MediaRoot::new("media"));
        let render = Render::new(&site, ironwood_db::Engine::Sqlite);
        let cells = |format| {
            let mut cells = vec![Cell::Null; COLUMNS.len() + 1];
            cells[0] = Cell::Text("Bolt");
            cells[1] = Cell::Text("B-1");
            cells[COLUMNS.len()] = Cell::Text(format);
            cells
        };
        assert_eq!(of(&cells("{{ part.name | upper }} ({{ part.IPN }})"), &render), "BOLT (B-1)");
        assert_eq!(of(&cells("{{ part.name "), &render), "B-1 | Bolt");
    }
}
