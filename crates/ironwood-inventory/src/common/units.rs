//! Custom units, and the unit registry as this database has it: the standard one with its custom units (spec 22 §8).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Endpoint, Field, Resource, Shape, Source};
use ironwood_rest::kind::{Bool, Int, MapOf, Nested, SequenceOf, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, PermissionClass, Reply, Request, Result};
use ironwood_units::{CustomUnit, Registry};

use crate::models;

/// The registry at this moment. Custom units count from the moment they are stored, on every server.
///
/// # Errors
/// From storage.
pub async fn registry(ctx: &mut Ctx<'_>) -> Result<Registry> {
    Ok(Registry::standard().with_custom(&custom(ctx).await?))
}

/// The custom units, oldest first.
async fn custom(ctx: &mut Ctx<'_>) -> Result<Vec<CustomUnit>> {
    let sql = "SELECT name, symbol, definition FROM common_customunit ORDER BY id";
    let read =
        |row: &ironwood_db::Row<'_>| Ok(CustomUnit { name: row.get(0)?, symbol: row.get(1)?, definition: row.get(2)? });
    Ok(ctx.conn.rows(sql, &[], read).await?)
}

/// The number that `text` stands for in `unit`, the unit of a part; none is an empty one. A pure number counts as being in it
/// already.
///
/// # Errors
/// What is wrong with it, for people.
pub fn magnitude(registry: &Registry, text: &str, unit: &str) -> std::result::Result<f64, String> {
    if !unit.trim().is_empty() {
        return registry.convert(text, Some(unit)).map_err(|error| error.to_string());
    }
    let quantity = registry.quantity(text).map_err(|error| error.to_string())?;
    if !quantity.is_dimensionless() {
        return Err(format!("The part is counted without a unit: '{text}' must be a plain number"));
    }
    Ok(quantity.magnitude)
}

/// Rule for a column `units` of at most `longest` characters: a text in it is a unit of measure.
///
/// # Errors
/// From storage.
pub async fn check(ctx: &mut Ctx<'_>, drafts: &mut [Draft], longest: i64) -> Result<()> {
    if drafts.iter().all(|draft| draft.text("units").is_empty() || !draft.changes("units")) {
        return Ok(());
    }
    let registry = registry(ctx).await?;
    for draft in drafts.iter_mut().filter(|draft| draft.changes("units")) {
        let text = draft.text("units").to_owned();
        if let Some(error) = registry.check_unit(&text).err().filter(|_| !text.is_empty()) {
            draft.refuse("units", format!("'{text}' is no unit of measure: {error}"));
        }
        if i64::try_from(text.chars().count()).is_ok_and(|length| length > longest) {
            draft.refuse("units", format!("Ensure this field has no more than {longest} characters."));
        }
    }
    Ok(())
}

fn shape() -> Shape {
    Shape::new(models::CUSTOM_UNIT, "CustomUnit")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(50)).required().help("What the unit is called; letters, digits and _"))
        .field(Field::column("symbol", Text::max(10)).blank().help("Short form of the name"))
        .field(Field::column("definition", Text::max(50)).required().help("What the unit is worth, such as '52 day'"))
}

fn name_taken() -> Error {
    Error::field("name", "Custom Unit with this Name already exists.")
}

/// `units/`.
pub fn resource(_: Engine) -> Resource {
    Resource::new("units", Arc::new(shape()), "Units that are known besides the built-in ones")
        .access(PermissionClass::StaffOrReadOnly)
        .any_key()
        .writable()
        .order("pk", "t.id")
        .order_columns(&["name", "symbol", "definition"])
        .unique(&["name"], name_taken)
        .rule(is_identifier)
        .rule(symbol_differs)
        .rule(is_defined)
}

fn is_identifier<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            let name = draft.text("name");
            let is_letter = |letter: char| letter.is_alphabetic() || letter == '_';
            let fits =
                name.starts_with(is_letter) && name.chars().all(|letter| is_letter(letter) || letter.is_numeric());
            if !fits {
                let message =
                    format!("'{name}' cannot be the name of a unit: use letters, digits and _, a letter first");
                draft.refuse("name", message);
            }
        }
        Ok(())
    })
}

fn symbol_differs<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| !draft.text("symbol").is_empty() && draft.changes("symbol")) {
            let sql = "SELECT name FROM common_customunit WHERE symbol = ? AND id <> ?";
            let params = [draft.get("symbol").clone(), Param::Int(draft.id.unwrap_or_default())];
            if let Some(other) = ctx.conn.value::<String>(sql, &params).await? {
                draft.refuse("symbol", format!("The unit '{other}' has this symbol already"));
            }
        }
        Ok(())
    })
}

/// The definition is a quantity of units that are known. The unit itself is not one of them.
fn is_defined<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let custom = custom(ctx).await?;
        for draft in drafts {
            let stored = draft.old("name").as_text().unwrap_or_default();
            let others: Vec<CustomUnit> = custom.iter().filter(|unit| unit.name != stored).cloned().collect();
            let registry = Registry::standard().with_custom(&others);
            if let Err(error) = registry.check_definition(draft.text("definition")) {
                draft.refuse("definition", error.to_string());
            }
        }
        Ok(())
    })
}

/// `units/all/`: every name that stands for a unit.
pub fn all() -> Endpoint {
    let entry = Shape::new(models::CUSTOM_UNIT, "Unit")
        .field(Field::new("name", Text::any(), Source::Input).writable().required())
        .field(Field::new("is_alias", Bool, Source::Input).writable().required())
        .field(Field::new("compatible_units", SequenceOf(Text::any()), Source::Input).writable().required())
        .field(Field::new("isdimensionless", Bool, Source::Input).writable().required());
    let units = MapOf(Nested { shape: Arc::new(entry) });
    let answer = Shape::new(models::CUSTOM_UNIT, "AllUnitListResponse")
        .field(Field::new("default_system", Text::any(), Source::Input).writable().required())
        .field(Field::new("available_systems", SequenceOf(Text::any()), Source::Input).writable().required())
        .field(Field::new("available_units", units, Source::Input).writable().required());
    Endpoint::new("units/all", "All units, built-in and custom, with those that each converts to")
        .answers(Arc::new(answer))
        .get(PermissionClass::StaffOrReadOnly, list_all)
}

fn list_all<'a>(ctx: &'a mut Ctx<'_>, _: &'a Request) -> BoxFuture<'a, Result<Reply>> {
    Box::pin(async move {
        let registry = registry(ctx).await?;
        let body = serde_json::to_vec(&registry.catalogue()).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Reply::ok(body))
    })
}
