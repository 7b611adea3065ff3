//! The icon pack that names of icons refer to (spec 22-parameters-and-attachments §16).
//!
//! An icon is written `pack:name:variant`, for example `ti:package:outline`.

use crate::files::{Kept, StaticFile};
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/icons.rs"));

struct Icon {
    name: &'static str,
    outline: Option<char>,
    filled: Option<char>,
}

/// Why a text is not the name of an icon. The message is what the API answers
/// (spec 30-stock §4.4).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IconError {
    /// Not three parts.
    #[error("Invalid icon format: {0}, expected: pack:name:variant")]
    InvalidFormat(String),
    /// No such pack.
    #[error("Invalid icon pack: {0}")]
    InvalidPack(String),
    /// No such icon in the pack.
    #[error("Invalid icon name: {0}")]
    InvalidName(String),
    /// The icon exists, but not in this variant.
    #[error("Invalid icon variant: {0}")]
    InvalidVariant(String),
}

/// Checks the name of an icon. An empty text is an error too: whether a field may be empty is for
/// the field to say.
///
/// # Errors
/// The first part, from the left, that is wrong.
pub fn check(text: &str) -> Result<(), IconError> {
    glyph(text).map(drop)
}

/// The character of an icon in the fonts of its pack.
///
/// # Errors
/// As [`check`].
pub fn glyph(text: &str) -> Result<char, IconError> {
    let mut parts = text.split(':');
    let (Some(pack), Some(name), Some(variant), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(IconError::InvalidFormat(text.to_owned()));
    };
    if pack != PREFIX {
        return Err(IconError::InvalidPack(pack.to_owned()));
    }
    let Ok(index) = ICONS.binary_search_by(|icon| icon.name.cmp(name)) else {
        return Err(IconError::InvalidName(name.to_owned()));
    };
    match variant {
        "outline" => ICONS[index].outline,
        "filled" => ICONS[index].filled,
        _ => None,
    }
    .ok_or_else(|| IconError::InvalidVariant(variant.to_owned()))
}

/// Fonts of the pack: format as CSS names it, path of the file (a key of
/// [`static_file`](crate::static_file)).
#[must_use]
pub fn fonts() -> &'static [(&'static str, &'static str)] {
    &FONTS
}

/// The body of `GET icons/` without paging, with its gzipped form and entity tag.
#[must_use]
pub fn packs() -> &'static StaticFile {
    &PACKS
}

/// The plain body of [`packs`], a JSON array of one pack; inflated on the first call and kept.
#[must_use]
pub fn packs_json() -> &'static [u8] {
    static PLAIN: LazyLock<Vec<u8>> = LazyLock::new(|| PACKS.plain().into_owned());
    &PLAIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn icons_are_known_by_pack_name_and_variant() {
        assert_eq!(check("ti:package:outline"), Ok(()));
        assert_eq!(glyph("ti:package:outline"), Ok('\u{eaff}'));
        // The first and the last of the table.
        assert_eq!(check("ti:a-b:outline"), Ok(()));
        assert_eq!(check("ti:zzz:outline"), Ok(()));
        assert_eq!(check("ti:home:filled"), Ok(()));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, message) in [
            ("foo", "Invalid icon format: foo, expected: pack:name:variant"),
            ("", "Invalid icon format: , expected: pack:name:variant"),
            ("ti:box", "Invalid icon format: ti:box, expected: pack:name:variant"),
            ("ti:box:outline:", "Invalid icon format: ti:box:outline:, expected: pack:name:variant"),
            ("xx:box:outline", "Invalid icon pack: xx"),
            ("TI:box:outline", "Invalid icon pack: TI"),
            ("ti:nope:outline", "Invalid icon name: nope"),
            ("ti::outline", "Invalid icon name: "),
            ("ti:box:nope", "Invalid icon variant: nope"),
            // This icon exists, but not filled.
            ("ti:a-b:filled", "Invalid icon variant: filled"),
        ] {
            assert_eq!(check(text).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn the_body_and_the_check_know_the_same_icons() {
        let packs: Value = serde_json::from_slice(packs_json()).unwrap();
        assert_eq!(packs.as_array().unwrap().len(), 1);
        assert_eq!(packs[0]["name"], "Tabler Icons");
        assert_eq!(packs[0]["prefix"], "ti");
        let icons = packs[0]["icons"].as_object().unwrap();
        assert_eq!(icons.len(), 4744);
        let mut glyphs = 0;
        for (name, icon) in icons {
            assert_eq!(icon["name"], name.as_str());
            assert!(icon["category"].is_string());
            assert!(icon["tags"].as_array().unwrap().iter().all(Value::is_string));
            for (variant, hex) in icon["variants"].as_object().unwrap() {
                let point = u32::from_str_radix(hex.as_str().unwrap(), 16).unwrap();
                assert_eq!(glyph(&format!("ti:{name}:{variant}")).map(u32::from), Ok(point));
                glyphs += 1;
            }
        }
        let known = ICONS.iter().flat_map(|icon| [icon.outline, icon.filled]).flatten().count();
        assert_eq!(glyphs, known);
    }

    #[test]
    fn the_fonts_of_the_pack_are_served() {
        let packs: Value = serde_json::from_slice(packs_json()).unwrap();
        assert_eq!(packs[0]["fonts"].as_object().unwrap().len(), fonts().len());
        for (format, path) in fonts() {
            assert_eq!(packs[0]["fonts"][format], *path);
            assert!(crate::static_file(path).is_some(), "{path}");
        }
    }

    #[test]
    fn the_body_travels_small() {
        let gzip = packs().gzip().unwrap();
        assert!(gzip.len() < 110_000, "{}", gzip.len());
        assert_eq!(packs().content_type, "application/json");
        assert_eq!(packs().plain(), packs_json());
    }
}
