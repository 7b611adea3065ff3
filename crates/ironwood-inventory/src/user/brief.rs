//! Users and owners as other resources embed them.

use ironwood_db::Param;
use ironwood_rest::declare::{Field, Shape};
use ironwood_rest::kind::{Email, Int, Text};

use crate::models;

/// A user, as embedded in other rows.
pub fn brief() -> Shape {
    Shape::new(models::USER, "User")
        .field(Field::column("pk", Int::ANY).stored_as("id").read_only().label("ID"))
        .field(Field::column("username", Text::max(150)).read_only().required().help("Name to sign in with"))
        .field(Field::column("first_name", Text::max(150)).required().blank().help("Given name"))
        .field(Field::column("last_name", Text::max(150)).required().blank().help("Family name"))
        .field(Field::column("email", Email { max: 254 }).read_only().required().blank().help("E-mail address"))
        .hidden("password", Param::Text(String::new()))
}
