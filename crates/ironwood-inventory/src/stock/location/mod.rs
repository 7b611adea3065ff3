//! Stock locations (spec 30-stock §4).

mod list;
mod rules;

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Item, Resource, Shape, embed, many};
use ironwood_rest::kind::{Bool, Int, Opaque, Text};
use serde_json::json;

pub use list::resource;

use crate::common::{parameters, tags};
use crate::stock::location_type;
use crate::tree::nodes::Nodes;
use crate::tree::{Tree, at_or_below, strictly_below};
use crate::{models, targets};

/// The tree of locations.
pub const TREE: Tree = Tree { table: "stock_stocklocation", parent: "parent_id", has_path: true };

/// The icon that is shown: the location's own, else that of its type, else the default of the settings. A type without an icon
/// shows none (spec 30-stock §4.4).
const ICON: &str = "CASE WHEN COALESCE(t.icon, '') <> '' THEN t.icon WHEN t.location_type_id IS NOT NULL THEN loctype.icon \
    ELSE COALESCE((SELECT st.value FROM common_inventreesetting st WHERE st.key = 'STOCK_LOCATION_DEFAULT_ICON'), '') END";

/// A row of locations whose icon can be shown.
fn with_type(component: &'static str) -> Shape {
    typed(Shape::new(models::STOCK_LOCATION, component))
}

fn typed(shape: Shape) -> Shape {
    shape.join("loctype", "stock_stocklocationtype", "loctype.id = t.location_type_id")
}

fn icon() -> Field {
    Field::computed("icon", Text::any(), ICON).not_null()
}

/// The locations from the root to the one in question, as `{pk, name, icon}`; `from` defines `own`, that location.
pub fn path(name: &'static str, from: &str) -> Field {
    let from = format!("{from} JOIN stock_stocklocation AS item ON {}", at_or_below("own", "item"));
    let entry = with_type("TreePath")
        .field(Field::column("pk", Int::ANY).stored_as("id").label("Pk").read_only())
        .field(Field::column("name", Text::any()).read_only())
        .field(icon().null());
    let mut field =
        many(name, Item::Rows(Arc::new(entry)), from, "item.level").on_demand("path_detail").null_when_empty();
    field.null = true;
    field
}

/// All stock items in the location or below it, whatever their state.
fn items() -> String {
    format!(
        "(SELECT COUNT(*) FROM stock_stocklocation c JOIN stock_stockitem s ON s.location_id = c.id WHERE {})",
        at_or_below("c", "t")
    )
}

/// A location with everything that is known of it.
pub fn shape() -> Shape {
    let below = format!("(SELECT COUNT(*) FROM stock_stocklocation c WHERE {})", strictly_below("c", "t"));
    with_type("Location")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("barcode_hash", Text::max(128)).read_only().help("Digest of the assigned barcode"))
        .field(Field::column("name", Text::max(100)).required().help("What the location is called"))
        .field(Field::column("level", Int::ANY).read_only())
        .field(Field::column("description", Text::max(250)).blank().help("What is kept here"))
        .field(
            Field::column("parent", targets::to(targets::location()))
                .stored_as("parent_id")
                .null()
                .label("Parent location")
                .help("The location that this one is in")
                .instance_filter(|key| json!({"exclude_tree": key})),
        )
        .field(
            Field::column("pathstring", Text::max(250)).read_only().label("Path").help("Names from the root to here"),
        )
        .field(path("path", "stock_stocklocation AS own ON own.id = page.value"))
        .field(Field::computed("items", Int::ANY, items()).not_null().absent_on_create().label("Stock items"))
        .field(Field::computed("sublocations", Int::ANY, below).not_null().absent_on_create())
        .field(
            Field::column("owner", targets::to(targets::owner()))
                .stored_as("owner_id")
                .null()
                .help("Whom the location belongs to"),
        )
        .field(icon())
        .field(
            Field::column("custom_icon", Text::max(100))
                .stored_as("icon")
                .null()
                .blank()
                .help("Icon of this location in place of that of its type"),
        )
        .field(
            Field::column("structural", Bool)
                .default_value(false)
                .help("Holds no stock itself, only locations below it"),
        )
        .field(Field::column("external", Bool).default_value(false).help("Outside of the company's own premises"))
        .field(
            Field::column("location_type", targets::to(targets::location_type()))
                .stored_as("location_type_id")
                .null()
                .label("Location type")
                .help("What kind of place it is"),
        )
        .field(embed("location_type_detail", Arc::new(location_type::shape().without_figures()), "t.location_type_id"))
        .field(tags::field(&models::STOCK_LOCATION))
        .field(parameters::field(&models::STOCK_LOCATION))
        .hidden("barcode_data", "")
        .hidden("lft", 0i64)
        .hidden("rght", 0i64)
        .hidden("tree_id", 0i64)
        .hidden("metadata", Param::Json("{}".into()))
}

/// A location in few words, as parts embed it.
pub fn brief() -> Shape {
    Shape::new(models::STOCK_LOCATION, "LocationBrief")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(100)).required().help("What the location is called"))
        .field(Field::column("pathstring", Text::max(250)).blank().label("Path").help("Names from the root to here"))
}

/// `stock/location/tree/`.
pub fn nodes() -> Resource {
    let nodes = Nodes {
        path: "stock/location/tree",
        component: "LocationTree",
        target: targets::location(),
        below: "sublocations",
        icon: Field::computed("icon", Opaque(Text::any()), ICON).not_null(),
        summary: "The tree of locations in few words",
    };
    let shape = typed(nodes.shape());
    nodes.resource(shape)
}
