//! `news/`: entries of the news feed (spec 60-system §5).

use std::sync::Arc;

use ironwood_rest::declare::{Field, Filter, Resource, Shape};
use ironwood_rest::kind::{Bool, DateTime, Int, Text, Told, Url};
use ironwood_rest::{Error, PermissionClass};

use crate::models;

fn shape() -> Shape {
    let text = |name| Field::column(name, Text::max(250)).required();
    Shape::new(models::NEWS_ENTRY, "NewsFeedEntry")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(text("feed_id").label("Id"))
        .field(text("title"))
        .field(Field::column("link", Url { max: 250 }).required())
        .field(Field::column("published", Told(DateTime::MINUTES, &[("max_length", 250)])).required())
        .field(text("author"))
        .field(text("summary"))
        .field(Field::column("read", Bool).required().default_value(false).help("Whether somebody has read it"))
}

/// `news/`.
pub fn resource() -> Resource {
    Resource::new("news", Arc::new(shape()), "News about the software")
        .access(PermissionClass::Staff)
        .any_key()
        .updatable()
        .deletable()
        .bulk_delete()
        .unique(&["feed_id"], || Error::field("feed_id", "news feed entry with this Id already exists."))
        .filter(Filter::boolean("read", "t.read"))
        .order_columns(&["published", "author", "read"])
        .default_order(&["-t.published"])
}
