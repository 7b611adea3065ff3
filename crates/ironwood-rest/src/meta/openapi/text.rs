//! The document as text, made once.

use std::sync::OnceLock;

use serde_json::Value;

use super::openapi;
use crate::kernel::Kernel;

/// How the document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML, the usual form.
    Yaml,
}

impl Format {
    /// The format of this name, as `?format=` and command lines say it.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "json" | "openapi-json" => Some(Format::Json),
            "yaml" | "openapi" => Some(Format::Yaml),
            _ => None,
        }
    }

    /// The media type (spec 00 §1).
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Json => "application/vnd.oai.openapi+json",
            Format::Yaml => "application/vnd.oai.openapi",
        }
    }
}

/// The texts of a kernel's document, as far as somebody asked for them.
#[derive(Default)]
pub struct Texts {
    json: OnceLock<String>,
    yaml: OnceLock<String>,
}

/// The document of the kernel about its own [`Kernel::about`], for `GET /api/schema/` and the command line. The first call
/// makes it; declarations do not change while a server runs.
pub fn schema_text(kernel: &Kernel, format: Format) -> &str {
    let document = || openapi(kernel, kernel.info());
    let texts = kernel.schema_texts();
    match format {
        Format::Json => texts.json.get_or_init(|| document().to_string()),
        Format::Yaml => texts.yaml.get_or_init(|| to_yaml(&document())),
    }
}

/// A JSON value as YAML. Texts that one of YAML's versions would take for something else are quoted (`no`, `1:30`).
pub fn to_yaml(value: &Value) -> String {
    // Keys are texts and nothing here is recursive without end: there is no JSON value without a YAML text.
    serde_saphyr::to_string(value).unwrap_or_else(|_| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_keeps_texts_apart_from_what_they_look_like() {
        let value = serde_json::json!({
            "200": {"$ref": "#/components/schemas/Part"},
            "words": ["no", "on", "null", "1.0", "1:30", "2026-01-01", "", "plain", "two\nlines", "a: b", "# x"],
            "values": [false, null, 1.5, [], {}],
        });
        assert_eq!(
            to_yaml(&value),
            "\"200\":\n  $ref: \"#/components/schemas/Part\"\nwords:\n- \"no\"\n- \"on\"\n- \"null\"\n- \"1.0\"\n\
             - \"1:30\"\n- \"2026-01-01\"\n- \"\"\n- plain\n- |-\n  two\n  lines\n- \"a: b\"\n- \"# x\"\n\
             values:\n- false\n- null\n- 1.5\n- []\n- {}\n"
        );
    }

    #[test]
    fn formats_are_known_by_name() {
        assert_eq!(Format::from_name("json"), Some(Format::Json));
        assert_eq!(Format::from_name("yaml"), Some(Format::Yaml));
        assert_eq!(Format::from_name("xml"), None);
    }
}
