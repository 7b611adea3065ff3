//! Tags on objects: the field, the filters, the search, and how they are stored (spec 22 §11).

use std::collections::{HashMap, HashSet};

use ironwood_db::{Engine, Param};
use ironwood_rest::declare::{Clause, Field, Filter, Item, Model, Resource, many};
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};
use unicode_normalization::UnicodeNormalization;

/// Most characters of a tag.
const LONGEST: usize = 100;

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

/// Stores the tags that were sent: they replace those that the objects have. Names match tags that there are letter case aside,
/// unknown ones become tags (spec 22 §11).
pub fn store<'a>(ctx: &'a mut Ctx<'_>, resource: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let mut wanted: Vec<(i64, Vec<String>)> = Vec::new();
        for draft in drafts.iter_mut() {
            let sent = draft.input("tags").and_then(Param::as_text).map(serde_json::from_str::<Vec<String>>);
            let (Some(key), Some(Ok(names))) = (draft.id, sent) else { continue };
            let names: Vec<String> = names.into_iter().map(|name| name.trim().to_owned()).collect();
            if names.iter().any(String::is_empty) {
                draft.refuse("tags", "This field may not be blank.");
            } else if names.iter().any(|name| name.chars().count() > LONGEST) {
                draft.refuse("tags", format!("Ensure this field has no more than {LONGEST} characters."));
            } else {
                wanted.push((key, names));
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let known = named(ctx, wanted.iter().flat_map(|(_, names)| names)).await?;
        let content_type = content_type(resource.model());
        let keys: Vec<i64> = wanted.iter().map(|(key, _)| *key).collect();
        let any = ctx.conn.engine().any_of("object_id");
        let clear = format!("DELETE FROM taggit_taggeditem WHERE content_type_id = {content_type} AND {any}");
        ctx.conn.execute(&clear, &[Param::Ints(keys)]).await?;
        let content_type: i64 = ctx.conn.value(&format!("SELECT {content_type}"), &[]).await?.unwrap_or_default();
        let mut links: Vec<Vec<Param>> = Vec::new();
        for (key, names) in wanted {
            let tags = names.iter().filter_map(|name| known.get(&name.to_lowercase()));
            for tag in tags {
                let link = vec![content_type.into(), key.into(), (*tag).into()];
                if !links.contains(&link) {
                    links.push(link);
                }
            }
        }
        ctx.conn.insert_many("taggit_taggeditem", &["content_type_id", "object_id", "tag_id"], &links).await?;
        Ok(())
    })
}

/// The tags of these names by their names in lower case; those that are missing are made.
async fn named(ctx: &mut Ctx<'_>, names: impl Iterator<Item = &String>) -> Result<HashMap<String, i64>> {
    let mut asked: Vec<(String, &String)> = names.map(|name| (name.to_lowercase(), name)).collect();
    asked.sort();
    asked.dedup_by(|a, b| a.0 == b.0);
    let mut all = stored(ctx).await?;
    let is_missing = |all: &HashMap<String, (i64, String)>| asked.iter().any(|(lower, _)| !all.contains_key(lower));
    if is_missing(&all) && ctx.conn.engine() == Engine::Postgres {
        // Two requests may make the same tag: the second one waits and finds it.
        ctx.conn.script("LOCK TABLE taggit_tag IN SHARE ROW EXCLUSIVE MODE").await?;
        all = stored(ctx).await?;
    }
    let mut known: HashMap<String, i64> = all.iter().map(|(lower, (id, _))| (lower.clone(), *id)).collect();
    let mut slugs: HashSet<String> = all.into_values().map(|(_, slug)| slug).collect();
    let missing: Vec<(String, &String)> = asked.into_iter().filter(|(lower, _)| !known.contains_key(lower)).collect();
    let rows: Vec<Vec<Param>> = missing
        .iter()
        .map(|(_, name)| {
            let slug = free_slug(name, &slugs);
            slugs.insert(slug.clone());
            vec![Param::from(*name), slug.into()]
        })
        .collect();
    let made = ctx.conn.insert_many("taggit_tag", &["name", "slug"], &rows).await?;
    known.extend(missing.into_iter().map(|(lower, _)| lower).zip(made));
    Ok(known)
}

/// All tags: key and slug by the name in lower case.
async fn stored(ctx: &mut Ctx<'_>) -> Result<HashMap<String, (i64, String)>> {
    let read = |row: &ironwood_db::Row<'_>| Ok((row.get::<String>(1)?.to_lowercase(), (row.get(0)?, row.get(2)?)));
    Ok(ctx.conn.rows("SELECT id, name, slug FROM taggit_tag", &[], read).await?.into_iter().collect())
}

/// A slug for the name that no tag has yet: with a number behind it where it must.
fn free_slug(name: &str, taken: &HashSet<String>) -> String {
    let slug = slug(name);
    (1..)
        .map(|number| if number == 1 { slug.clone() } else { format!("{slug}_{}", number - 1) })
        .find(|slug| !taken.contains(slug))
        .unwrap_or_default()
}

/// The name as a word of ASCII letters, digits, `_` and single `-`.
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.nfkd() {
        match letter {
            'a'..='z' | '0'..='9' | '_' => out.push(letter),
            'A'..='Z' => out.push(letter.to_ascii_lowercase()),
            '-' => out.push('-'),
            blank if blank.is_whitespace() => out.push('-'),
            _ => {}
        }
    }
    let words: Vec<&str> = out.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-").trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_words_of_ascii() {
        assert_eq!(slug("Box 7"), "box-7");
        assert_eq!(slug("  Änderung -- (µ) "), "anderung");
        assert_eq!(slug("???"), "");
        assert_eq!(slug("a_b-C"), "a_b-c");
    }

    #[test]
    fn a_taken_slug_gets_a_number() {
        let taken = HashSet::from(["box".to_owned(), "box_1".to_owned()]);
        assert_eq!(free_slug("Box", &taken), "box_2");
        assert_eq!(free_slug("Crate", &taken), "crate");
    }
}
