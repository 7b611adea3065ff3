//! Tags on objects: the field, the filters, the search, and how they are stored (spec 22 §11).

use ironwood_db::Param;
use ironwood_rest::declare::{Clause, Field, Filter, Item, Model, many};

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
