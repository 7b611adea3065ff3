//! Builds: the declaration of `build/` as clients see it (spec 50-build §4.1, §4.6).

use std::sync::Arc;

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Field, Shape, embed};
use ironwood_rest::kind::{Bool, Choice, Date, Decimal, DecimalStyle, Int, Opaque, Text, Url};
use ironwood_rest::{BoxFuture, Ctx, Result};
use serde_json::{Value, json};

use crate::build::quantities;
use crate::common::settings::definitions::BUILDORDER_REFERENCE_PATTERN;
use crate::common::states::{self, BUILD};
use crate::common::{duplicate, numbering, parameters, project_codes, tags};
use crate::part::shape::brief_with_prices;
use crate::{models, targets, user};

static REFERENCES: numbering::Series = numbering::Series {
    model: models::BUILD,
    pattern: &BUILDORDER_REFERENCE_PATTERN,
    next: numbering::Next::AfterLatest,
};

/// A build with everything that is known of it.
pub fn shape(engine: Engine) -> Shape {
    Shape::new(models::BUILD, "Build")
        .join("part", "part_part", "part.id = t.part_id")
        .join("project", "common_projectcode", "project.id = t.project_code_id")
        .fields(own_fields())
        .fields(relation_fields())
        .fields(date_fields())
        .fields(status_fields())
        .fields(embedded_fields(engine))
        .fields(project_codes::details("project_code_detail"))
        .hidden("status_custom_key", Param::Null)
        .hidden("reference_int", 0i64)
        .hidden("completed_by_id", Param::Null)
        .hidden("barcode_data", "")
        .hidden("lft", 0i64)
        .hidden("rght", 0i64)
        .hidden("tree_id", 0i64)
        .hidden("metadata", Param::Json("{}".into()))
}

/// What rows of another kind say of the part and the people of a build: its keys alone.
const DETAILS: [&str; 5] =
    ["part_detail", "issued_by_detail", "responsible_detail", "project_code_detail", "project_code_label"];

/// A build as its lines embed it: without details.
pub fn brief(engine: Engine) -> Shape {
    DETAILS.iter().fold(shape(engine).without_figures(), |shape, name| shape.with(name, |field| field.on_demand(name)))
}

fn own_fields() -> Vec<Field> {
    let quantity = Decimal::quantity(15, 5).at_least(1).style(DecimalStyle::Rounded);
    vec![
        Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"),
        Field::column("reference", Text::max(64))
            .required()
            .default_from(|ctx| numbering::default(ctx, &REFERENCES))
            .help("Number of the build order"),
        Field::column("title", Text::max(100)).blank().label("Description").help("What it is about"),
        Field::column("quantity", quantity)
            .required()
            .default_value(1)
            .label("Build quantity")
            .help("How many units are to be made"),
        Field::column("completed", Int::ANY)
            .read_only()
            .default_value(0)
            .label("Completed items")
            .help("How many units have been made"),
        Field::column("batch", Text::max(100)).null().blank().label("Batch code").help("Batch that it is about"),
        Field::column("external", Bool).default_value(false).label("External build").help("A supplier carries it out"),
        Field::column("priority", Int::between(0, i64::MAX)).default_value(0).help("Higher ones come first"),
        Field::column("link", Url { max: 2000 }).blank().label("External link").help("Web page about it"),
        Field::column("notes", Text::notes()).null().blank().help("Remarks, in Markdown"),
        Field::column("barcode_hash", Text::max(128)).read_only().help("Digest of the assigned barcode"),
        Field::column("level", Int::ANY).read_only().label("Build level"),
        duplicate::field("BuildDuplicateOptions", targets::build()),
        tags::field(&models::BUILD),
        parameters::field(&models::BUILD),
    ]
}

fn relation_fields() -> Vec<Field> {
    let key = |name, column, target, help| Field::column(name, targets::to(target)).stored_as(column).null().help(help);
    vec![
        Field::column("part", targets::to(targets::assembly_part()))
            .stored_as("part_id")
            .required()
            .help("The part that is made"),
        Field::computed("part_name", Text::any(), "part.name").not_null(),
        key("parent", "parent_id", targets::build(), "The build that this one is for")
            .label("Parent build")
            .instance_filter(|key| json!({"exclude_tree": key})),
        key("sales_order", "sales_order_id", targets::sales_order(), "The sales order that this build is for"),
        key(
            "take_from",
            "take_from_id",
            targets::location(),
            "Where components are to be taken from; empty for anywhere",
        )
        .label("Source location"),
        key("destination", "destination_id", targets::location(), "Where finished units are to go")
            .label("Destination location"),
        key("project_code", "project_code_id", targets::project_code(), "The project that it belongs to"),
        key("responsible", "responsible_id", targets::owner(), "User or group that is responsible for it"),
        Field::column("issued_by", targets::shown(targets::user()))
            .stored_as("issued_by_id")
            .read_only()
            .null()
            .lists_filters()
            .default_from(caller)
            .help("Who placed it"),
    ]
}

/// The caller, as the default that forms show.
fn caller<'a>(ctx: &'a mut Ctx<'_>) -> BoxFuture<'a, Result<Value>> {
    Box::pin(async move { Ok(json!(ctx.user())) })
}

fn date_fields() -> Vec<Field> {
    vec![
        Field::column("creation_date", Date).read_only(),
        Field::column("start_date", Date).null().label("Build start date").help("When work on it is to begin"),
        Field::column("target_date", Date)
            .null()
            .label("Target completion date")
            .help("When it is to be finished; it is overdue from this day on"),
        Field::column("completion_date", Date).read_only().null(),
        Field::computed("overdue", Bool, quantities::overdue()).not_null().default_value(false).default_on_create(),
    ]
}

fn status_fields() -> Vec<Field> {
    let statuses: Vec<(i64, &str)> = BUILD.states.iter().map(|state| (state.key, state.label)).collect();
    vec![
        Field::column("status", Choice::numbers(&statuses).named("BuildStatusEnum"))
            .read_only()
            .default_value(10)
            .label("Build status")
            .help("What has become of the build"),
        Field::computed("status_text", Opaque(Text::any()), BUILD.label_of("t.status", "t.status_custom_key"))
            .not_null(),
        Field::computed("status_custom_key", states::Code, "COALESCE(t.status_custom_key, t.status)")
            .default_value(Value::Null)
            .label("Custom status key")
            .help("The custom status, or else the status"),
    ]
}

fn embedded_fields(engine: Engine) -> Vec<Field> {
    vec![
        embed("part_detail", Arc::new(brief_with_prices(engine)), "t.part_id").not_null().unless_refused("part_detail"),
        embed("issued_by_detail", Arc::new(user::brief()), "t.issued_by_id")
            .for_everyone()
            .not_null()
            .unless_refused("user_detail"),
        embed("responsible_detail", Arc::new(user::owner()), "t.responsible_id")
            .for_everyone()
            .unless_refused("user_detail"),
    ]
}
