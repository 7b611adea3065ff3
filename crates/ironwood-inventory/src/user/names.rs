//! The names of a person: what they may be made of, in the words of the framework's own models (spec 10 §4.1).

use ironwood_db::{Cell, Param};
use ironwood_rest::kind::{Kind, Rejected, Text};
use ironwood_rest::read::Render;
use ironwood_rest::{Error, JsonWriter, Problem};
use serde_json::{Map, Value};

use super::accounts;

/// Most characters of each.
pub const MOST: usize = 150;

/// The name to sign in with.
#[derive(Debug, Clone, Copy)]
pub struct Username;

/// A given or family name.
#[derive(Debug, Clone, Copy)]
pub struct PersonName;

fn text(input: &Value) -> Result<String, Rejected> {
    let text = Text::any().decode(input)?;
    Ok(text.as_text().unwrap_or_default().to_owned())
}

macro_rules! as_text {
    () => {
        fn encode(&self, cell: Cell<'_>, render: &Render<'_>, out: &mut JsonWriter) {
            Text::any().encode(cell, render, out);
        }

        fn options(&self, meta: &mut Map<String, Value>) {
            Text::max(MOST).options(meta);
        }

        fn openapi(&self) -> Value {
            Text::max(MOST).openapi()
        }

        fn is_text(&self) -> bool {
            true
        }
    };
}

impl Kind for Username {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let name = text(input)?;
        match accounts::check_username(&name) {
            Err(Error::Invalid(Problem::Object(problems))) => Err(problems.messages("username").to_vec()),
            _ => Ok(name.into()),
        }
    }

    as_text!();
}

impl Kind for PersonName {
    fn decode(&self, input: &Value) -> Result<Param, Rejected> {
        let name = text(input)?;
        let length = name.chars().count();
        if length > MOST {
            return Err(vec![format!("Ensure this value has at most {MOST} characters (it has {length}).")]);
        }
        Ok(name.into())
    }

    as_text!();
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_refused_in_the_words_of_the_model() {
        let long = json!("x".repeat(151));
        let message = ["Ensure this value has at most 150 characters (it has 151)."];
        assert_eq!(PersonName.decode(&long).unwrap_err(), message);
        assert_eq!(Username.decode(&long).unwrap_err(), message);
        assert_eq!(PersonName.decode(&json!("Zoë <3")), Ok("Zoë <3".into()));
        assert!(Username.decode(&json!("b b")).unwrap_err()[0].starts_with("Enter a valid username."));
        assert_eq!(Username.decode(&json!(" bob ")), Ok("bob".into()));
    }
}
