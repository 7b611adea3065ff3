//! What a parameter may say: the rules of its template (spec 22 §5).

use std::collections::HashMap;

use ironwood_db::Param;
use ironwood_rest::declare::Resource;
use ironwood_rest::query::loose_bool;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};
use ironwood_units::{ConversionError, Registry};

use crate::common::settings::definitions::PARAMETER_ENFORCE_UNITS;
use crate::common::units;

/// Among which objects a value of a template may occur only once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Once {
    No,
    PerModel,
    Everywhere,
}

/// What the rules need to know of a template.
struct Template {
    units: String,
    checkbox: bool,
    /// Values to choose from; empty for any.
    valid: Vec<String>,
    once: Once,
}

/// A value as it is stored.
#[derive(Debug, PartialEq)]
struct Stored {
    data: String,
    number: Option<f64>,
}

/// The number that a plain text is. What no column can order, such as infinity, is none.
fn plain_number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

impl Template {
    /// What a text is stored as. A template with units converts it to them, one for yes and no reads it as such.
    fn read(&self, text: &str, registry: &Registry) -> Result<Stored, ConversionError> {
        if self.checkbox {
            let yes = loose_bool(text);
            let data = if yes { "True" } else { "False" };
            return Ok(Stored { data: data.to_owned(), number: Some(f64::from(u8::from(yes))) });
        }
        let number = if self.units.is_empty() {
            plain_number(text)
        } else {
            Some(registry.convert(text, Some(&self.units))?).filter(|number| number.is_finite())
        };
        Ok(Stored { data: text.to_owned(), number })
    }
}

/// A value that others must differ from.
struct Taken {
    id: Option<i64>,
    template: i64,
    model: i64,
    data: String,
    number: Option<f64>,
}

impl Taken {
    /// Whether it is the same as what is sent: by number where the template has units, else by text, letter case aside.
    fn is(&self, template: &Template, sent: &str, stored: &Stored) -> bool {
        match stored.number.filter(|_| !template.units.is_empty()) {
            Some(number) => self.number == Some(number),
            None => self.data.to_lowercase() == sent.to_lowercase(),
        }
    }
}

/// Checks the values of a batch and gives each the form and the number under which it is stored.
pub(super) fn fit<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let keys: Vec<i64> = drafts.iter().map(|draft| draft.int("template_id")).collect();
        let templates = templates(ctx, &keys).await?;
        let mut taken = taken(ctx, &templates).await?;
        let with_units = templates.values().any(|template| !template.units.is_empty());
        let registry = if with_units { units::registry(ctx).await? } else { Registry::standard().clone() };
        let enforced = ctx.setting_bool(PARAMETER_ENFORCE_UNITS.key(), true).await?;
        for draft in drafts {
            let (key, model) = (draft.int("template_id"), draft.int("model_type_id"));
            let Some(template) = templates.get(&key) else { continue };
            let sent = draft.text("data").to_owned();
            if !template.valid.is_empty() && !template.valid.contains(&sent) {
                draft.refuse("data", format!("'{sent}' is not one of the values that the template offers"));
                continue;
            }
            let stored = match template.read(&sent, &registry) {
                Ok(stored) => stored,
                Err(error) if enforced => {
                    draft.refuse("data", error.to_string());
                    continue;
                }
                Err(_) => Stored { data: sent.clone(), number: None },
            };
            let clashes = |other: &Taken| {
                other.template == key
                    && (other.id.is_none() || other.id != draft.id)
                    && (template.once == Once::Everywhere || other.model == model)
                    && other.is(template, &sent, &stored)
            };
            if template.once != Once::No && taken.iter().any(clashes) {
                draft.refuse(
                    "data",
                    format!("Another object has the value '{sent}' already, and each must have its own"),
                );
                continue;
            }
            if template.once != Once::No {
                let Stored { data, number } = &stored;
                taken.push(Taken { id: draft.id, template: key, model, data: data.clone(), number: *number });
            }
            draft.set("data", stored.data);
            draft.set("data_numeric", stored.number.map_or(Param::Null, Param::Real));
        }
        Ok(())
    })
}

/// The templates of these keys, with the values that they offer. Templates whose values must differ are locked, so that no
/// other request checks against them at the same time.
async fn templates(ctx: &mut Ctx<'_>, keys: &[i64]) -> Result<HashMap<i64, Template>> {
    let engine = ctx.conn.engine();
    let keys = [Param::Ints(keys.to_vec())];
    let lock = format!(
        "SELECT id FROM part_partparametertemplate WHERE \"unique\" <> 0 AND {} ORDER BY id{}",
        engine.any_of("id"),
        engine.for_update()
    );
    let _locked: Vec<i64> = ctx.conn.column(&lock, &keys).await?;
    let sql = format!(
        "SELECT id, units, checkbox, choices, selectionlist_id, \"unique\" FROM part_partparametertemplate WHERE {}",
        engine.any_of("id")
    );
    let rows: Vec<(i64, Option<i64>, Template)> = ctx
        .conn
        .rows(&sql, &keys, |row| {
            let choices: String = row.get(3)?;
            let choices = choices.split(',').map(str::trim).filter(|choice| !choice.is_empty());
            let once = match row.get::<i64>(5)? {
                0 => Once::No,
                1 => Once::PerModel,
                _ => Once::Everywhere,
            };
            let valid = choices.map(str::to_owned).collect();
            Ok((row.get(0)?, row.get(4)?, Template { units: row.get(1)?, checkbox: row.get(2)?, valid, once }))
        })
        .await?;
    let lists: Vec<i64> = rows.iter().filter_map(|(_, list, _)| *list).collect();
    let mut entries: HashMap<i64, Vec<String>> = HashMap::new();
    if !lists.is_empty() {
        let any = engine.any_of("list_id");
        let sql = format!("SELECT list_id, value FROM common_selectionlistentry WHERE active AND {any}");
        ctx.conn
            .each(&sql, &[Param::Ints(lists)], &mut |row| {
                entries.entry(row.get(0)?).or_default().push(row.get(1)?);
                Ok(())
            })
            .await?;
    }
    let with_entries = |(id, list, mut template): (i64, Option<i64>, Template)| {
        // A selection list takes the place of the choices, also when it is empty.
        if let Some(list) = list {
            template.valid = entries.get(&list).cloned().unwrap_or_default();
        }
        (id, template)
    };
    Ok(rows.into_iter().map(with_entries).collect())
}

/// The values of those templates whose values must differ.
async fn taken(ctx: &mut Ctx<'_>, templates: &HashMap<i64, Template>) -> Result<Vec<Taken>> {
    let keys: Vec<i64> =
        templates.iter().filter(|(_, template)| template.once != Once::No).map(|(key, _)| *key).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT id, template_id, model_type_id, data, data_numeric FROM part_partparameter WHERE {}",
        ctx.conn.engine().any_of("template_id")
    );
    let read = |row: &ironwood_db::Row<'_>| {
        let (template, model) = (row.get(1)?, row.get(2)?);
        Ok(Taken { id: Some(row.get(0)?), template, model, data: row.get(3)?, number: row.cell(4).real() })
    };
    Ok(ctx.conn.rows(&sql, &[Param::Ints(keys)], read).await?)
}

/// Reads the values of a template anew after it changed, each by itself: one that no longer fits keeps its text and has no
/// number.
///
/// # Errors
/// From storage.
pub(super) async fn read_again(ctx: &mut Ctx<'_>, template: i64) -> Result<()> {
    let templates = templates(ctx, &[template]).await?;
    let Some(known) = templates.get(&template) else { return Ok(()) };
    let registry = units::registry(ctx).await?;
    let sql = "SELECT id, data, data_numeric FROM part_partparameter WHERE template_id = ?";
    let values: Vec<(i64, String, Option<f64>)> =
        ctx.conn.rows(sql, &[template.into()], |row| Ok((row.get(0)?, row.get(1)?, row.cell(2).real()))).await?;
    let mut changed: Vec<(i64, Stored)> = Vec::new();
    for (id, data, number) in values {
        let stored = known.read(&data, &registry).unwrap_or_else(|_| Stored { data: data.clone(), number: None });
        if stored != (Stored { data, number }) {
            changed.push((id, stored));
        }
    }
    let engine = ctx.conn.engine();
    for chunk in changed.chunks(2_000) {
        let marks = vec!["(?, ?, ?)"; chunk.len()].join(", ");
        let number = engine.float("n.number");
        let sql = format!(
            "WITH n(id, data, number) AS (VALUES {marks}) \
             UPDATE part_partparameter SET data = n.data, data_numeric = {number} FROM n WHERE part_partparameter.id = n.id"
        );
        let params: Vec<Param> = chunk
            .iter()
            .flat_map(|(id, stored)| {
                let number = stored.number.map_or(Param::Null, Param::Real);
                [Param::Int(*id), Param::Text(stored.data.clone()), number]
            })
            .collect();
        ctx.conn.execute(&sql, &params).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(units: &str, checkbox: bool) -> Template {
        Template { units: units.into(), checkbox, valid: Vec::new(), once: Once::Everywhere }
    }

    #[test]
    fn values_are_stored_with_their_number() {
        let read = |units, checkbox, text| {
            let stored = template(units, checkbox).read(text, Registry::standard()).expect("a value");
            (stored.data, stored.number)
        };
        assert_eq!(read("", false, "0402"), ("0402".into(), Some(402.0)));
        assert_eq!(read("", false, "nan"), ("nan".into(), None));
        assert_eq!(read("", false, "12 mm"), ("12 mm".into(), None));
        assert_eq!(read("mm", false, "5 m"), ("5 m".into(), Some(5000.0)));
        assert_eq!(read("", true, "ON"), ("True".into(), Some(1.0)));
        assert_eq!(read("", true, "banana"), ("False".into(), Some(0.0)));
        assert!(template("mm", false).read("5 kg", Registry::standard()).is_err());
    }

    #[test]
    fn values_with_units_are_compared_by_number_others_by_text() {
        let taken = Taken { id: Some(1), template: 1, model: 1, data: "1k".into(), number: Some(1000.0) };
        let same =
            |units, text, number| taken.is(&template(units, false), text, &Stored { data: String::new(), number });
        assert!(same("ohm", "1000", Some(1000.0)) && !same("ohm", "1k", Some(1001.0)));
        assert!(same("", "1K", Some(5.0)) && !same("", "1000", Some(1000.0)));
    }
}
