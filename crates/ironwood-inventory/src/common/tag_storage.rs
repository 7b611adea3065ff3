//! How the tags of objects are stored: rows shared by name, links by content type and key (spec 22 §11).

use std::collections::{HashMap, HashSet};

use ironwood_db::{Engine, Param, Row};
use ironwood_rest::declare::Resource;
use ironwood_rest::write::Draft;
use ironwood_rest::{BoxFuture, Ctx, Result};

use crate::common::slug::{slugify, unique};
use crate::common::tags::content_type;

/// Longest name of a tag.
const LONGEST: usize = 100;

/// Stores the tags that clients sent, in place of those that the objects had. Names match tags that exist, letter case aside;
/// others become new tags. Tags that no object has any more stay.
pub fn store<'a>(ctx: &'a mut Ctx<'_>, resource: &'a Resource, drafts: &'a mut [Draft]) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let mut wanted: Vec<(i64, Vec<String>)> = Vec::new();
        for draft in drafts {
            let Some(names) = draft.input("tags").map(names) else { continue };
            if names.iter().any(|name| name.chars().count() > LONGEST) {
                draft.refuse("tags", format!("Ensure this field has no more than {LONGEST} characters."));
            } else if let Some(id) = draft.id {
                wanted.push((id, names));
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = wanted.iter().flat_map(|(_, names)| names.iter().cloned()).collect();
        let tags = tags_of(ctx, &distinct(names)).await?;
        link(ctx, resource, &wanted, &tags).await
    })
}

/// The names in what a client sent, each once.
fn names(sent: &Param) -> Vec<String> {
    let json = match sent {
        Param::Json(json) | Param::Text(json) => json.as_str(),
        _ => "[]",
    };
    let names: Vec<String> = serde_json::from_str(json).unwrap_or_default();
    distinct(names.iter().map(|name| name.trim().to_owned()).collect())
}

/// The names without those that differ in letter case only; the first spelling stays.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    names.into_iter().filter(|name| seen.insert(name.to_lowercase())).collect()
}

/// The tags of these names, by the name in small letters; those that were not there are made.
async fn tags_of(ctx: &mut Ctx<'_>, names: &[String]) -> Result<HashMap<String, i64>> {
    let mut known = existing(ctx, names).await?;
    if names.iter().all(|name| known.contains_key(&name.to_lowercase())) {
        return Ok(known);
    }
    // Two requests may want the same new tag: the second waits and finds it.
    if ctx.conn.engine() == Engine::Postgres {
        ctx.conn.script("LOCK TABLE taggit_tag IN SHARE ROW EXCLUSIVE MODE").await?;
        known = existing(ctx, names).await?;
    }
    let new: Vec<&String> = names.iter().filter(|name| !known.contains_key(&name.to_lowercase())).collect();
    let slugs = free_slugs(ctx, &new).await?;
    let rows: Vec<Vec<Param>> =
        new.iter().zip(slugs).map(|(name, slug)| vec![Param::from(name.as_str()), slug.into()]).collect();
    let keys = ctx.conn.insert_many("taggit_tag", &["name", "slug"], &rows).await?;
    known.extend(new.iter().zip(keys).map(|(name, key)| (name.to_lowercase(), key)));
    Ok(known)
}

/// The tags that have one of these names, by the name in small letters. Of several that differ in letter case only, the one that
/// is spelled as asked for counts, else the oldest.
async fn existing(ctx: &mut Ctx<'_>, names: &[String]) -> Result<HashMap<String, i64>> {
    let engine = ctx.conn.engine();
    let sql = format!(
        "SELECT id, name FROM taggit_tag WHERE {} OR {} ORDER BY id DESC",
        engine.any_of("LOWER(name)"),
        engine.any_of("name")
    );
    let small = names.iter().map(|name| name.to_lowercase()).collect();
    let read = |row: &Row<'_>| Ok((row.get::<i64>(0)?, row.get::<String>(1)?));
    let found = ctx.conn.rows(&sql, &[Param::Texts(small), Param::Texts(names.to_vec())], read).await?;
    let mut known: HashMap<String, i64> = HashMap::new();
    for (id, name) in &found {
        known.insert(name.to_lowercase(), *id);
    }
    for (id, name) in found.iter().filter(|(_, name)| names.contains(name)) {
        known.insert(name.to_lowercase(), *id);
    }
    Ok(known)
}

/// A slug for each new name that neither a tag nor another of the names has.
async fn free_slugs(ctx: &mut Ctx<'_>, names: &[&String]) -> Result<Vec<String>> {
    let plain: Vec<String> = names.iter().map(|name| slugify(name)).collect();
    // Slugs hold no sign with a meaning of its own in a pattern but `_`, which finds some too many.
    let conditions = vec!["slug LIKE ?"; plain.len()].join(" OR ");
    let patterns: Vec<Param> = plain.iter().map(|slug| Param::Text(format!("{slug}%"))).collect();
    let sql = format!("SELECT slug FROM taggit_tag WHERE {conditions}");
    let mut taken: HashSet<String> = ctx.conn.column::<String>(&sql, &patterns).await?.into_iter().collect();
    let mut free = Vec::with_capacity(plain.len());
    for slug in plain {
        let slug = unique(&slug, |slug| taken.contains(slug));
        taken.insert(slug.clone());
        free.push(slug);
    }
    Ok(free)
}

/// Makes the links of objects to tags what is wanted; links that stay are not touched.
async fn link(
    ctx: &mut Ctx<'_>,
    resource: &Resource,
    wanted: &[(i64, Vec<String>)],
    tags: &HashMap<String, i64>,
) -> Result<()> {
    let engine = ctx.conn.engine();
    let content_type = content_type(resource.model());
    let sql = format!(
        "SELECT id, object_id, tag_id FROM taggit_taggeditem WHERE content_type_id = {content_type} AND {}",
        engine.any_of("object_id")
    );
    let objects = Param::Ints(wanted.iter().map(|(object, _)| *object).collect());
    let read = |row: &Row<'_>| Ok((row.get::<i64>(0)?, (row.get::<i64>(1)?, row.get::<i64>(2)?)));
    let links: Vec<(i64, (i64, i64))> = ctx.conn.rows(&sql, &[objects], read).await?;
    let pairs: Vec<(i64, i64)> = wanted
        .iter()
        .flat_map(|(object, names)| names.iter().filter_map(|name| Some((*object, *tags.get(&name.to_lowercase())?))))
        .collect();
    let gone: Vec<i64> = links.iter().filter(|(_, pair)| !pairs.contains(pair)).map(|(id, _)| *id).collect();
    if !gone.is_empty() {
        let sql = format!("DELETE FROM taggit_taggeditem WHERE {}", engine.any_of("id"));
        ctx.conn.execute(&sql, &[Param::Ints(gone)]).await?;
    }
    let new: Vec<(i64, i64)> = pairs.into_iter().filter(|pair| !links.iter().any(|(_, known)| known == pair)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let content_type: Option<i64> = ctx.conn.value(&format!("SELECT {content_type}"), &[]).await?;
    let rows: Vec<Vec<Param>> =
        new.into_iter().map(|(object, tag)| vec![object.into(), tag.into(), content_type.into()]).collect();
    ctx.conn.insert_many("taggit_taggeditem", &["object_id", "tag_id", "content_type_id"], &rows).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_each_counts_once() {
        let sent = Param::Json(r#"[" Fast ", "FAST", "main"]"#.into());
        assert_eq!(names(&sent), ["Fast", "main"]);
        assert!(names(&Param::Null).is_empty());
    }
}
