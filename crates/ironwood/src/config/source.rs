//! Where a value comes from: flag, environment, file named by the environment, default; the first that says something.

use std::fmt::Display;
use std::path::Path;

use ironwood_rest::Configured;
use jiff::Timestamp;

use super::variables::{ALL, Variable};
use crate::advice::Advice;

/// A text and who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    /// Where it was said: `flag`, `env`, `file` or `default`.
    pub place: &'static str,
    by: String,
}

impl Said {
    /// Reads the text; `read` tells what is wrong with it.
    ///
    /// # Errors
    /// Who said it, and what is wrong.
    pub fn read<T, E: Display>(&self, read: impl FnOnce(&str) -> Result<T, E>) -> anyhow::Result<T> {
        read(&self.text).map_err(|error| anyhow::anyhow!("{} cannot be used: {error}", self.by))
    }
}

/// The flags of a command, by the variables they stand for.
pub type Flags<'f> = &'f [(&'static Variable, Option<&'f str>)];

/// Flags and environment.
pub struct Source<'s> {
    pub flags: Flags<'s>,
    pub environment: &'s dyn Fn(&str) -> Option<String>,
}

impl Source<'_> {
    /// What is said about a variable.
    ///
    /// # Errors
    /// When a file that the environment names cannot be read.
    pub fn get(&self, variable: &'static Variable) -> anyhow::Result<Said> {
        let flag = self.flags.iter().find(|(flag, _)| std::ptr::eq(*flag, variable)).and_then(|(_, text)| *text);
        if let Some(text) = flag {
            return Ok(Said { text: text.to_owned(), place: "flag", by: format!("`{text}`, given as a flag,") });
        }
        for name in std::iter::once(variable.name).chain(variable.known_as) {
            if let Some(text) = self.variable(name) {
                return Ok(Said { text, place: "env", by: name.to_owned() });
            }
            let file_name = format!("{name}_FILE");
            if let Some(path) = self.variable(&file_name) {
                return Ok(Said { text: content(&file_name, Path::new(&path))?, place: "file", by: file_name });
            }
        }
        let by = format!("the default of {}", variable.name);
        Ok(Said { text: variable.default.to_owned(), place: "default", by })
    }

    /// The same, when it is not empty.
    ///
    /// # Errors
    /// As [`Source::get`].
    pub fn given(&self, variable: &'static Variable) -> anyhow::Result<Option<Said>> {
        Ok(Some(self.get(variable)?).filter(|said| !said.text.trim().is_empty()))
    }

    /// Every variable and where its value came from.
    ///
    /// # Errors
    /// As [`Source::get`].
    pub fn listing(&self) -> anyhow::Result<Vec<Configured>> {
        let read = Timestamp::now();
        ALL.iter()
            .map(|variable| {
                let name = variable.known_as.unwrap_or(variable.name);
                Ok(Configured { name, source: self.get(variable)?.place, read })
            })
            .collect()
    }

    /// An empty variable says nothing: that is how a compose file leaves one out.
    fn variable(&self, name: &str) -> Option<String> {
        (self.environment)(name).filter(|text| !text.trim().is_empty())
    }
}

fn content(name: &str, path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Advice::new(
            format!("cannot read {}: {error}", path.display()),
            format!("{name} must name a file that this user may read"),
        )
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
