//! One error type from the domain up, and its one wire form.

use std::any::Any;
use std::sync::Arc;

use ironwood_db::{DbError, Refusal};
use serde_json::{Map, Value};

/// Result of a kernel or domain operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Key of errors that concern the whole object (spec 00 §9).
pub const GENERAL: &str = "non_field_errors";

/// What is wrong with an input: a tree that follows the input's own shape.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// Messages about one value.
    Messages(Vec<String>),
    /// A single message that clients expect bare, not in a list (spec 30-stock §11.1, 00 §11).
    Bare(String),
    /// Problems of the members of an object, in order.
    Object(Problems),
    /// Problems of the entries of a list, aligned with it; an empty object is a good entry.
    List(Vec<Problem>),
}

/// Problems by field, in the order they were found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Problems {
    entries: Vec<(String, Problem)>,
}

impl Problems {
    /// No problem yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the field has a problem.
    pub fn concerns(&self, field: &str) -> bool {
        self.entries.iter().any(|(name, _)| name == field)
    }

    /// Whether some field has exactly this message.
    pub fn has_message(&self, text: &str) -> bool {
        self.entries.iter().any(
            |(_, problem)| matches!(problem, Problem::Messages(messages) if messages.iter().any(|one| one == text)),
        )
    }

    /// The messages about a field.
    pub fn messages(&self, field: &str) -> &[String] {
        match self.entries.iter().find(|(name, _)| name == field) {
            Some((_, Problem::Messages(messages))) => messages,
            _ => &[],
        }
    }

    /// Adds a message to a field.
    pub fn add(&mut self, field: &str, message: impl Into<String>) -> &mut Self {
        match self.entries.iter_mut().find(|(name, _)| name == field) {
            Some((_, Problem::Messages(messages))) => messages.push(message.into()),
            Some((_, other)) => *other = Problem::Messages(vec![message.into()]),
            None => self.entries.push((field.to_owned(), Problem::Messages(vec![message.into()]))),
        }
        self
    }

    /// Sets the whole problem of a field.
    pub fn set(&mut self, field: &str, problem: Problem) -> &mut Self {
        self.entries.retain(|(name, _)| name != field);
        self.entries.push((field.to_owned(), problem));
        self
    }

    /// Adds problems of the members of the object that a field holds.
    pub fn add_within(&mut self, field: &str, inner: Problems) -> &mut Self {
        if inner.is_empty() {
            return self;
        }
        match self.entries.iter_mut().find(|(name, _)| name == field) {
            Some((_, Problem::Object(known))) => known.merge(inner),
            Some(_) => {}
            None => self.entries.push((field.to_owned(), Problem::Object(inner))),
        }
        self
    }

    /// Takes over all problems of another set.
    pub fn merge(&mut self, other: Problems) {
        for (field, problem) in other.entries {
            match problem {
                Problem::Messages(messages) => messages.into_iter().for_each(|message| {
                    self.add(&field, message);
                }),
                whole => {
                    self.set(&field, whole);
                }
            }
        }
    }

    /// `Ok` when nothing is wrong, else the error.
    ///
    /// # Errors
    /// [`Error::Invalid`] with these problems.
    pub fn check(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(self.into()) }
    }

    fn to_json(&self) -> Value {
        Value::Object(self.entries.iter().map(|(name, problem)| (name.clone(), problem.to_json())).collect())
    }
}

impl Problem {
    /// One message about one value.
    pub fn message(text: impl Into<String>) -> Self {
        Problem::Messages(vec![text.into()])
    }

    /// The wire form.
    pub fn to_json(&self) -> Value {
        match self {
            Problem::Messages(messages) => messages.iter().cloned().map(Value::String).collect(),
            Problem::Bare(text) => Value::String(text.clone()),
            Problem::Object(problems) => problems.to_json(),
            Problem::List(entries) => entries.iter().map(Problem::to_json).collect(),
        }
    }
}

/// Slow work, such as the hash of a password or a smaller form of a picture: a transaction must not wait for it.
#[derive(Clone)]
pub struct Errand(Arc<dyn Fn() -> Brought + Send + Sync>);

/// What came of an errand: whatever the action that asked for it knows to use.
pub type Brought = Arc<dyn Any + Send + Sync>;

impl Errand {
    /// Work that gives something.
    pub fn new<T: Any + Send + Sync>(work: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Errand(Arc::new(move || Arc::new(work())))
    }

    /// Does the work; call it where blocking is allowed.
    pub fn run(&self) -> Brought {
        (self.0)()
    }
}

impl std::fmt::Debug for Errand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What it works on may be a secret.
        f.write_str("Errand")
    }
}

/// Everything that can end a request other than success.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input is wrong: 400.
    #[error("invalid input: {0:?}")]
    Invalid(Problem),
    /// Nobody, or nobody known, is asking: 401.
    #[error("not authenticated: {0}")]
    Unauthenticated(String),
    /// The caller may not do that: 403.
    #[error("denied: {0}")]
    Denied(String),
    /// The caller may not write these fields: 403, by field.
    #[error("denied: {0:?}")]
    DeniedFields(Problems),
    /// The row, or the thing of another kind, is not there: 404.
    #[error("not found: {0}")]
    NotFound(String),
    /// The path has no such method: 405.
    #[error("method {0} not allowed")]
    MethodNotAllowed(String),
    /// A body of this type is not understood: 415.
    #[error("unsupported media type {0}")]
    UnsupportedMediaType(String),
    /// Storage failed: 500 unless a resource names the answer to its constraint.
    #[error(transparent)]
    Storage(#[from] DbError),
    /// Not an end: the action waits for slow work to be done outside of its transaction, and is then run again.
    #[error("slow work was left undone")]
    Away(Errand),
    /// A defect of ours: 500, told to the log only.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// One message about one field.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        let mut problems = Problems::new();
        problems.add(field, message);
        problems.into()
    }

    /// One message about one field, not in a list.
    pub fn bare(field: &str, message: impl Into<String>) -> Self {
        let mut problems = Problems::new();
        problems.set(field, Problem::Bare(message.into()));
        problems.into()
    }

    /// One message about the whole object.
    pub fn general(message: impl Into<String>) -> Self {
        Self::field(GENERAL, message)
    }

    /// The framework's answer for a row that is not there (spec 00 §1).
    pub fn no_row(class: &str) -> Self {
        Error::NotFound(format!("No {class} matches the given query."))
    }

    /// The framework's answer for a thing found by something else than its primary key.
    pub fn not_found() -> Self {
        Error::NotFound("Not found.".into())
    }

    /// The framework's answer to a caller without permission (spec 00 §13).
    pub fn denied() -> Self {
        Error::Denied("You do not have permission to perform this action.".into())
    }

    /// The answer to a caller who may write a row but not this field of it.
    pub fn denied_field(field: &str, message: impl Into<String>) -> Self {
        let mut problems = Problems::new();
        problems.set(field, Problem::Bare(message.into()));
        Error::DeniedFields(problems)
    }

    /// HTTP status and JSON body.
    pub fn answer(&self) -> (u16, Value) {
        let detail = |text: &str| {
            let mut body = Map::new();
            body.insert("detail".into(), text.into());
            Value::Object(body)
        };
        match self {
            Error::Invalid(problem) => (400, problem.to_json()),
            Error::Unauthenticated(text) => (401, detail(text)),
            Error::Denied(text) => (403, detail(text)),
            Error::DeniedFields(problems) => (403, problems.to_json()),
            Error::NotFound(text) => (404, detail(text)),
            Error::MethodNotAllowed(method) => (405, detail(&format!("Method \"{method}\" not allowed."))),
            Error::UnsupportedMediaType(kind) => {
                (415, detail(&format!("Unsupported media type \"{kind}\" in request.")))
            }
            Error::Storage(DbError::OutOfRange(text)) => (400, detail(&format!("A value is out of range: {text}"))),
            Error::Storage(DbError::TimedOut) => {
                (400, detail("The request asks for too much: the database gave it up. Narrow it down."))
            }
            Error::Storage(DbError::Contended(_)) => {
                (503, detail("The server is busy with other changes. Nothing was changed; try again."))
            }
            Error::Storage(_) | Error::Internal(_) | Error::Away(_) => {
                (500, detail("The server failed to answer. The error is in its log under the id of this request."))
            }
        }
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Error::Invalid(Problem::Object(problems))
    }
}

impl Refusal for Error {
    fn is_retryable(&self) -> bool {
        matches!(self, Error::Storage(error) if error.is_retryable())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_follow_the_shape_of_the_input() {
        let mut entry = Problems::new();
        entry.add("quantity", "too much");
        let mut problems = Problems::new();
        problems.set("items", Problem::List(vec![Problem::Object(Problems::new()), Problem::Object(entry)]));
        problems.add("notes", "a").add("notes", "b");
        let (status, body) = Error::from(problems).answer();
        assert_eq!(status, 400);
        assert_eq!(body.to_string(), r#"{"items":[{},{"quantity":["too much"]}],"notes":["a","b"]}"#);
    }
}
