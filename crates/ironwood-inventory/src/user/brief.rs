//! Users as other resources embed them.

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Shape};
use ironwood_rest::kind::{Email, Int};

use super::names::{PersonName, Username};
use crate::models;

/// The key.
pub(super) fn key() -> Field {
    Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID")
}

/// The name to sign in with.
pub(super) fn username() -> Field {
    Field::column("username", Username).required().help("Name to sign in with")
}

/// The given name.
pub(super) fn first_name() -> Field {
    Field::column("first_name", PersonName).required().blank().help("Given name")
}

/// The family name.
pub(super) fn last_name() -> Field {
    Field::column("last_name", PersonName).required().blank().help("Family name")
}

/// The e-mail address.
pub(super) fn email() -> Field {
    Field::column("email", Email { max: 254 }).required().blank().help("Address that mail is sent to")
}

/// A user, as embedded in other rows.
pub fn brief() -> Shape {
    Shape::new(models::USER, "User")
        .field(key())
        .field(username().told_read_only())
        .field(first_name())
        .field(last_name())
        .field(email().told_read_only())
        .hidden("password", Param::Text(String::new()))
}
