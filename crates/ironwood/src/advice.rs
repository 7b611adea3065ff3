//! Errors for the person at the terminal: what happened, and what to do about it.

use std::fmt;

/// An error with a hint.
#[derive(Debug)]
pub struct Advice {
    problem: String,
    hint: String,
}

impl Advice {
    /// Something that went wrong, and what would be right.
    pub fn new(problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Advice { problem: problem.into(), hint: hint.into() }
    }

    /// The hint of an error, if there is one in its chain.
    pub fn of(error: &anyhow::Error) -> Option<&str> {
        error.chain().find_map(|error| error.downcast_ref::<Advice>()).map(|advice| advice.hint.as_str())
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for Advice {}
