//! Test results of stock (spec 30-stock §17).

use std::sync::Arc;

use ironwood_db::{Cell, Param};
use ironwood_rest::declare::{Clause, Field, Filter, Item, Prepared, Resource, Shape, Source, embed, many, number};
use ironwood_rest::kind::{Bool, DateTime, File, Int, Kind, Rejected, Text};
use ironwood_rest::query::loose_bool;
use ironwood_rest::read::Render;
use ironwood_rest::{BoxFuture, Ctx, Error, JsonWriter, Query, Result};
use serde_json::{Map, Value};

use crate::part::test_template;
use crate::stock::test_rules;
use crate::{models, targets, user};

/// An instant that people enter: without a zone it is the server's local time, which a rule makes an instant of
/// ([`test_rules::local_times`]).
struct EnteredTime;

impl Kind for EnteredTime {
    fn decode(&self, input: &Value) -> std::result::Result<Param, Rejected> {
        let instant = DateTime::MINUTES.decode(input)?;
        let text = input.as_str().unwrap_or_default().trim();
        let has_zone = text.get(10..).is_some_and(|time| time.contains(['Z', 'z', '+', '-']));
        Ok(if has_zone { instant } else { Param::Text(text.to_owned()) })
    }

    fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
        DateTime::MINUTES.encode(cell, render, out);
    }

    fn options(&self, meta: &mut Map<String, Value>) {
        DateTime::MINUTES.options(meta);
    }

    fn openapi(&self) -> Value {
        DateTime::MINUTES.openapi()
    }
}

/// A result with its test and the user who entered it.
pub fn shape() -> Shape {
    let text = |name, help| Field::column(name, Text::max(500)).blank().help(help);
    let instant = |name, help| Field::column(name, EnteredTime).null().help(help);
    Shape::new(models::STOCK_ITEM_TEST_RESULT, "StockItemTestResult")
        .join("item", "stock_stockitem", "item.id = t.stock_item_id")
        .join("test", "part_parttesttemplate", "test.id = t.template_id")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("stock_item", targets::to(targets::stock_item())).stored_as("stock_item_id").required())
        .field(
            Field::column("template", targets::to(targets::test_template()))
                .stored_as("template_id")
                .null()
                .help("The test that was made"),
        )
        // A test can also be named.
        .field(Field::new("test", Text::any(), Source::Input).null().blank().write_only().unlisted())
        .field(Field::column("result", Bool).default_value(false).help("Whether the item passed"))
        .field(text("value", "What was measured"))
        .field(Field::column("attachment", FILE).null().help("A file about the test"))
        .field(text("notes", "Remarks"))
        .field(text("test_station", "Where the test was made"))
        .field(instant("started_datetime", "When the test began"))
        .field(instant("finished_datetime", "When the test ended"))
        .field(targets::shown_key("user", "user_id", targets::user()))
        .field(Field::column("date", DateTime::MINUTES).read_only().default_from(now))
        .field(embed("user_detail", Arc::new(user::brief()), "t.user_id").for_everyone().on_demand("user_detail"))
        .field(
            embed("template_detail", Arc::new(test_template::shape().without_figures()), "t.template_id")
                .on_demand("template_detail"),
        )
        .hidden("metadata", Param::Json("{}".into()))
}

/// The file of a result, in the folder of its stock item.
const FILE: File = File::any(100).kept_at(|draft, name| format!("stock_files/{}/{name}", draft.int("stock_item_id")));

/// This instant, as the default that forms show.
fn now<'a>(ctx: &'a mut Ctx<'_>) -> BoxFuture<'a, Result<Value>> {
    let text = Render::new(ctx.site, ctx.conn.engine()).local_iso(ctx.now.as_microsecond());
    Box::pin(async move { Ok(Value::String(text)) })
}

/// The results of a stock item, on demand: the latest first in lists, the oldest first where it stands alone.
pub fn of_item() -> Field {
    let from = "stock_stockitemtestresult AS item ON item.stock_item_id = page.value";
    let order = "item.finished_datetime DESC, item.started_datetime DESC, item.date DESC, item.id DESC";
    let mut field = many("tests", Item::Rows(Arc::new(shape())), from, order)
        .ordered_alone("item.id")
        .guarded(models::STOCK_ITEM_TEST_RESULT)
        .on_demand("tests");
    field.null = true;
    field
}

/// `stock/test/`.
pub fn resource() -> Resource {
    let unused = |name, kind, help| Filter::custom(name, kind, |_, _| Ok(None)).help(help);
    Resource::new("stock/test", Arc::new(shape()), "Results of tests on stock")
        .writable()
        .bulk_create()
        .bulk_delete()
        .rule(test_rules::local_times)
        .rule(test_rules::finds_its_test)
        .rule(test_rules::ends_after_its_start)
        .rule(test_rules::meets_demands)
        .before_save(test_rules::sign)
        .filter(unused("stock_item", "number", "Results of this item"))
        .filter(unused("include_installed", "boolean", "Also of the items installed in it"))
        .prepare(of_items)
        .filter(targets::filter_key("user", "user_id", targets::user()))
        .filter(targets::filter_key("template", "template_id", targets::test_template()))
        .filter(Filter::boolean("result", "t.result"))
        .filter(Filter::text("value", "t.value"))
        .filter(Filter::key("build", "item.build_id", targets::build()).help("Of items that this build made"))
        .filter(Filter::key("part", "item.part_id", targets::part()).help("Of items of this very part"))
        .filter(Filter::boolean("required", "test.required"))
        .filter(Filter::boolean("enabled", "test.enabled"))
        .filter(
            Filter::custom("test", "string", |_, value| {
                Ok(Some(Clause::new("test.key = ?", [test_template::test_key(value).into()])))
            })
            .help("Name of the test"),
        )
        .order_columns(&["date", "result", "started_datetime", "finished_datetime", "test_station"])
        .default_order(&["t.date"])
}

/// The item `?` and everything that is installed in it, however deep.
const WITH_INSTALLED: &str = "WITH RECURSIVE inside(id) AS (SELECT o.id FROM stock_stockitem o WHERE o.id = ? \
    UNION SELECT i.id FROM stock_stockitem i JOIN inside ON i.belongs_to_id = inside.id) SELECT inside.id FROM inside";

/// `stock_item` and `include_installed`: an item that is not there is refused in words of its own.
fn of_items<'a>(ctx: &'a mut Ctx<'_>, query: &'a Query) -> BoxFuture<'a, Result<Prepared>> {
    Box::pin(async move {
        let mut prepared = Prepared::default();
        let Some(value) = query.get("stock_item").filter(|value| !value.is_empty()) else { return Ok(prepared) };
        let item = number("stock_item", value)?;
        let known = match i32::try_from(item as i64).ok().filter(|_| item.fract() == 0.0) {
            Some(key) => {
                ctx.conn.exists("SELECT 1 FROM stock_stockitem WHERE id = ?", &[i64::from(key).into()]).await?
            }
            None => false,
        };
        if !known {
            return Err(Error::bare("stock_item", format!("There is no stock item {value}")));
        }
        let condition = if query.get("include_installed").is_some_and(loose_bool) {
            format!("t.stock_item_id IN ({WITH_INSTALLED})")
        } else {
            "t.stock_item_id = ?".to_owned()
        };
        prepared.clauses.push(Clause::new(condition, [Param::Int(item as i64)]));
        Ok(prepared)
    })
}
