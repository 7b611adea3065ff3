//! Rules of test results (spec 30-stock §17).

use std::collections::HashMap;

use ironwood_db::Param;
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::part::test_template::test_key;

type Answer<'a> = BoxFuture<'a, Result<()>>;

/// A result that does not give the key of its test names it: the test of that name of the item's part or of a template above it.
pub fn finds_its_test<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let is_open = |draft: &&mut Draft| {
            draft.key("template_id").is_none() || !draft.was_sent("template") && draft.was_sent("test")
        };
        let items: Vec<i64> = drafts.iter_mut().filter(is_open).map(|draft| draft.int("stock_item_id")).collect();
        if items.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "SELECT s.id, e.key, e.id FROM stock_stockitem s JOIN part_part p ON p.id = s.part_id \
             JOIN part_part a ON a.tree_id = p.tree_id AND a.lft <= p.lft AND a.rght >= p.rght \
             JOIN part_parttesttemplate e ON e.part_id = a.id WHERE {} ORDER BY a.level",
            ctx.conn.engine().any_of("s.id")
        );
        let read = |row: &ironwood_db::Row<'_>| Ok(((row.get::<i64>(0)?, row.get::<String>(1)?), row.get::<i64>(2)?));
        // The part's own test counts before that of a template: it comes last.
        let tests: HashMap<(i64, String), i64> =
            ctx.conn.rows(&sql, &[Param::Ints(items)], read).await?.into_iter().collect();
        for draft in drafts.iter_mut().filter(is_open) {
            let name = draft.input("test").and_then(Param::as_text).unwrap_or_default().to_owned();
            match tests.get(&(draft.int("stock_item_id"), test_key(&name))) {
                Some(test) => draft.set("template_id", *test),
                None => draft.refuse("test", format!("The part of the stock item has no test called '{name}'")),
            }
        }
        Ok(())
    })
}

/// Times that were sent without a zone are the server's local times.
pub fn local_times<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        for draft in drafts {
            for column in ["started_datetime", "finished_datetime"] {
                let sent = draft.get(column).as_text().filter(|_| draft.was_sent(column));
                let Some(local) = sent.and_then(ironwood_db::parse_datetime) else { continue };
                let clock = Timestamp::from_microsecond(local).map(|at| TimeZone::UTC.to_datetime(at));
                if let Ok(instant) = clock.and_then(|clock| ctx.site.zone.to_timestamp(clock)) {
                    draft.set(column, instant);
                }
            }
        }
        Ok(())
    })
}

/// A test does not end before it began.
pub fn ends_after_its_start<'a>(_: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        for draft in drafts {
            let instant = |column| match draft.get(column) {
                Param::Timestamp(at) => Some(*at),
                Param::Text(text) => ironwood_db::parse_datetime(text),
                _ => None,
            };
            if let (Some(start), Some(end)) = (instant("started_datetime"), instant("finished_datetime"))
                && end < start
            {
                draft.refuse("finished_datetime", "The test cannot have ended before it began");
            }
        }
        Ok(())
    })
}

/// What a test demands of its results.
struct Demands {
    value: bool,
    attachment: bool,
    choices: Vec<String>,
}

/// A result has what its test demands.
pub fn meets_demands<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        let tests: Vec<i64> = drafts.iter().filter_map(|draft| draft.key("template_id")).collect();
        let sql = format!(
            "SELECT id, requires_value, requires_attachment, choices FROM part_parttesttemplate WHERE {}",
            ctx.conn.engine().any_of("id")
        );
        let read = |row: &ironwood_db::Row<'_>| {
            let choices = row.cell(3).text().unwrap_or_default();
            let choices = choices.split(',').map(|choice| choice.trim().to_owned()).filter(|choice| !choice.is_empty());
            let demands = Demands { value: row.get(1)?, attachment: row.get(2)?, choices: choices.collect() };
            Ok((row.get::<i64>(0)?, demands))
        };
        let demands: HashMap<i64, Demands> =
            ctx.conn.rows(&sql, &[Param::Ints(tests)], read).await?.into_iter().collect();
        for draft in drafts {
            let Some(wanted) = draft.key("template_id").and_then(|test| demands.get(&test)) else { continue };
            let value = draft.text("value").trim().to_owned();
            if wanted.value && value.is_empty() {
                draft.refuse("value", "This test demands a value");
            }
            if wanted.attachment && draft.text("attachment").is_empty() && draft.file("attachment").is_none() {
                draft.refuse("attachment", "This test demands a file");
            }
            if !value.is_empty() && !wanted.choices.is_empty() && !wanted.choices.contains(&value) {
                let choices = wanted.choices.join(", ");
                draft.refuse("value", format!("'{value}' is none of the values of this test: {choices}"));
            }
        }
        Ok(())
    })
}

/// A new result is of now and of who entered it.
pub fn sign<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> Answer<'a> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.is_new()) {
            draft.set("date", ctx.now);
            draft.set("user_id", ctx.user());
        }
        Ok(())
    })
}
