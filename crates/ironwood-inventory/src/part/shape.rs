//! Parts: the declaration of `part/` (spec 20 §3-§6).

use std::sync::Arc;

use ironwood_db::{Cell, Engine, Param};
use ironwood_rest::JsonWriter;
use ironwood_rest::declare::{Field, Item, Shape, Source, embed, many};
use ironwood_rest::kind::{Bool, Date, DateTime, Decimal, File, Float, Int, Opaque, Text, Told, Url};
use ironwood_rest::read::Render;
use serde_json::json;

use crate::common::pictures::{self, thumbnail_url};
use crate::common::{parameters, tags};
use crate::part::{category, creation, full_name, price_break, quantities};
use crate::{models, stock, targets};

pub use crate::part::brief::{brief, brief_with_prices, without_figures};

/// The picture of a part. Several parts may share one, and it can still be chosen when none has it any more.
pub(super) const IMAGE: File =
    File::picture(100).kept_at(|_, name| format!("{IMAGES}/{name}")).with_smaller(pictures::SMALLER).outlives_row();

/// Longest text of a unit.
pub(super) const LONGEST_UNIT: i64 = 20;

/// Folder of the pictures of parts.
pub(super) const IMAGES: &str = "part_images";

/// A part with everything that is known of it.
pub fn shape(engine: Engine) -> Shape {
    Shape::new(models::PART, "Part")
        .join("category", "part_partcategory", "category.id = t.category_id")
        .join("pricing", "part_partpricing", "pricing.part_id = t.id")
        .fields(description_fields())
        .fields(kind_fields())
        .fields(relation_fields())
        .fields(quantity_fields(engine))
        .fields(pricing_fields().map(|field| field.unless_refused("pricing")))
        .fields(creation::fields())
        .hidden("metadata", Param::Json("{}".into()))
        .hidden("barcode_data", "")
        .hidden("base_cost", 0i64)
        .hidden("multiple", 1i64)
        .hidden("bom_checksum", "")
        .hidden("bom_validated", false)
        .hidden("bom_checked_by_id", Param::Null)
        .hidden("bom_checked_date", Param::Null)
        .hidden("lft", 0i64)
        .hidden("rght", 0i64)
        .hidden("tree_id", 0i64)
        .hidden("level", 0i64)
}

fn description_fields() -> Vec<Field> {
    vec![
        Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"),
        Field::column("name", Text::max(100)).required().help("What the part is called"),
        full_name::field(),
        Field::column("IPN", Text::max(100))
            .null_in_old_rows()
            .blank()
            .default_value("")
            .reset_by_put()
            .label("IPN")
            .help("Number of the part within the company"),
        Field::column("revision", Text::max(100))
            .null()
            .blank()
            .default_value("")
            .reset_by_put()
            .help("Revision or version of the part"),
        Field::column("description", Text::max(250)).blank().help("What the part is"),
        Field::column("keywords", Text::max(250)).null().blank().help("Words that a search should find it by"),
        Field::column("link", Url { max: 2000 }).null().blank().help("Web page about the part"),
        Field::column("units", Told(Text::any(), &[("max_length", LONGEST_UNIT)]))
            .null()
            .blank()
            .default_value("")
            .help("Unit in which the part is counted"),
        Field::column("notes", Text::notes()).null().blank().only_in_detail().help("Remarks, in Markdown"),
        Field::column("image", IMAGE).null(),
        thumbnail(),
        Field::new("existing_image", Text::any(), Source::Input)
            .write_only()
            .write_only_unlisted()
            .help("File name of an image that another part has"),
        Field::column("barcode_hash", Text::max(128)).read_only().help("Digest of the assigned barcode"),
        Field::column("creation_date", Date).read_only().null(),
    ]
}

fn flag(name: &'static str, help: &'static str) -> Field {
    Field::column(name, Bool).help(help)
}

fn kind_fields() -> Vec<Field> {
    vec![
        flag("active", "The part is in use").default_value(true),
        flag("assembly", "Made of other parts").default_setting("PART_ASSEMBLY", false),
        flag("component", "Can go into other parts").default_setting("PART_COMPONENT", true),
        flag("consumable", "Used up without being counted, such as glue").default_value(false),
        flag("is_template", "Other parts are variants of it").default_setting("PART_TEMPLATE", false),
        flag("locked", "May not be changed").default_value(false),
        flag("purchaseable", "Can be bought from suppliers").default_setting("PART_PURCHASEABLE", true),
        flag("salable", "Can be sold to customers").default_setting("PART_SALABLE", false),
        flag("testable", "Test results can be recorded for its stock").default_value(false),
        flag("trackable", "Each unit has a serial number").default_setting("PART_TRACKABLE", false),
        flag("virtual", "Has no stock, such as software or a licence").default_setting("PART_VIRTUAL", false),
        Field::column("default_expiry", Int::between(0, i64::MAX))
            .default_value(0)
            .help("Days until new stock of it expires; 0 for never"),
        Field::column("minimum_stock", Decimal::quantity(19, 6).at_least(0))
            .default_value(0)
            .reset_by_put()
            .help("Stock below this is low"),
        Field::column("maximum_stock", Decimal::quantity(19, 6).at_least(0))
            .default_value(0)
            .reset_by_put()
            .help("Stock above this is high"),
        Field::computed(
            "starred",
            Opaque(Bool),
            "EXISTS (SELECT 1 FROM part_partstar x WHERE x.part_id = t.id AND x.user_id = :user)",
        )
        .not_null()
        .as_before_update(),
        Field::new("starred", Bool, Source::Input).write_only().unlisted().not_in_bulk(),
        tags::field(&models::PART),
    ]
}

fn relation_fields() -> Vec<Field> {
    vec![
        Field::column("category", targets::to(targets::category()))
            .stored_as("category_id")
            .null()
            .help("Category of the part"),
        Field::computed("category_name", Text::any(), "category.name").not_null().absent_when_null(),
        embed("category_detail", Arc::new(category::embedded()), "t.category_id").on_demand("category_detail"),
        category::path(
            "category_path",
            "part_part AS base ON base.id = page.value JOIN part_partcategory AS own ON own.id = base.category_id",
        ),
        Field::computed("category_default_location", Int::ANY, quantities::category_default_location("category"))
            .null_on_create(),
        Field::column("default_location", targets::to(targets::location()))
            .stored_as("default_location_id")
            .null()
            .help("Where the part is normally kept"),
        embed("default_location_detail", Arc::new(stock::location::brief()), "t.default_location_id")
            .on_demand("location_detail"),
        Field::column("variant_of", targets::to(targets::template_part()))
            .stored_as("variant_of_id")
            .null()
            .help("The template that this part is a variant of")
            .instance_filter(|key| json!({"exclude_tree": key})),
        Field::column("revision_of", targets::to(targets::part()))
            .stored_as("revision_of_id")
            .null()
            .help("The part that this one is a revision of"),
        Field::column("responsible", targets::to(targets::owner()))
            .stored_as("responsible_owner_id")
            .null()
            .without_filters(),
        Field::column("creation_user", targets::to(targets::user())).stored_as("creation_user_id").read_only().null(),
        parameters::field(&models::PART),
        {
            let from = "part_partsellpricebreak AS item ON item.part_id = page.value";
            let mut field =
                many("price_breaks", Item::Rows(Arc::new(price_break::sale_shape())), from, "item.quantity, item.id")
                    .on_demand("price_breaks");
            field.null = true;
            field
        },
    ]
}

fn quantity_fields(engine: Engine) -> Vec<Field> {
    let figure = |name, fragment: String| Field::computed(name, Float, fragment).null_on_create();
    let count = |name, fragment: String| Field::computed(name, Int::ANY, fragment).null_on_create();
    let sum = |name, write| {
        let inputs = vec![
            quantities::own_stock(),
            quantities::variant_stock(),
            quantities::allocated_to_sales(),
            quantities::allocated_to_builds(),
        ];
        let mut field = Field::new(name, Float, Source::Derived { inputs, write }).null_on_create();
        field.null = true;
        field
    };
    vec![
        figure("in_stock", quantities::own_stock()),
        figure("variant_stock", quantities::variant_stock()),
        sum("total_in_stock", |cells, _, out| write_number(total(cells), out)),
        sum("unallocated_stock", |cells, _, out| {
            write_number((total(cells) - real(cells, 2) - real(cells, 3)).max(0.0), out)
        }),
        figure("external_stock", quantities::external_stock()),
        count("stock_item_count", quantities::stock_item_count()),
        figure("allocated_to_build_orders", quantities::allocated_to_builds()),
        figure("allocated_to_sales_orders", quantities::allocated_to_sales()),
        figure("ordering", quantities::on_order(engine)).label("On order"),
        figure("building", quantities::in_production()).help("Units that are being made now"),
        figure("scheduled_to_build", quantities::scheduled_to_build(engine))
            .help("Units that builds have still to make"),
        count("required_for_build_orders", quantities::required_for_builds()),
        count("required_for_sales_orders", quantities::required_for_sales()),
        count("revision_count", quantities::revision_count()).label("Revisions"),
    ]
}

fn real(cells: &[Cell<'_>], at: usize) -> f64 {
    cells.get(at).and_then(|cell| cell.real()).unwrap_or_default()
}

fn total(cells: &[Cell<'_>]) -> f64 {
    real(cells, 0) + real(cells, 1)
}

fn write_number(number: f64, out: &mut JsonWriter) {
    out.real(number);
}

/// Smallest and largest overall price and when they were found, from the cached pricing; what shows them says so.
pub fn pricing_fields() -> [Field; 3] {
    let price = Decimal::money().unbounded();
    [
        Field::computed("pricing_min", price, "pricing.overall_min"),
        Field::computed("pricing_max", price, "pricing.overall_max"),
        Field::computed("pricing_updated", DateTime::MINUTES, "pricing.updated"),
    ]
}

/// The small variation of the image in the row's column `image`.
pub fn thumbnail() -> Field {
    let write = |cells: &[Cell<'_>], render: &Render<'_>, out: &mut JsonWriter| {
        out.text(&thumbnail_url(cells.first().and_then(|cell| cell.text()), render));
    };
    Field::new("thumbnail", Text::any(), Source::Derived { inputs: vec!["t.image".into()], write })
}
