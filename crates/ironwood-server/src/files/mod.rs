//! Files: those in the binary, and those that users have uploaded.

mod assets;
mod disposition;
mod media;
mod range;

pub(crate) use assets::{asset, page};
pub(crate) use media::media;

/// Whether the client already has what this entity tag names, by its `If-None-Match`.
pub(crate) fn is_known(if_none_match: Option<&str>, tag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    if_none_match.is_some_and(|list| list.trim() == "*" || list.split(',').any(|known| bare(known) == bare(tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_by_what_they_name() {
        for list in ["\"a\"", "W/\"a\"", "\"x\", W/\"a\"", "*"] {
            assert!(is_known(Some(list), "\"a\"") && is_known(Some(list), "W/\"a\""), "{list}");
        }
        for list in [None, Some(""), Some("\"b\""), Some("a")] {
            assert!(!is_known(list, "\"a\""), "{list:?}");
        }
    }
}
