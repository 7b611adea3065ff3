//! What is wrong with a password, in the framework's words and order: too like its user, too short, too common, only digits
//! (spec 10 §4.4).

use super::{common, similarity};

/// Fewest characters.
const FEWEST: usize = 8;
/// A part of a name that is this similar to the password gives it away.
const TOO_SIMILAR: f64 = 0.7;

/// Whose password it is to be.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Name to sign in with.
    pub username: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Address.
    pub email: String,
}

/// Something that is wrong with a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What programs know it by.
    pub code: &'static str,
    /// What people are told.
    pub message: String,
}

impl Fault {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Fault { code, message: message.into() }
    }
}

/// Everything that is wrong with a password; nothing when it is good enough.
pub fn faults(password: &str, person: &Person) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(what) = given_away_by(password, person) {
        faults.push(Fault::new("password_too_similar", format!("The password is too similar to the {what}.")));
    }
    if password.chars().count() < FEWEST {
        let message = format!("This password is too short. It must contain at least {FEWEST} characters.");
        faults.push(Fault::new("password_too_short", message));
    }
    if common::is_common(password) {
        faults.push(Fault::new("password_too_common", "This password is too common."));
    }
    if !password.is_empty() && password.chars().all(char::is_numeric) {
        faults.push(Fault::new("password_entirely_numeric", "This password is entirely numeric."));
    }
    faults
}

/// The first thing known of the person that the password is too similar to.
fn given_away_by(password: &str, person: &Person) -> Option<&'static str> {
    let password = password.to_lowercase();
    let known = [
        ("username", &person.username),
        ("first name", &person.first_name),
        ("last name", &person.last_name),
        ("email address", &person.email),
    ];
    known.into_iter().find(|(_, value)| gives_away(&value.to_lowercase(), &password)).map(|(what, _)| what)
}

/// Whether a value, or one of the words in it, is too similar to the password.
fn gives_away(value: &str, password: &str) -> bool {
    let words = value.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words
        .chain([value])
        .filter(|part| !part.is_empty() && !is_far_shorter(part, password))
        .any(|part| similarity::upper_bound(password, part) >= TOO_SIMILAR)
}

/// Whether the part is so much shorter than the password that knowing it helps nobody.
fn is_far_shorter(part: &str, password: &str) -> bool {
    let (part, password) = (part.chars().count() as f64, password.chars().count() as f64);
    password >= 10.0 * part && part < TOO_SIMILAR / 2.0 * password
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader() -> Person {
        Person {
            username: "reader".into(),
            first_name: "Rita".into(),
            last_name: "Lesemann".into(),
            email: "rita.books@example.com".into(),
        }
    }

    fn faults(password: &str, person: &Person) -> Vec<String> {
        super::faults(password, person).into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn good_passwords_have_no_faults() {
        for good in ["Quite-9-Long!", "correct horse battery", "väßchen-7"] {
            assert_eq!(faults(good, &reader()), Vec::<String>::new(), "{good}");
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        assert_eq!(
            faults("12345678", &reader()),
            ["This password is too common.", "This password is entirely numeric."]
        );
        assert_eq!(
            faults("123", &reader()),
            [
                "This password is too short. It must contain at least 8 characters.",
                "This password is too common.",
                "This password is entirely numeric."
            ]
        );
    }

    #[test]
    fn names_and_addresses_give_a_password_away() {
        for (password, what) in [
            ("Reader12", "username"),
            ("lesemann!", "last name"),
            ("redaer99", "username"),
            ("rita.books@example", "email address"),
        ] {
            assert_eq!(
                faults(password, &reader()),
                [format!("The password is too similar to the {what}.")],
                "{password}"
            );
        }
        assert!(faults("xkcdreaderabcdefghij", &reader()).is_empty());
    }
}
