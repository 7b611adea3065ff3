//! Answers of the account API and their envelope, made here and nowhere else (spec 10 §5.1).

use serde_json::{Map, Value, json};

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The JSON; none for answers without a body.
    pub body: Option<Value>,
    /// Where the browser goes next, for answers that only send it there.
    pub location: Option<String>,
    /// What the browser is to remember as a device that its user trusts.
    pub trust: Option<String>,
}

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// For people.
    pub message: String,
    /// For programs.
    pub code: &'static str,
    /// The field; none when it is about the input as a whole.
    pub param: Option<&'static str>,
}

impl Fault {
    /// A fault of a field.
    pub fn of(param: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Fault { message: message.into(), code, param: Some(param) }
    }

    /// A fault of the input as a whole.
    pub fn general(code: &'static str, message: impl Into<String>) -> Self {
        Fault { message: message.into(), code, param: None }
    }

    /// A field that must say something and does not.
    pub fn required(param: &'static str) -> Self {
        Fault::of(param, "required", "This field is required.")
    }

    fn to_json(&self) -> Value {
        let mut fault = json!({"message": self.message, "code": self.code});
        if let Some(param) = self.param {
            fault["param"] = param.into();
        }
        fault
    }
}

impl Answer {
    /// Status and nothing else.
    pub fn bare(status: u16) -> Self {
        Answer::enveloped(status, [])
    }

    /// 200 with data.
    pub fn data(data: Value) -> Self {
        Answer::enveloped(200, [("data", data)])
    }

    /// 200 with data and facts about it.
    pub fn data_and_meta(data: Value, meta: Value) -> Self {
        Answer::enveloped(200, [("data", data), ("meta", meta)])
    }

    /// Facts alone.
    pub fn meta(status: u16, meta: Value) -> Self {
        Answer::enveloped(status, [("meta", meta)])
    }

    /// Who is signed in, or how to sign in.
    pub(super) fn about_sign_in(status: u16, data: Value, is_authenticated: Option<bool>) -> Self {
        Answer::enveloped(status, [("data", data), ("meta", json!({"is_authenticated": is_authenticated}))])
    }

    /// 400 with what is wrong.
    pub fn faults(faults: impl IntoIterator<Item = Fault>) -> Self {
        Answer::faults_with(400, faults)
    }

    /// The same with another status.
    pub fn faults_with(status: u16, faults: impl IntoIterator<Item = Fault>) -> Self {
        let faults: Value = faults.into_iter().map(|fault| fault.to_json()).collect();
        Answer::enveloped(status, [("errors", faults)])
    }

    /// Status without a body.
    pub fn empty(status: u16) -> Self {
        Answer { status, body: None, location: None, trust: None }
    }

    /// Sends the browser elsewhere.
    pub fn redirect(location: impl Into<String>) -> Self {
        Answer { location: Some(location.into()), ..Answer::empty(302) }
    }

    /// With a mark for the browser by which its user trusts it.
    pub fn trusting(mut self, mark: Option<String>) -> Self {
        self.trust = mark;
        self
    }

    fn enveloped(status: u16, parts: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        let mut body = Map::new();
        body.insert("status".into(), status.into());
        body.extend(parts.into_iter().map(|(key, value)| (key.to_owned(), value)));
        Answer { body: Some(Value::Object(body)), ..Answer::empty(status) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_envelope_has_only_the_keys_that_say_something() {
        let text = |answer: Answer| answer.body.expect("a body").to_string();
        assert_eq!(text(Answer::bare(409)), r#"{"status":409}"#);
        assert_eq!(text(Answer::data(json!([]))), r#"{"status":200,"data":[]}"#);
        assert_eq!(text(Answer::meta(404, json!({"secret": "x"}))), r#"{"status":404,"meta":{"secret":"x"}}"#);
        let anonymous = Answer::about_sign_in(401, json!({"flows": []}), None);
        assert_eq!(text(anonymous), r#"{"status":401,"data":{"flows":[]},"meta":{"is_authenticated":null}}"#);
        assert_eq!(
            text(Answer::faults([Fault::required("code"), Fault::general("unknown", "Who?")])),
            r#"{"status":400,"errors":[{"message":"This field is required.","code":"required","param":"code"},{"message":"Who?","code":"unknown"}]}"#
        );
    }
}
