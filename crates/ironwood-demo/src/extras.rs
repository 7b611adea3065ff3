//! What hangs on other things: tags, project codes, related parts, stars, links to documents.

use std::collections::HashMap;

use ironwood_db::{Conn, DbError};

use crate::calendar::Calendar;
use crate::categories::Category;
use crate::load::{columns, key, load, no_metadata};
use crate::parts::Parts;
use crate::people::{People, Person};
use crate::rng::Rng;

/// Content types by application and model.
pub(crate) type ContentTypes = HashMap<(String, String), i64>;

/// Tags; their slugs are themselves.
const TAGS: [&str; 8] =
    ["outdoor", "second-source", "long-lead-time", "popular", "fragile", "legacy", "loan", "reliable"];

const PROJECTS: [(&str, &str, &str, bool); 5] = [
    ("NIM-3", "Third generation of the Nimbus", "Engineering", true),
    ("MUR-KB", "A keyboard for the Murmur", "Engineering", true),
    ("COAST-200", "Two hundred stations for the Coastal Weather Club", "Sales", true),
    ("SCHOOLS", "Class sets for school district 12", "Sales", true),
    ("MOVE-22", "The move to the new house", "Storekeepers", false),
];

/// Parts that belong beside each other, by the names they have in our lists.
const RELATED: [(&str, &str, &str); 4] = [
    ("shield", "mast", "Fits with one clamp"),
    ("anemometer", "wind-vane", "Usually sold together"),
    ("oscillator", "filter", "The usual pair"),
    ("cell", "holder", "Made for each other"),
];

/// Documents on the web, on parts.
const DOCUMENTS: [(&str, &str, &str); 4] = [
    ("controller", "https://silverbrook.example/sb32-256.pdf", "Data sheet"),
    ("air", "https://nordlicht.example/no-pht.pdf", "Data sheet"),
    ("nimbus", "https://larkfield.example/nimbus/manual", "Manual, as sent to customers"),
    ("murmur", "https://larkfield.example/murmur/manual", "Manual, as sent to customers"),
];

pub(crate) async fn store(
    conn: &mut Conn,
    parts: &Parts,
    people: &People,
    calendar: &Calendar,
    types: &ContentTypes,
) -> Result<(), DbError> {
    store_tags(conn, parts, types).await?;
    load(conn, "common_projectcode", &PROJECTS, |_, (code, says, group, active)| {
        columns![
            "code" => *code,
            "description" => *says,
            "responsible_id" => people.group_owner(group),
            "active" => *active,
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    load(conn, "part_partrelated", &RELATED, |_, (one, other, note)| {
        columns![
            "part_1_id" => key(parts.named(one)),
            "part_2_id" => key(parts.named(other)),
            "note" => *note,
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    let watched = [
        ("main-b", Person::Engineer),
        ("cell", Person::Storekeeper),
        ("nimbus", Person::Seller),
        ("controller", Person::Apprentice),
    ];
    load(
        conn,
        "part_partstar",
        &watched,
        |_, (part, who)| columns!["part_id" => key(parts.named(part)), "user_id" => people.user(*who)],
    )
    .await?;
    load(conn, "common_attachment", &DOCUMENTS, |_, (part, link, says)| {
        columns![
            "model_type" => "part",
            "model_id" => key(parts.named(part)),
            "attachment" => "",
            "link" => *link,
            "comment" => *says,
            "upload_date" => calendar.day(400),
            "upload_user_id" => people.user(Person::Engineer),
            "file_size" => 0i64,
            "is_image" => false,
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    Ok(())
}

/// Some parts have tags, and the first companies.
async fn store_tags(conn: &mut Conn, parts: &Parts, types: &ContentTypes) -> Result<(), DbError> {
    load(conn, "taggit_tag", &TAGS, |_, name| columns!["name" => *name, "slug" => *name]).await?;
    let content_type = |app: &str, model: &str| types.get(&(app.to_owned(), model.to_owned())).copied();
    let mut rng = Rng::new(6);
    let mut tagged = Vec::new();
    for (at, part) in parts.all.iter().enumerate() {
        let outdoors = part.category == Category::WeatherStations;
        if outdoors {
            tagged.push((content_type("part", "part"), at, 0));
        }
        if rng.chance(8) {
            tagged.push((content_type("part", "part"), at, 1 + rng.position(TAGS.len() - 2)));
        }
    }
    tagged.extend((0..3).map(|company| (content_type("company", "company"), company, TAGS.len() - 1)));
    load(conn, "taggit_taggeditem", &tagged, |_, (content_type, object, tag)| {
        columns!["content_type_id" => *content_type, "object_id" => key(*object), "tag_id" => key(*tag)]
    })
    .await
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_their_own_slugs() {
        let is_slug = |tag: &str| tag.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
        assert!(TAGS.iter().all(|tag| is_slug(tag)));
    }
}
