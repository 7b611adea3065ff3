//! JSON bodies.

use serde_json::Value;

use crate::refusal::Refusal;

/// Reads a JSON text; an empty one says nothing. Nesting deeper than 128 levels and halves of surrogate pairs are errors.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, Refusal> {
    if bytes.trim_ascii().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(bytes).map_err(|error| Refusal::Json(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_texts_are_refused_not_feared() {
        let deep = "[".repeat(100_000);
        for text in
            ["{", "[1,]", "{\"a\": \"\\ud800\"}", "\"\0\"", "NaN", "1e999", "'a'", "{} {}", "\"\u{1}\"", deep.as_str()]
        {
            assert!(matches!(parse(text.as_bytes()), Err(Refusal::Json(_))), "{text:.20}");
        }
        assert!(matches!(parse(b"\"\xff\""), Err(Refusal::Json(_))));
    }

    #[test]
    fn keys_keep_their_order() {
        assert_eq!(parse(br#"{"b": 1, "a": [true, null]}"#).unwrap().to_string(), r#"{"b":1,"a":[true,null]}"#);
        assert_eq!(parse(b" ").unwrap(), Value::Null);
    }
}
