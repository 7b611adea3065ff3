//! Test templates: what is to be tested on the stock of a part and its variants (spec 20 §18).

use std::collections::HashSet;
use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Clause, Field, Filter, Resource, Selection, Shape};
use ironwood_rest::kind::{Bool, Int, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::{models, targets};

/// A test template.
pub fn shape() -> Shape {
    Shape::new(models::PART_TEST_TEMPLATE, "PartTestTemplate")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(
            Field::column("key", Text::max(100))
                .read_only()
                .help("The name in short, by which results find their test"),
        )
        .field(Field::column("part", targets::to(targets::testable_part())).stored_as("part_id").required())
        .field(Field::column("test_name", Text::max(100)).required().help("What the test is called"))
        .field(Field::column("description", Text::max(100)).null().help("What is tested, and how"))
        .field(Field::column("enabled", Bool).default_value(true).help("The test is in use"))
        .field(Field::column("required", Bool).default_value(true).help("Stock passes only when it passes this test"))
        .field(
            Field::column("requires_value", Bool).default_value(false).help("A result must come with a measured value"),
        )
        .field(Field::column("requires_attachment", Bool).default_value(false).help("A result must come with a file"))
        .field(
            Field::computed("results", Int::ANY, results())
                .not_null()
                .absent_on_create()
                .help("How many results there are"),
        )
        .field(Field::column("choices", Text::max(5000)).blank().help("Values to choose from, separated by commas"))
        .hidden("metadata", Param::Json("{}".into()))
}

/// How many results were recorded.
fn results() -> &'static str {
    "(SELECT COUNT(*) FROM stock_stockitemtestresult r WHERE r.template_id = t.id)"
}

/// `part/test-template/`.
pub fn resource(_: Engine) -> Resource {
    Resource::new("part/test-template", Arc::new(shape()), "Tests that stock of a part goes through")
        .writable()
        .filter(Filter::through("part", targets::testable_part(), of_part).help("Tests of the part and its templates"))
        .filter(Filter::custom("include_inherited", "boolean", |_, _| Ok(None)).help("Include tests of its templates"))
        .filters(["enabled", "required", "requires_value", "requires_attachment"].map(column))
        .filter(Filter::text("key", "t.key"))
        .filter(Filter::truth("has_results", format!("{} > 0", results())))
        .order_columns(&["enabled", "required", "requires_value", "requires_attachment", "test_name"])
        .order("results", results())
        .default_order(&["t.test_name"])
        .search(&["t.test_name", "t.description"])
        .rule(part_is_testable)
        .rule(is_described)
        .rule(key_is_new)
        .rule(choices_differ)
}

fn column(name: &'static str) -> Filter {
    Filter::boolean(name, format!("t.\"{name}\""))
}

fn of_part(selection: &Selection<'_>, id: i64) -> Clause {
    if !selection.flag("include_inherited", true) {
        return Clause::new("t.part_id = ?", [id.into()]);
    }
    Clause::new(
        "t.part_id IN (SELECT a.id FROM part_part a JOIN part_part p ON a.tree_id = p.tree_id AND a.lft <= p.lft \
         AND a.rght >= p.rght WHERE p.id = ?)",
        [id.into()],
    )
}

/// The name in short: lower case, without blanks and signs, not beginning with a digit (spec 30-stock §17).
pub fn test_key(name: &str) -> String {
    let key: String =
        name.trim().to_lowercase().chars().filter(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    if key.starts_with(|first: char| first.is_numeric()) { format!("_{key}") } else { key }
}

/// A part that is no longer testable has no tests to write; the reason is told beside the framework's.
fn part_is_testable<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.problems.concerns("part")) {
            draft.refuse("part", "Tests can be described for testable parts only");
        }
        Ok(())
    })
}

fn is_described<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.text("description").is_empty()) {
            draft.refuse("description", "This field cannot be blank.");
        }
        Ok(())
    })
}

/// Locks the topmost part of each family that is touched: two tests of one family are not written at the same time.
async fn lock_families(ctx: &mut Ctx<'_>, drafts: &[Draft]) -> Result<()> {
    let parts: Vec<i64> = drafts.iter().filter_map(|draft| draft.key("part_id")).collect();
    let engine = ctx.conn.engine();
    let sql = format!(
        "SELECT id FROM part_part WHERE variant_of_id IS NULL AND tree_id IN (SELECT tree_id FROM part_part WHERE {}) \
         ORDER BY id{}",
        engine.any_of("id"),
        engine.for_update()
    );
    ctx.conn.column::<i64>(&sql, &[Param::Ints(parts)]).await?;
    Ok(())
}

/// The key is made of the name, and no other test of the part or of a template above it has it.
fn key_is_new<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        lock_families(ctx, drafts).await?;
        for draft in drafts {
            let key = test_key(draft.text("test_name"));
            if key.is_empty() {
                draft.refuse("test_name", "The name of a test needs at least one letter or digit");
                continue;
            }
            let sql = "SELECT 1 FROM part_parttesttemplate x JOIN part_part a ON a.id = x.part_id \
                 JOIN part_part p ON a.tree_id = p.tree_id AND a.lft <= p.lft AND a.rght >= p.rght \
                 WHERE p.id = ? AND x.key = ? AND x.id <> ?";
            let own = draft.id.unwrap_or_default();
            let params = [draft.int("part_id").into(), Param::from(&key), own.into()];
            if ctx.conn.exists(sql, &params).await? {
                let message = format!("The part or a template above it has a test with the key '{key}' already");
                // Said twice, as clients know it.
                draft.refuse("test_name", message.clone());
                draft.refuse("test_name", message);
            }
            draft.set("key", key);
        }
        Ok(())
    })
}

fn choices_differ<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts {
            let mut seen = HashSet::new();
            let choices: Vec<&str> =
                draft.text("choices").split(',').map(str::trim).filter(|choice| !choice.is_empty()).collect();
            let repeated = choices.into_iter().find(|choice| !seen.insert(*choice)).map(str::to_owned);
            if let Some(choice) = repeated {
                draft.refuse("choices", format!("Each choice can be offered once only: '{choice}' is there twice"));
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::test_key;

    #[test]
    fn keys_are_names_in_short() {
        for (name, key) in [
            ("Test 1", "test1"),
            ("1 test", "_1test"),
            ("test (50°C)", "test50c"),
            (" Größe_2 ", "größe_2"),
            ("--", ""),
        ] {
            assert_eq!(test_key(name), key, "{name}");
        }
    }
}
