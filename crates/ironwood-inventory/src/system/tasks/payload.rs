//! The payload of a waiting task: a value, packed and signed by the server that queued it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::pickle::{self, Value};

/// What a payload says, for people. The signature is not looked at: nothing is done with what is read but showing it to staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Payload {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) function: String,
    pub(super) args: String,
    pub(super) kwargs: String,
}

impl Payload {
    /// Reads the text of the column: `<value in base64>:<time>:<signature>`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let packed = URL_SAFE_NO_PAD.decode(text.split(':').next()?).ok()?;
        let value = pickle::read(&packed)?;
        let said = |key: &str| match value.entry(key) {
            Some(Value::Text(text)) => text.clone(),
            Some(other) => other.printed(),
            None => String::new(),
        };
        Some(Payload {
            id: said("id"),
            name: said("name"),
            function: said("func"),
            args: said("args"),
            kwargs: said("kwargs"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_says_what_is_to_be_done() {
        let packed = b"\x80\x05}(\x8c\x02id\x8c\x03abc\x8c\x04func\x8c\x05tasks\x8c\x03run\x93\x8c\x04argsK\x05\x85\x8c\x06kwargs}u.";
        let text = format!("{}:1xVpWK:signature", URL_SAFE_NO_PAD.encode(packed));
        let payload = Payload::read(&text).expect("a payload");
        assert_eq!((payload.id.as_str(), payload.function.as_str()), ("abc", "tasks.run"));
        assert_eq!((payload.args.as_str(), payload.kwargs.as_str(), payload.name.as_str()), ("(5,)", "{}", ""));
        assert_eq!(Payload::read("???:x:y"), None);
    }
}
