//! What happens to text before anything else looks at it (spec 00 §8).

use serde_json::{Map, Value};

use crate::ctx::Ctx;
use crate::declare::Field;
use crate::error::{Error, Result};

/// The text without characters that cannot be seen; line breaks stay where `multiline` says so.
pub fn cleaned(text: &str, multiline: bool) -> String {
    let keep = |letter: &char| match letter {
        '\n' | '\t' => multiline,
        '\r' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' => false,
        other => !other.is_control(),
    };
    text.chars().filter(keep).collect()
}

/// Whether the text holds something that a browser would read as a tag.
fn has_markup(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        let opens = rest.starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
        opens && rest.contains('>')
    })
}

/// Refuses tags in a text.
///
/// # Errors
/// The framework's message for the field.
pub fn check_markup(field: &str, text: &str) -> Result<()> {
    if has_markup(text) { Err(Error::field(field, "Remove HTML tags from this value")) } else { Ok(()) }
}

/// The body with its texts cleaned. Tags are an error that stands alone: the first one found.
///
/// # Errors
/// For the first field with tags in it.
pub(crate) fn clean_body(fields: &[Field], body: &Map<String, Value>) -> Result<Map<String, Value>> {
    let mut out = Map::with_capacity(body.len());
    for (name, value) in body {
        let value = match value {
            Value::String(text) => {
                let multiline = fields.iter().any(|field| field.name == name && field.kind.is_multiline());
                let text = cleaned(text, multiline);
                if !multiline {
                    check_markup(name, text.trim())?;
                }
                Value::String(text)
            }
            other => other.clone(),
        };
        out.insert(name.clone(), value);
    }
    Ok(out)
}

/// The setting that says whether web addresses need a scheme.
const STRICT_URLS: &str = "INVENTREE_STRICT_URLS";

/// Puts `http://` before web addresses without a scheme where the site does not insist on one (spec 31 §2.3).
///
/// # Errors
/// From storage.
pub(crate) async fn complete_addresses(
    ctx: &mut Ctx<'_>,
    fields: &[Field],
    body: &mut Map<String, Value>,
) -> Result<()> {
    let is_bare = |field: &&Field| {
        let sent = body.get(field.name).and_then(Value::as_str).map(str::trim);
        field.kind.is_web_address() && sent.is_some_and(|text| !text.is_empty() && !text.contains("://"))
    };
    let bare: Vec<&str> = fields.iter().filter(is_bare).map(|field| field.name).collect();
    if bare.is_empty() || ctx.setting_bool(STRICT_URLS, true).await? {
        return Ok(());
    }
    for name in bare {
        if let Some(Value::String(text)) = body.get_mut(name) {
            *text = format!("http://{}", text.trim());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_comparisons() {
        for bad in ["<b>x</b>", "a<script src=x>", "</p>", "<!-- x -->", "x <img src=1 onerror=a>"] {
            assert!(has_markup(bad), "{bad}");
        }
        for good in ["a < b", "1<2>0", "x <- y", "<>", "if a<b then"] {
            assert!(!has_markup(good), "{good}");
        }
    }

    #[test]
    fn unseen_characters_go_and_line_breaks_stay_in_notes_only() {
        assert_eq!(cleaned("a\u{7}b\nc\u{200b}", false), "abc");
        assert_eq!(cleaned("a\u{7}b\nc", true), "ab\nc");
    }
}
