//! Why a value was not taken.

use serde_json::{Map, Value};

/// The key of messages about the value as sent.
const VALUE: &str = "value";
/// The key of messages about what the value means.
const NON_FIELD: &str = "non_field_errors";
const CONFIRM: &str = "manual_confirm";

/// A refusal, in the words of the answer. Which key a rule reports under is part of the API (spec
/// 60-system §1.4 and §1.5); the words are ours, but for those of the framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingError {
    pub key: &'static str,
    pub messages: Vec<String>,
}

impl SettingError {
    /// The value cannot be read as such.
    pub fn value(message: impl Into<String>) -> Self {
        Self { key: VALUE, messages: vec![message.into()] }
    }

    /// The value is against a rule of the setting.
    pub fn rule(message: impl Into<String>) -> Self {
        Self { key: NON_FIELD, messages: vec![message.into()] }
    }

    /// A setting with a warning was written without `manual_confirm`.
    pub fn unconfirmed() -> Self {
        let message = "Read the warning of this setting, then send manual_confirm with the change";
        Self { key: CONFIRM, messages: vec![message.to_owned()] }
    }

    /// The server's configuration fixes this setting, so a write could not come into force.
    pub fn locked(key: &str) -> Self {
        Self::rule(format!("{key} is fixed by the configuration of the server and can only be changed there"))
    }

    /// The body of the 400 answer: a list of messages under the key, but the missing confirmation
    /// is a bare text.
    pub fn body(&self) -> Value {
        let said =
            if self.key == CONFIRM { Value::from(self.messages.concat()) } else { Value::from(self.messages.clone()) };
        Value::Object(Map::from_iter([(self.key.to_owned(), said)]))
    }
}

impl std::fmt::Display for SettingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.key, self.messages.join("; "))
    }
}

impl std::error::Error for SettingError {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn messages_are_listed_but_the_missing_confirmation_is_a_text() {
        assert_eq!(SettingError::value("too odd").body(), json!({"value": ["too odd"]}));
        assert_eq!(SettingError::rule("too small").body(), json!({"non_field_errors": ["too small"]}));
        assert!(SettingError::unconfirmed().body()["manual_confirm"].is_string());
    }

    #[test]
    fn a_locked_setting_is_named_in_the_refusal() {
        let error = SettingError::locked("LABEL_DPI");
        assert_eq!(error.key, "non_field_errors");
        assert!(error.to_string().contains("LABEL_DPI"));
    }
}
