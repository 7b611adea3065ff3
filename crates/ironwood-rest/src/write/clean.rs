//! What happens to text before anything else looks at it (spec 00 §8).

use serde_json::{Map, Value};

use crate::ctx::Ctx;
use crate::declare::Field;
use crate::error::{Error, Result};
use crate::kind::Cleaning;

/// The text without characters that cannot be seen; line breaks stay where `multiline` says so.
pub fn cleaned(text: &str, multiline: bool) -> String {
    let keep = |letter: &char| match letter {
        '\n' | '\t' => multiline,
        '\r' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' => false,
        other => !other.is_control(),
    };
    text.chars().filter(keep).collect()
}

/// Refuses tags in a text.
///
/// # Errors
/// The framework's message for the field.
pub fn check_markup(field: &str, text: &str) -> Result<()> {
    if super::markup::has_markup(text) { Err(Error::field(field, "Remove HTML tags from this value")) } else { Ok(()) }
}

/// The body with its texts cleaned. Tags and null characters are an error that stands alone: the first one found.
///
/// # Errors
/// For the first field with one of them in it, or notes that do not come clean.
pub(crate) fn clean_body(fields: &[Field], body: &Map<String, Value>) -> Result<Map<String, Value>> {
    body.iter()
        .map(|(name, value)| {
            let cleaning = fields.iter().find(|field| field.name == name).map(|field| field.kind.cleaning());
            Ok((name.clone(), clean_value(name, value, cleaning.unwrap_or(Cleaning::Line))?))
        })
        .collect()
}

fn clean_value(name: &str, value: &Value, cleaning: Cleaning) -> Result<Value> {
    Ok(match (value, cleaning) {
        // Who sends one means something by it, which no column holds.
        (Value::String(text), Cleaning::Line | Cleaning::Notes) if text.contains('\0') => {
            return Err(Error::field(name, "Null characters are not allowed."));
        }
        (Value::String(text), Cleaning::Line) => {
            let text = cleaned(text, false);
            check_markup(name, text.trim())?;
            Value::String(text)
        }
        (Value::String(text), Cleaning::Notes) => match super::notes::sanitised(&cleaned(text, true)) {
            Some(text) => Value::String(text),
            None => return Err(Error::field(name, "The HTML in these notes is too tangled: use Markdown instead")),
        },
        // Several texts of one kind, such as tags. Objects are looked at by the forms that read them.
        (Value::Array(items), Cleaning::Line) if items.iter().all(Value::is_string) => {
            items.iter().map(|item| clean_value(name, item, cleaning)).collect::<Result<_>>()?
        }
        (other, _) => other.clone(),
    })
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
    fn unseen_characters_go_and_line_breaks_stay_in_notes_only() {
        assert_eq!(cleaned("a\u{7}b\nc\u{200b}", false), "abc");
        assert_eq!(cleaned("a\u{7}b\nc", true), "ab\nc");
    }
}
