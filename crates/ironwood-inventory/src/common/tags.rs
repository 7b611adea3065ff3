//! Tags: the field, the filters and the search of objects that have them, and the tags themselves (spec 22 §11).

use std::sync::Arc;

use ironwood_db::Param;
use ironwood_rest::declare::{Clause, Field, Filter, Item, Model, Resource, Selection, Shape, many};
use ironwood_rest::kind::{Int, Slug, Text};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Error, PermissionClass, Result};

use crate::common::slug::slugify;
pub use crate::common::tag_storage::store;
use crate::models;

/// SQL: the content type of a model.
pub fn content_type(model: &Model) -> String {
    format!(
        "(SELECT ct.id FROM django_content_type ct WHERE ct.app_label = '{}' AND ct.model = '{}')",
        model.app, model.name
    )
}

/// The list of tag names, shown on demand, written as a whole.
pub fn field(model: &Model) -> Field {
    let from = format!(
        "taggit_taggeditem AS link ON link.object_id = page.value AND link.content_type_id = {} \
         JOIN taggit_tag AS item ON item.id = link.tag_id",
        content_type(model)
    );
    let mut field = many("tags", Item::Text("item.name".into()), from, "link.id").on_demand("tags").writable();
    field.null = false;
    field
}

/// Query that the names and slugs of an object's tags are found in.
pub fn search_query(model: &Model) -> String {
    format!(
        "SELECT 1 FROM taggit_taggeditem link JOIN taggit_tag tag ON tag.id = link.tag_id \
         WHERE link.object_id = t.id AND link.content_type_id = {}",
        content_type(model)
    )
}

/// `tags=a,b`: the object has all of these tags, letter case aside.
pub fn filter(model: &Model) -> Filter {
    let query = search_query(model);
    Filter::custom("tags", "string", move |_, value| {
        let names: Vec<&str> = value.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let one = format!("EXISTS ({query} AND LOWER(tag.name) = LOWER(?))");
        let text = vec![one.as_str(); names.len()].join(" AND ");
        let params: Vec<Param> = names.into_iter().map(Param::from).collect();
        Ok((!params.is_empty()).then(|| Clause::new(text, params)))
    })
}

/// `tags__name` and `tags__slug`: one tag by its exact name or slug.
pub fn exact_filters(model: &Model) -> [Filter; 2] {
    [("tags__name", "name"), ("tags__slug", "slug")].map(|(parameter, column)| {
        let query = search_query(model);
        Filter::custom(parameter, "string", move |_, value| {
            Ok(Some(Clause::new(format!("EXISTS ({query} AND tag.{column} = ?)"), [value.into()])))
        })
    })
}

fn shape() -> Shape {
    Shape::new(models::TAG, "Tag")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("name", Text::max(100)).required())
        .field(Field::column("slug", Slug { max: 100 }).read_only())
}

fn name_taken() -> Error {
    Error::field("name", "tag with this name already exists.")
}

/// `tag/`.
pub fn resource() -> Resource {
    Resource::new("tag", Arc::new(shape()), "Tags that objects of any kind can have")
        .access(PermissionClass::StaffOrReadOnly)
        .writable()
        .filter(Filter::custom("model_type", "string", used_on).help("Tags that objects of this kind have"))
        .order_columns(&["name"])
        .search(&["t.name"])
        .unique(&["name"], name_taken)
        .rule(make_slug)
}

/// Tags that objects of a model have. The model is named by its bare name or as `app.model`.
fn used_on(_: &Selection<'_>, value: &str) -> Result<Option<Clause>> {
    let wanted = value.to_ascii_lowercase();
    let name = wanted.rsplit('.').next().unwrap_or_default();
    let model = models::by_name(name).filter(|model| wanted == name || wanted == format!("{}.{name}", model.app));
    let Some(model) = model else {
        return Err(Error::field("model_type", format!("There is no kind of object called '{value}'")));
    };
    let content_type = content_type(&model);
    Ok(Some(Clause::raw(format!(
        "EXISTS (SELECT 1 FROM taggit_taggeditem link WHERE link.tag_id = t.id AND link.content_type_id = {content_type})"
    ))))
}

/// The slug follows the name. One that another tag has is refused: names that differ in case or punctuation only are confusing.
fn make_slug<'a>(ctx: &'a mut Ctx<'_>, _: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        for draft in drafts.iter_mut().filter(|draft| draft.changes("name")) {
            let slug = slugify(draft.text("name"));
            if slug.is_empty() {
                draft.refuse("slug", "This field cannot be blank.");
                continue;
            }
            let other = "SELECT 1 FROM taggit_tag WHERE slug = ? AND id <> ?";
            if ctx.conn.exists(other, &[Param::from(&slug), draft.id.unwrap_or_default().into()]).await? {
                draft.refuse("slug", "Tag with this Slug already exists.");
            }
            draft.set("slug", slug);
        }
        Ok(())
    })
}
